import type { Decimal } from './account.js';

/**
 * An exact decimal as whole units of its last digit: 12.50 is 1250 units at scale 2. Much faster than a decimal library,
 * and without rounding except where a function names its digits.
 */
export interface FixedPoint {
  units: bigint;
  /** Digits after the point. */
  scale: number;
}

export const ZERO: FixedPoint = { units: 0n, scale: 0 };

const PLAIN = /^-?\d+(?:\.\d+)?$/;

/** @throws RangeError when the text is not a plain decimal. */
export function parseDecimal(decimal: Decimal): FixedPoint {
  if (!PLAIN.test(decimal)) throw new RangeError(`"${decimal}" is not a decimal`);
  const point = decimal.indexOf('.');
  if (point < 0) return { units: BigInt(decimal), scale: 0 };
  return {
    units: BigInt(decimal.slice(0, point) + decimal.slice(point + 1)),
    scale: decimal.length - point - 1,
  };
}

/** With all its digits, trailing zeros included. */
export function toText({ units, scale }: FixedPoint): Decimal {
  const sign = units < 0n ? '-' : '';
  const text = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The shortest spelling of the same number: `1.5` for `1.50`, `0` for `-0.00`. */
export function shortest(decimal: Decimal): Decimal {
  const text = toText(parseDecimal(decimal));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

export function plus(a: FixedPoint, b: FixedPoint): FixedPoint {
  const scale = Math.max(a.scale, b.scale);
  return { units: atScale(a, scale) + atScale(b, scale), scale };
}

export function minus(a: FixedPoint, b: FixedPoint): FixedPoint {
  const scale = Math.max(a.scale, b.scale);
  return { units: atScale(a, scale) - atScale(b, scale), scale };
}

export function times(a: FixedPoint, b: FixedPoint): FixedPoint {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** Rounded to `digits` after the point, half away from zero. */
export function toFixed(value: FixedPoint, digits: number): Decimal {
  const [units, scale] = value.scale > digits ? [value.units, value.scale] : [atScale(value, digits), digits];
  return toText({ units: divideRounded(units, 10n ** BigInt(scale - digits)), scale: digits });
}

/** `a / b`, rounded to `digits` after the point, half away from zero. */
export function quotient(a: FixedPoint, b: FixedPoint, digits: number): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const units = atScale(a, scale) * 10n ** BigInt(digits);
  return toText({ units: divideRounded(units, atScale(b, scale)), scale: digits });
}

/** Exact sum of the known values, with as many digits as the most precise of them. */
export function sum(values: Iterable<Decimal | null | undefined>): Decimal {
  let total = ZERO;
  for (const value of values) if (value != null) total = plus(total, parseDecimal(value));
  return toText(total);
}

/** Exact, with as many digits as the more precise operand. */
export function difference(a: Decimal, b: Decimal): Decimal {
  return toText(minus(parseDecimal(a), parseDecimal(b)));
}

/** Order of two decimals: negative, 0 or positive. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a === b) return 0;
  return Number(a) - Number(b) || Number(minus(parseDecimal(a), parseDecimal(b)).units);
}

/** Whether a decimal is zero, however it is spelled. */
export function isZero(decimal: Decimal): boolean {
  return !/[1-9]/.test(decimal);
}

/** -1, 0 or 1; `-0.00` is 0. */
export function signOf(decimal: Decimal): -1 | 0 | 1 {
  if (isZero(decimal)) return 0;
  return decimal.startsWith('-') ? -1 : 1;
}

export function absolute(decimal: Decimal): Decimal {
  return decimal.startsWith('-') ? decimal.slice(1) : decimal;
}

/** Digits after the point. */
export function decimalsOf(decimal: Decimal): number {
  const point = decimal.indexOf('.');
  return point < 0 ? 0 : decimal.length - point - 1;
}

/** Most operands have equal scales, and a power of ten costs more than the sum. */
function atScale({ units, scale }: FixedPoint, wanted: number): bigint {
  return wanted === scale ? units : units * 10n ** BigInt(wanted - scale);
}

function divideRounded(units: bigint, by: bigint): bigint {
  const negative = units < 0n !== by < 0n;
  const [above, below] = [units < 0n ? -units : units, by < 0n ? -by : by];
  const rounded = (2n * above + below) / (2n * below);
  return negative ? -rounded : rounded;
}

/** Whether two decimals are the same number, however they are spelled; an unknown one equals nothing. */
export function sameDecimal(a: Decimal | null | undefined, b: Decimal | null | undefined): boolean {
  if (a === null || a === undefined || b === null || b === undefined) return false;
  return a === b || minus(parseDecimal(a), parseDecimal(b)).units === 0n;
}
