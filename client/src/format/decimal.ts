import Big from 'big.js';

/** Exact sum of the known values, with the decimal places of the most precise one, so that its width stays constant. */
export function sum(values: Iterable<string | null | undefined>): string {
  let total = new Big(0);
  let places = 0;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    total = total.plus(value);
    places = Math.max(places, placesOf(value));
  }
  return total.toFixed(places);
}

/** Exact, with the decimal places of the more precise operand. */
export function difference(a: string, b: string): string {
  return new Big(a).minus(b).toFixed(Math.max(placesOf(a), placesOf(b)));
}

function placesOf(value: string): number {
  const point = value.indexOf('.');
  return point < 0 ? 0 : value.length - point - 1;
}

export function compareDecimals(a: string, b: string): number {
  return Number(a) - Number(b) || (a === b ? 0 : new Big(a).cmp(b));
}

/** -1, 0 or 1, compared digit by digit. */
export function signOf(value: string): -1 | 0 | 1 {
  if (!/[1-9]/.test(value)) return 0;
  return value.startsWith('-') ? -1 : 1;
}

export function absolute(value: string): string {
  return value.startsWith('-') ? value.slice(1) : value;
}
