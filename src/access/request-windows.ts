import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { Clock } from '../clock/clock.js';
import type { RateLimit } from '../config/values/rate.js';

export type Hit = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** At about 100 bytes each, a few MB. */
const MAX_CALLERS = 20_000;

/** Counts requests in one fixed window per caller. Abstract class = DI token; also the storage of the throttler. */
export abstract class RequestWindows implements ThrottlerStorage {
  /** Counts one request of a caller. */
  abstract hit(key: string, rate: RateLimit): Hit;

  increment(key: string, ttl: number, limit: number, _block: number, throttler: string): Promise<Hit> {
    return Promise.resolve(this.hit(`${throttler} ${key}`, { count: limit, windowMs: ttl }));
  }
}

/** @param left until the window ends */
export function hitOf(totalHits: number, left: Millis, limit: number): Hit {
  const timeToExpire = Math.ceil(left / 1000);
  const isBlocked = totalHits > limit;
  return { totalHits, timeToExpire, isBlocked, timeToBlockExpire: isBlocked ? timeToExpire : 0 };
}

/** Sets the window of a caller; with too many callers, the one whose window began first is dropped. */
export function setBounded<T>(windows: Map<string, T>, key: string, window: T): void {
  windows.delete(key);
  windows.set(key, window);
  const [oldest] = windows.keys();
  if (windows.size > MAX_CALLERS && oldest !== undefined) windows.delete(oldest);
}

interface Window {
  hits: number;
  endsAt: Millis;
}

/**
 * Windows of this process, which begin with the first request of a caller: no timer, no list of hits, bounded memory,
 * constant cost. (The stock storage of the throttler keeps a timer per request and filters an array at each expiry.)
 */
@Injectable()
export class OwnWindows extends RequestWindows {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly clock: Clock) {
    super();
  }

  override hit(key: string, { count, windowMs }: RateLimit): Hit {
    const now = this.clock.monotonic();
    const window = this.windowOf(key, now, windowMs);
    window.hits += 1;
    return hitOf(window.hits, window.endsAt - now, count);
  }

  private windowOf(key: string, now: Millis, windowMs: Millis): Window {
    const known = this.windows.get(key);
    if (known && known.endsAt > now) return known;
    const window = { hits: 0, endsAt: now + windowMs };
    setBounded(this.windows, key, window);
    return window;
  }
}
