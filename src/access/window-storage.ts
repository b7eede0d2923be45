import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { Clock } from '../clock/clock.js';

type Hit = Awaited<ReturnType<ThrottlerStorage['increment']>>;

interface Window {
  hits: number;
  endsAt: number;
}

/** At about 100 bytes each, a few MB; past it the caller whose window began first is forgotten. */
const MAX_CALLERS = 20_000;

/**
 * Counts requests in one fixed window per caller: no timer, no list of hits, bounded memory, constant cost.
 * (The stock storage keeps a timer per request and filters an array at each expiry.)
 */
@Injectable()
export class WindowStorage implements ThrottlerStorage {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly clock: Clock) {}

  increment(key: string, ttl: number, limit: number, _block: number, throttler: string): Promise<Hit> {
    return Promise.resolve(this.hit(key, ttl, limit, throttler));
  }

  /** The same at once. `ttl` in ms. */
  hit(key: string, ttl: number, limit: number, throttler: string): Hit {
    const window = this.windowOf(`${throttler} ${key}`, ttl);
    window.hits += 1;
    const timeToExpire = Math.ceil((window.endsAt - this.clock.wallNow()) / 1000);
    const isBlocked = window.hits > limit;
    return {
      totalHits: window.hits,
      timeToExpire,
      isBlocked,
      timeToBlockExpire: isBlocked ? timeToExpire : 0,
    };
  }

  private windowOf(key: string, ttl: number): Window {
    const now = this.clock.wallNow();
    const known = this.windows.get(key);
    if (known && known.endsAt > now) return known;
    const window = { hits: 0, endsAt: now + ttl };
    this.windows.delete(key);
    this.windows.set(key, window);
    if (this.windows.size > MAX_CALLERS) this.forgetOldest();
    return window;
  }

  private forgetOldest(): void {
    const [caller] = this.windows.keys();
    if (caller !== undefined) this.windows.delete(caller);
  }
}
