export const RATE_LIMIT_HEADERS = {
  limit: 'ratelimit-limit',
  remaining: 'ratelimit-remaining',
  reset: 'ratelimit-reset',
  retryAfter: 'retry-after',
} as const;

/** The state of a caller's bucket as response headers. */
export function rateLimitHeaders(limit: number, used: number, resetSeconds: number): Record<string, string> {
  return {
    [RATE_LIMIT_HEADERS.limit]: String(limit),
    [RATE_LIMIT_HEADERS.remaining]: String(Math.max(0, limit - used)),
    [RATE_LIMIT_HEADERS.reset]: String(resetSeconds),
  };
}
