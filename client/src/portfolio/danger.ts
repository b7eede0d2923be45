import { compareDecimals } from 'lighter-broadcaster-protocol/decimal';

/** Distance to liquidation in percent of the mark below which a position is in danger, or needs watching. */
const DANGER = '5';
const WATCH = '10';
/** Margin usage in percent above which an account is in danger, or needs watching. */
const FULL = '90';
const HIGH = '75';

export type Danger = 'down' | 'warn';

export function dangerOfDistance(distance: string | null | undefined): Danger | null {
  if (distance === null || distance === undefined) return null;
  if (compareDecimals(distance, DANGER) < 0) return 'down';
  return compareDecimals(distance, WATCH) < 0 ? 'warn' : null;
}

export function dangerOfUsage(percent: string | null): Danger | null {
  if (percent === null) return null;
  if (compareDecimals(percent, FULL) > 0) return 'down';
  return compareDecimals(percent, HIGH) > 0 ? 'warn' : null;
}

/** The more serious one. */
export function worseOf(a: Danger | null, b: Danger | null): Danger | null {
  return a === 'down' || b === 'down' ? 'down' : (a ?? b);
}
