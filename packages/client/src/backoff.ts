const DEFAULT = { firstMs: 250, longestMs: 15_000 };

/**
 * Milliseconds until the next attempt: random, so that clients that were cut off together do not return together, below
 * a bound that doubles. The server's own wish (a restart) counts for the first attempt.
 */
export function backoff(attempt: number, wishMs: number | null, { firstMs, longestMs } = DEFAULT): number {
  if (attempt === 0 && wishMs !== null) return wishMs;
  const bound = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 20));
  return bound / 2 + (Math.random() * bound) / 2;
}
