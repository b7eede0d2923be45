export interface BackoffBounds {
  firstMs: number;
  longestMs: number;
}

const DEFAULT: BackoffBounds = { firstMs: 250, longestMs: 15_000 };

/**
 * Milliseconds to wait before the next attempt: random between half of a bound and the bound, which doubles with each
 * attempt. Jitter keeps clients that were disconnected together from returning together. A delay that the server named
 * (restart) replaces the first one.
 */
export function backoff(attempt: number, serverDelayMs: number | null, bounds = DEFAULT): number {
  if (attempt === 0 && serverDelayMs !== null) return serverDelayMs;
  const bound = Math.min(bounds.longestMs, bounds.firstMs * 2 ** Math.min(attempt, 20));
  return bound / 2 + (Math.random() * bound) / 2;
}
