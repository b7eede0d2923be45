import type { Reader } from '../variable.js';

/** `count` requests per window of `windowMs`. */
export interface RateLimit {
  readonly count: number;
  readonly windowMs: number;
}

const WINDOWS: Record<string, number> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `<count>/<second|minute|hour|day>`; undefined when it is anything else. */
export function parseRate(text: string): RateLimit | undefined {
  const [, count, window] = /^([1-9]\d{0,8})\s*\/\s*(second|minute|hour|day)$/i.exec(text) ?? [];
  if (count === undefined || window === undefined) return undefined;
  return { count: Number(count), windowMs: WINDOWS[window.toLowerCase()]! };
}

export const rate: Reader<RateLimit> = {
  read: parseRate,
  expects: '<count>/<second|minute|hour|day>, such as 100/minute',
};
