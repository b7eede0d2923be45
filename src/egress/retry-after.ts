/**
 * Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date; `null` when it tells nothing of use.
 * @param now epoch ms.
 */
export function retryAfterMs(header: string | null | undefined, now: number): number | null {
  if (!header) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
