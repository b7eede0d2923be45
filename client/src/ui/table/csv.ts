import type { Column } from './column.js';

/** RFC 4180; texts that a spreadsheet would run as a formula are disarmed, times are ISO 8601 in UTC. */
export function toCsv<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const line = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;
  const head = line(columns.map(({ header }) => header));
  return head + rows.map((row) => line(columns.map((column) => cellOf(column, row)))).join('');
}

/** Times are numbers above this; nothing else in a table is. */
const A_TIME = 1e12;

function cellOf<R>({ value, order }: Column<R>, row: R): string {
  const cell = value(row);
  if (cell === null) return '';
  if (typeof cell === 'number') return cell > A_TIME ? new Date(cell).toISOString() : String(cell);
  return order === 'decimal' ? cell : cell.replace(/^(?=[=+\-@\t\r])/, "'");
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
