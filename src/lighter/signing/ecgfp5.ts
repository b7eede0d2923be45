import * as gfp5 from './gfp5.js';
import type { Gfp5Element } from './gfp5.js';
import { P } from './goldilocks.js';

/**
 * The group ecGFp5 (T. Pornin, "EcGFp5: a Specialized Elliptic Curve", ePrint 2022/274): y² = x(x² + 2x + 263z).
 * A point is fractional: x = X/Z and u = x/y = U/T. The formulas are complete: they hold for equal, opposite and neutral points.
 */
export interface Point {
  readonly X: Gfp5Element;
  readonly Z: Gfp5Element;
  readonly U: Gfp5Element;
  readonly T: Gfp5Element;
}

/** The prime order of the group, about 2^319. */
export const N =
  1067993516717146951041484916571792702745057740581727230159139685185762082554198619328292418486241n;

const A = 2n;
const B = 263n;
const WINDOW_BITS = 4;

export const NEUTRAL: Point = { X: gfp5.ZERO, Z: gfp5.ONE, U: gfp5.ZERO, T: gfp5.ONE };

export const GENERATOR: Point = {
  X: [
    12883135586176881569n,
    4356519642755055268n,
    5248930565894896907n,
    2165973894480315022n,
    2448410071095648785n,
  ],
  Z: gfp5.ONE,
  U: gfp5.ONE,
  T: [4n, 0n, 0n, 0n, 0n],
};

export function add(a: Point, b: Point): Point {
  const t1 = gfp5.multiply(a.X, b.X);
  const t2 = gfp5.multiply(a.Z, b.Z);
  const t3 = gfp5.multiply(a.U, b.U);
  const t4 = gfp5.multiply(a.T, b.T);
  const t5 = gfp5.subtract(gfp5.multiply(gfp5.add(a.X, a.Z), gfp5.add(b.X, b.Z)), gfp5.add(t1, t2));
  const t6 = gfp5.subtract(gfp5.multiply(gfp5.add(a.U, a.T), gfp5.add(b.U, b.T)), gfp5.add(t3, t4));
  const bt2 = gfp5.scaleByZ(t2, B);
  const t7 = gfp5.add(t1, bt2);
  const t8 = gfp5.multiply(t4, t7);
  const t9 = gfp5.multiply(t3, gfp5.add(gfp5.scaleByZ(t5, 2n * B), gfp5.double(t7)));
  const t10 = gfp5.multiply(gfp5.add(t4, gfp5.double(t3)), gfp5.add(t5, t7));
  return {
    X: gfp5.scaleByZ(gfp5.subtract(t10, t8), B),
    Z: gfp5.subtract(t8, t9),
    U: gfp5.multiply(t6, gfp5.subtract(bt2, t1)),
    T: gfp5.add(t8, t9),
  };
}

export function double(a: Point): Point {
  const t1 = gfp5.multiply(a.Z, a.T);
  const t2 = gfp5.multiply(t1, a.T);
  const x1 = gfp5.square(t2);
  const z1 = gfp5.multiply(t1, a.U);
  const t3 = gfp5.square(a.U);
  const w1 = gfp5.subtract(t2, gfp5.multiply(gfp5.double(gfp5.add(a.X, a.Z)), t3));
  const t4 = gfp5.square(z1);
  const Z = gfp5.square(w1);
  return {
    X: gfp5.scaleByZ(t4, 4n * B),
    Z,
    U: gfp5.subtract(gfp5.square(gfp5.add(w1, z1)), gfp5.add(t4, Z)),
    T: gfp5.subtract(gfp5.double(x1), gfp5.add(gfp5.scale(t4, 4n), Z)),
  };
}

/** The sum of scalar·point over all `terms`, doublings shared; scalars in [0, N). Not constant-time: BigInt is not either. */
export function multiplyAdd(terms: readonly { scalar: bigint; table: PointTable }[]): Point {
  let sum = NEUTRAL;
  for (let shift = 320 - WINDOW_BITS; shift >= 0; shift -= WINDOW_BITS) {
    for (let i = 0; i < WINDOW_BITS; i++) sum = double(sum);
    for (const { scalar, table } of terms) {
      const digit = Number((scalar >> BigInt(shift)) & 15n);
      if (digit !== 0) sum = add(sum, table[digit]!);
    }
  }
  return sum;
}

/** A point's multiples 0..15: the table in which `multiplyAdd` looks up digits. */
export type PointTable = readonly Point[];

export function tableOf(point: Point): PointTable {
  const table = [NEUTRAL];
  for (let i = 1; i < 1 << WINDOW_BITS; i++) table.push(add(table[i - 1]!, point));
  return table;
}

export const GENERATOR_TABLE = tableOf(GENERATOR);

/** The one field element w = y/x that stands for the point; zero for the neutral one. */
export function encode(point: Point): Gfp5Element {
  return gfp5.multiply(point.T, gfp5.invert(point.U));
}

/** The point that `encode` maps to w; null when there is none. */
export function decode(w: Gfp5Element): Point | null {
  if (gfp5.equals(w, gfp5.ZERO)) return NEUTRAL;
  const e = gfp5.subtract(gfp5.square(w), [A, 0n, 0n, 0n, 0n]);
  const root = gfp5.squareRoot(gfp5.subtract(gfp5.square(e), [0n, 4n * B, 0n, 0n, 0n]));
  if (root === null) return null;
  const candidates = [gfp5.add(e, root), gfp5.subtract(e, root)].map((x) => gfp5.scale(x, (P + 1n) / 2n));
  // The group is the half of the curve whose x is not a square.
  const X = candidates.find((x) => !gfp5.isSquare(x));
  return X === undefined ? null : { X, Z: gfp5.ONE, U: gfp5.ONE, T: w };
}
