/**
 * Rows of one shape as JSON, turned on their side: a list for each name. One text crosses from SQLite and from thread to
 * thread at a fraction of the cost of the values in it.
 */
export type ColumnsText = string;

/** The rows must all have the keys of the first one. */
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
