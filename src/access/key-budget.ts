import { Injectable } from '@nestjs/common';
import { KEY_RATE, WITHOUT_KEY } from './rate-limits.js';
import type { Principal } from './principal.js';
import { WindowStorage } from './window-storage.js';

/** The bucket of a key, the same that the rate limit guard counts in, for who answers without it. */
@Injectable()
export class KeyBudget {
  constructor(private readonly windows: WindowStorage) {}

  /** Whether it is a key's: all others are counted by address, which takes the framework to tell. */
  limits({ name }: Principal): boolean {
    return !WITHOUT_KEY.includes(name);
  }

  /** Counts one request. @returns the headers that tell of it: name, value, name, value …; `null` when there were too many. */
  take({ name, rate }: Principal): string[] | null {
    const { count, windowMs } = rate ?? KEY_RATE;
    const { isBlocked, totalHits, timeToExpire } = this.windows.hit(
      `key ${name}`,
      windowMs,
      count,
      'default',
    );
    if (isBlocked) return null;
    return [
      'ratelimit-limit',
      String(count),
      'ratelimit-remaining',
      String(count - totalHits),
      'ratelimit-reset',
      String(timeToExpire),
    ];
  }
}
