import { compareDecimals } from '../../format/decimal.js';
import { byText } from './by-text.js';
import type { Column } from './column.js';

/** A row with what it is put in order by: looked at once, and not at every comparison. */
interface Placed<R> {
  row: R;
  group: string;
  value: string | number | null;
  near: number;
}

const COMPARE: Record<
  NonNullable<Column<never>['order']>,
  (a: Placed<unknown>, b: Placed<unknown>) => number
> = {
  text: (a, b) => (a.value === b.value ? 0 : byText(String(a.value), String(b.value))),
  number: (a, b) => a.near - b.near,
  decimal: (a, b) => a.near - b.near || compareDecimals(String(a.value), String(b.value)),
};

/** Rows in the order of a column, those without a value last either way, and those of a group together. Equal rows stay in their order. */
export function sortRows<R>(
  rows: readonly R[],
  column: Column<R> | undefined,
  descending: boolean,
  groupOf?: (row: R) => string,
): readonly R[] {
  if (!column && !groupOf) return rows;
  const compare = COMPARE[column?.order ?? 'text'];
  const sign = descending ? -1 : 1;
  const placed = rows.map((row): Placed<R> => {
    const value = column?.value(row) ?? null;
    return { row, group: groupOf?.(row) ?? '', value, near: Number(value) };
  });
  placed.sort((a, b) => {
    if (a.group !== b.group) return byText(a.group, b.group);
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return sign * compare(a, b);
  });
  return placed.map(({ row }) => row);
}

/** The rows that hold the text in one of the columns, in capitals or not. */
export function searchRows<R>(rows: readonly R[], columns: readonly Column<R>[], text: string): readonly R[] {
  if (text === '') return rows;
  const wanted = text.toLowerCase();
  const holds = (value: string | number | null): boolean =>
    value !== null && String(value).toLowerCase().includes(wanted);
  return rows.filter((row) => columns.some(({ value }) => holds(value(row))));
}
