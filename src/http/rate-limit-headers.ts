export const RATE_LIMIT_HEADERS = {
  limit: 'ratelimit-limit',
  remaining: 'ratelimit-remaining',
  reset: 'ratelimit-reset',
  retryAfter: 'retry-after',
} as const;

type BucketHeaders = Record<(typeof RATE_LIMIT_HEADERS)['limit' | 'remaining' | 'reset'], string>;

/** The state of a caller's bucket as response headers. */
export function rateLimitHeaders(limit: number, used: number, resetSeconds: number): BucketHeaders {
  // Spelled out, because computed names make V8 build the object property by property.
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(Math.max(0, limit - used)),
    'ratelimit-reset': String(resetSeconds),
  };
}
