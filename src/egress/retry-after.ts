/** A longer wait is capped here; then one request tests whether the limit still applies. */
export const LONGEST_RETRY_AFTER_MS = 300_000;

/**
 * Milliseconds requested by a `Retry-After` header, at most five minutes.
 * @param header seconds or an HTTP date; `null` or unusable: the result is `null`.
 * @param exchangeNow epoch ms by the exchange's clock, with which a date is compared; `null` while unknown.
 */
export function retryAfterMs(header: string | null | undefined, exchangeNow: number | null): number | null {
  if (!header) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - (exchangeNow ?? NaN);
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_RETRY_AFTER_MS) : null;
}
