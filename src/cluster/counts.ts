/** How often each thing happened. */
export type Counts<K extends string = string> = ReadonlyMap<K, number>;

/** Counts that begin with 0 for every reason, so that each is shown before it happens. */
export function countsOf<K extends string>(reasons: readonly K[]): Map<K, number> {
  return new Map(reasons.map((reason) => [reason, 0]));
}

export function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export function summed(parts: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const part of parts) for (const [key, times] of part) sums.set(key, (sums.get(key) ?? 0) + times);
  return sums;
}
