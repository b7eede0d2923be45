import type { Caller } from '../access/authenticator.port.js';
import type { RequestLimiter } from '../access/request-limiter.js';
import { Problem } from '../http/problems.js';
import { RATE_LIMIT_HEADERS } from '../http/rate-limit-headers.js';
import { tooManyRequests } from './exchange-answers.js';

/** Counts one request in the rate limit of the whole service. @returns headers of the answer @throws ExchangeRefusal 429 */
export function countCaller(limiter: RequestLimiter, caller: Caller): Record<string, string> {
  try {
    return limiter.countBot(caller);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw tooManyRequests(Number(error.headers[RATE_LIMIT_HEADERS.retryAfter] ?? 1));
  }
}
