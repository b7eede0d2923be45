import Big from 'big.js';

/** Exact sum of decimals; `null` when any of them is unknown and `unknown` is not told to be skipped. */
export function sum(values: Iterable<string | null | undefined>): string {
  let total = new Big(0);
  for (const value of values) if (value !== null && value !== undefined) total = total.plus(value);
  return total.toFixed();
}

export function compareDecimals(a: string, b: string): number {
  return Number(a) - Number(b) || (a === b ? 0 : new Big(a).cmp(b));
}

/** -1, 0 or 1, read off the digits. */
export function signOf(value: string): -1 | 0 | 1 {
  if (!/[1-9]/.test(value)) return 0;
  return value.startsWith('-') ? -1 : 1;
}

export function absolute(value: string): string {
  return value.startsWith('-') ? value.slice(1) : value;
}
