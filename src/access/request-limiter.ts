import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import type { RateLimit } from '../config/values/rate.js';
import { Problem } from '../http/problems.js';
import { RATE_LIMIT_HEADERS, rateLimitHeaders } from '../http/rate-limit-headers.js';
import type { Caller } from './authenticator.port.js';
import { hasKey, type Principal } from './principal.js';
import { RequestWindows } from './request-windows.js';

/** Rate of a key that sets none: fifty times what a bot needs that reads twice a second. */
const KEY_RATE: RateLimit = { count: 6000, windowMs: 60_000 };
/** The rate limit over all routes: one bucket per key, or per client address without a key, whichever door is used. */
@Injectable()
export class RequestLimiter {
  constructor(
    private readonly windows: RequestWindows,
    private readonly config: AppConfig,
  ) {}

  /** Counts one request. @returns the bucket as response headers. @throws Problem RATE_LIMITED */
  count(caller: Caller): Record<string, string> {
    if (caller.principal?.isCounted) return {};
    return this.hit(bucketOf(caller), this.rateOf(caller.principal));
  }

  /** Like `count`, but programs on this machine that need no key are counted as a key is: bots poll twice a second. */
  countBot(caller: Caller): Record<string, string> {
    if (caller.principal?.name !== 'loopback') return this.count(caller);
    return this.hit(`local ${caller.client.bucket}`, KEY_RATE);
  }

  private hit(bucket: string, rate: RateLimit): Record<string, string> {
    const hit = this.windows.hit(bucket, rate);
    if (hit.isBlocked) refuse(hit);
    return rateLimitHeaders(rate.count, hit.totalHits, hit.timeToExpire);
  }

  private rateOf(principal: Principal | undefined): RateLimit {
    if (!principal || !hasKey(principal)) return this.config.access.rateLimit;
    return principal.rate ?? KEY_RATE;
  }
}

export function bucketOf({ principal, client }: Caller): string {
  return principal && hasKey(principal) ? `key ${principal.name}` : `address ${client.bucket}`;
}

export function refuse({ timeToBlockExpire }: { timeToBlockExpire: number }): never {
  const seconds = String(Math.max(1, timeToBlockExpire));
  throw new Problem('RATE_LIMITED', `Too many requests. Try again in ${seconds} s.`, {
    [RATE_LIMIT_HEADERS.retryAfter]: seconds,
  });
}
