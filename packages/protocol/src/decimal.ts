import type { Decimal } from './account.js';

/**
 * Exact decimals as whole units of their last digit. Some ten times as fast as a decimal library, for the one place that
 * computes thousands of them a second: positions that follow their marks.
 */
export interface FixedPoint {
  units: bigint;
  /** Digits behind the point. */
  scale: number;
}

export function parseDecimal(decimal: Decimal): FixedPoint {
  const point = decimal.indexOf('.');
  if (point < 0) return { units: BigInt(decimal), scale: 0 };
  return {
    units: BigInt(decimal.slice(0, point) + decimal.slice(point + 1)),
    scale: decimal.length - point - 1,
  };
}

export function minus(a: FixedPoint, b: FixedPoint): FixedPoint {
  const scale = Math.max(a.scale, b.scale);
  return { units: atScale(a, scale) - atScale(b, scale), scale };
}

export function times(a: FixedPoint, b: FixedPoint): FixedPoint {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** Rounded half up (away from zero) to so many digits. */
export function toFixed(value: FixedPoint, digits: number): Decimal {
  const [units, scale] = value.scale > digits ? [value.units, value.scale] : [atScale(value, digits), digits];
  return spell(divideRounded(units, 10n ** BigInt(scale - digits)), digits);
}

/** `a / b`, rounded half up (away from zero) to so many digits. */
export function quotient(a: FixedPoint, b: FixedPoint, digits: number): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const units = atScale(a, scale) * 10n ** BigInt(digits);
  return spell(divideRounded(units, atScale(b, scale)), digits);
}

function atScale({ units, scale }: FixedPoint, wanted: number): bigint {
  return wanted === scale ? units : units * 10n ** BigInt(wanted - scale);
}

function divideRounded(units: bigint, by: bigint): bigint {
  const negative = units < 0n !== by < 0n;
  const [above, below] = [units < 0n ? -units : units, by < 0n ? -by : by];
  const rounded = (2n * above + below) / (2n * below);
  return negative ? -rounded : rounded;
}

function spell(units: bigint, digits: number): Decimal {
  const sign = units < 0n ? '-' : '';
  const text = String(units < 0n ? -units : units).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Whether a decimal is zero, however it is spelled. */
export function isZero(decimal: Decimal): boolean {
  return !/[1-9]/.test(decimal);
}

/** Digits behind the point. */
export function decimalsOf(decimal: Decimal): number {
  const point = decimal.indexOf('.');
  return point < 0 ? 0 : decimal.length - point - 1;
}
