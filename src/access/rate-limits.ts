import type { AppConfig } from '../config/app-config.js';
import type { Rate } from '../config/values/rate.js';
import type { IdentifiedRequest } from './principal.guard.js';

/** What a key may ask where it says nothing else: a bot that reads twice a second uses a fiftieth of it. */
export const KEY_RATE: Rate = { count: 6000, windowMs: 60_000 };

/** Principals that are nobody in particular. */
export const WITHOUT_KEY = ['loopback', 'public'];

/** Whose bucket a request counts in: a key's, or else that of the client's address. */
export function callerOf({ principal, ip }: IdentifiedRequest): string {
  return principal && !WITHOUT_KEY.includes(principal.name) ? `key ${principal.name}` : `address ${ip}`;
}

export function rateOf({ principal }: IdentifiedRequest, { access }: AppConfig): Rate {
  if (!principal || WITHOUT_KEY.includes(principal.name)) return access.rateLimit;
  return principal.rate ?? KEY_RATE;
}
