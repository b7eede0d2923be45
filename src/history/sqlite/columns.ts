/**
 * Rows of one shape as column-oriented JSON: one list per column. A single string crosses from SQLite, and from thread to thread,
 * at a fraction of the cost of its values.
 */
export type ColumnsText = string;

/** Every row must have the keys of the first. */
export function toColumns<T extends object>(rows: readonly T[]): ColumnsText {
  const names = Object.keys(rows[0] ?? {}) as (keyof T)[];
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])));
}

export function toRows<T extends object>(columns: ColumnsText): T[] {
  const lists = Object.entries(JSON.parse(columns) as object) as [keyof T, T[keyof T][]][];
  const length = lists[0]?.[1].length ?? 0;
  return Array.from({ length }, (_, at) => {
    const row: Partial<T> = {};
    for (const [name, list] of lists) row[name] = list[at];
    return row as T;
  });
}
