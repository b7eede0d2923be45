import type { Column } from './column.js';

/** The rows that hold the text in one of the columns, in capitals or not. */
export function searchRows<R>(rows: readonly R[], columns: readonly Column<R>[], text: string): readonly R[] {
  if (text === '') return rows;
  const wanted = text.toLowerCase();
  const holds = (value: string | number | null): boolean =>
    value !== null && String(value).toLowerCase().includes(wanted);
  return rows.filter((row) => columns.some(({ value }) => holds(value(row))));
}
