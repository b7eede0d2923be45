import { compareDecimals } from 'lighter-broadcaster-protocol/decimal';
import type { Column } from './column.js';

/** Natural order of texts: `acc9` before `acc10`. One shared collator, because creating one costs far more than a comparison. */
export const byText = new Intl.Collator(undefined, { numeric: true }).compare;

/** The rows that contain the text in one of the columns, ignoring case. */
export function searchRows<R>(rows: readonly R[], columns: readonly Column<R>[], text: string): readonly R[] {
  if (text === '') return rows;
  const wanted = text.toLowerCase();
  const holds = (value: string | number | null): boolean =>
    value !== null && String(value).toLowerCase().includes(wanted);
  return rows.filter((row) => columns.some(({ value }) => holds(value(row))));
}

/** A row with its sort keys, computed once instead of at every comparison. */
interface Placed<R> {
  row: R;
  /** Index in the input; equal rows keep that order. */
  place: number;
  group: string;
  groupRank: number;
  value: string | number | null;
  /** `value` as a number: decides unless two are equal; for texts their rank. */
  near: number;
}

/**
 * Sorts rows by a column: rows without a value last in either direction, rows of a group together. Incremental: only new
 * rows are evaluated and sorted, then merged with the rest.
 */
export function rowOrder<R extends object>(
  column: Column<R> | undefined,
  descending: boolean,
  groupOf?: (row: R) => string,
): (rows: readonly R[]) => readonly R[] {
  if (!column && !groupOf) return (rows) => rows;
  const { order = 'text' } = column ?? {};
  const compare = comparison<R>(descending ? -1 : 1, order === 'decimal');
  const texts = new Ranks();
  const groups = new Ranks();
  let known = new Map<R, Placed<R>>();
  let last: readonly Placed<R>[] = [];

  const look = (row: R, place: number): Placed<R> => {
    const value = column?.value(row) ?? null;
    return { row, place, group: groupOf?.(row) ?? '', groupRank: 0, value, near: Number(value) };
  };
  return (rows) => {
    const fresh: Placed<R>[] = [];
    const here = new Map<R, Placed<R>>();
    rows.forEach((row, place) => {
      const placed = known.get(row) ?? look(row, place);
      placed.place = place;
      if (!known.has(row)) fresh.push(placed);
      here.set(row, placed);
    });
    const all = [...here.values()];
    if (order === 'text') texts.number(all, 'value', 'near');
    if (groupOf) groups.number(all, 'group', 'groupRank');
    const kept = last.filter(({ row }) => here.has(row));
    last = isSorted(kept, compare) ? merged(kept, fresh.sort(compare), compare) : all.sort(compare);
    known = here;
    return last.map(({ row }) => row);
  };
}

type Compare<R> = (a: Placed<R>, b: Placed<R>) => number;

function comparison<R>(sign: 1 | -1, exact: boolean): Compare<R> {
  return (a, b) => {
    if (a.groupRank !== b.groupRank) return a.groupRank - b.groupRank;
    if (a.value === null || b.value === null)
      return Number(a.value === null) - Number(b.value === null) || a.place - b.place;
    const difference = a.near - b.near || (exact ? compareDecimals(String(a.value), String(b.value)) : 0);
    return sign * difference || a.place - b.place;
  };
}

/** Ranks of texts in sort order: compares each distinct text once instead of every row's. */
class Ranks {
  private ranks = new Map<string, number>();

  /** Writes the rank of the text in `from` into `to`. */
  number<K extends 'near' | 'groupRank'>(
    all: readonly Placed<unknown>[],
    from: 'value' | 'group',
    to: K,
  ): void {
    if (!all.every((placed) => this.ranks.has(String(placed[from]))))
      this.learn(all.map((placed) => String(placed[from])));
    for (const placed of all) placed[to] = this.ranks.get(String(placed[from])) ?? 0;
  }

  private learn(texts: readonly string[]): void {
    const sorted = [...new Set(texts)].sort(byText);
    this.ranks = new Map();
    let rank = 0;
    sorted.forEach((text, at) => {
      if (at > 0 && byText(sorted[at - 1]!, text) !== 0) rank++;
      this.ranks.set(text, rank);
    });
  }
}

function isSorted<R>(rows: readonly Placed<R>[], compare: Compare<R>): boolean {
  return rows.every((row, at) => at === 0 || compare(rows[at - 1]!, row) <= 0);
}

function merged<R>(a: readonly Placed<R>[], b: readonly Placed<R>[], compare: Compare<R>): Placed<R>[] {
  const all: Placed<R>[] = [];
  let next = 0;
  for (const row of a) {
    while (next < b.length && compare(b[next]!, row) < 0) all.push(b[next++]!);
    all.push(row);
  }
  return all.concat(b.slice(next));
}
