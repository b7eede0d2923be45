export const RATE_LIMIT_HEADERS = {
  limit: 'RateLimit-Limit',
  remaining: 'RateLimit-Remaining',
  reset: 'RateLimit-Reset',
  retryAfter: 'Retry-After',
} as const;

/** The state of a caller's bucket as response headers, by lower-case name. */
export function rateLimitHeaders(limit: number, used: number, resetSeconds: number): Record<string, string> {
  return {
    [RATE_LIMIT_HEADERS.limit.toLowerCase()]: String(limit),
    [RATE_LIMIT_HEADERS.remaining.toLowerCase()]: String(Math.max(0, limit - used)),
    [RATE_LIMIT_HEADERS.reset.toLowerCase()]: String(resetSeconds),
  };
}
