import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { Problem } from '../http/problems.js';
import type { IdentifiedRequest } from './principal.guard.js';
import { callerOf, rateOf } from './rate-limits.js';
import { WindowStorage } from './window-storage.js';

/** Counts requests in the one bucket of who asks, whatever answers them. */
@Injectable()
export class RateLimiter {
  constructor(
    private readonly windows: WindowStorage,
    private readonly config: AppConfig,
  ) {}

  /** @returns headers that tell of it. @throws Problem RATE_LIMITED when there were too many. */
  count(request: IdentifiedRequest): Record<string, number> {
    const { count, windowMs } = rateOf(request, this.config);
    const hit = this.windows.hit(callerOf(request), windowMs, count, 'default');
    if (hit.isBlocked) refuse(hit);
    return {
      'ratelimit-limit': count,
      'ratelimit-remaining': Math.max(0, count - hit.totalHits),
      'ratelimit-reset': hit.timeToExpire,
    };
  }
}

export function refuse({ timeToBlockExpire }: { timeToBlockExpire: number }): never {
  const seconds = String(Math.max(1, timeToBlockExpire));
  throw new Problem('RATE_LIMITED', `Too many requests. Try again in ${seconds} s.`, {
    'retry-after': seconds,
  });
}
