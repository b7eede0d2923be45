import type { Column } from './column.js';

/** What a user does to the columns of a table. */
export interface Arrange {
  /** Puts a column where another one is. */
  move: (id: string, to: string) => void;
  /** @param width in pixels at the usual text size */
  resize: (id: string, width: number) => void;
}

/** The columns in the user's order and widths. A column that the order does not know keeps its place behind its neighbor. */
export function arranged<R>(
  columns: readonly Column<R>[],
  order: readonly string[] = [],
  widths: Readonly<Record<string, number>> = {},
): Column<R>[] {
  const known = columns.filter(({ id }) => order.includes(id));
  const result = known.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  columns.forEach((column, place) => {
    if (order.includes(column.id)) return;
    const neighbor = columns[place - 1];
    result.splice(neighbor ? result.indexOf(neighbor) + 1 : 0, 0, column);
  });
  return result.map((column) => {
    const width = widths[column.id];
    return width === undefined ? column : { ...column, width, phoneWidth: width, isFixed: true };
  });
}

/** The ids with `id` at the place of `to`. */
export function moved(ids: readonly string[], id: string, to: string): string[] {
  const place = ids.indexOf(to);
  if (id === to || place === -1 || !ids.includes(id)) return [...ids];
  const others = ids.filter((each) => each !== id);
  others.splice(place, 0, id);
  return others;
}
