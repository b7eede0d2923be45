import * as field from './goldilocks.js';
import { readLittleEndian, writeLittleEndian } from './little-endian.js';

/** An element of GF(p^5) = GF(p)[z]/(z^5 - 3): the coefficients of 1, z, …, z^4, each in [0, P). */
export type Gfp5Element = readonly [bigint, bigint, bigint, bigint, bigint];

export const GFP5_BYTES = 40;
export const ZERO: Gfp5Element = [0n, 0n, 0n, 0n, 0n];
export const ONE: Gfp5Element = [1n, 0n, 0n, 0n, 0n];

const { P } = field;
/** z^p = 3^((p-1)/5) z, so the Frobenius map multiplies coefficient i by this root to the power i. */
const FIFTH_ROOT = field.power(3n, (P - 1n) / 5n);
const HALF = (P + 1n) / 2n;

export function add(a: Gfp5Element, b: Gfp5Element): Gfp5Element {
  return [
    field.add(a[0], b[0]),
    field.add(a[1], b[1]),
    field.add(a[2], b[2]),
    field.add(a[3], b[3]),
    field.add(a[4], b[4]),
  ];
}

export function subtract(a: Gfp5Element, b: Gfp5Element): Gfp5Element {
  return [
    field.subtract(a[0], b[0]),
    field.subtract(a[1], b[1]),
    field.subtract(a[2], b[2]),
    field.subtract(a[3], b[3]),
    field.subtract(a[4], b[4]),
  ];
}

export function double(a: Gfp5Element): Gfp5Element {
  return add(a, a);
}

export function multiply(a: Gfp5Element, b: Gfp5Element): Gfp5Element {
  const [a0, a1, a2, a3, a4] = a;
  const [b0, b1, b2, b3, b4] = b;
  return [
    (a0 * b0 + 3n * (a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1)) % P,
    (a0 * b1 + a1 * b0 + 3n * (a2 * b4 + a3 * b3 + a4 * b2)) % P,
    (a0 * b2 + a1 * b1 + a2 * b0 + 3n * (a3 * b4 + a4 * b3)) % P,
    (a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + 3n * a4 * b4) % P,
    (a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0) % P,
  ];
}

export function square(a: Gfp5Element): Gfp5Element {
  const [a0, a1, a2, a3, a4] = a;
  return [
    (a0 * a0 + 6n * (a1 * a4 + a2 * a3)) % P,
    (2n * a0 * a1 + 3n * (2n * a2 * a4 + a3 * a3)) % P,
    (2n * a0 * a2 + a1 * a1 + 6n * a3 * a4) % P,
    (2n * (a0 * a3 + a1 * a2) + 3n * a4 * a4) % P,
    (2n * (a0 * a4 + a1 * a3) + a2 * a2) % P,
  ];
}

/** a times an element of GF(p). */
export function scale(a: Gfp5Element, by: bigint): Gfp5Element {
  return [(a[0] * by) % P, (a[1] * by) % P, (a[2] * by) % P, (a[3] * by) % P, (a[4] * by) % P];
}

/** a times `by` z. */
export function scaleByZ(a: Gfp5Element, by: bigint): Gfp5Element {
  return [(3n * a[4] * by) % P, (a[0] * by) % P, (a[1] * by) % P, (a[2] * by) % P, (a[3] * by) % P];
}

/** a^(p^times). */
function frobenius(a: Gfp5Element, times: number): Gfp5Element {
  const root = field.power(FIFTH_ROOT, BigInt(times));
  const raised = a.map((coefficient, i) => field.multiply(coefficient, field.power(root, BigInt(i))));
  return raised as unknown as Gfp5Element;
}

/** a^(p + p² + p³ + p⁴): with a it makes the norm, which lies in GF(p). */
function conjugates(a: Gfp5Element): Gfp5Element {
  const first = frobenius(a, 1);
  const pair = multiply(first, frobenius(first, 1));
  return multiply(pair, frobenius(pair, 2));
}

/** The inverse of a; of zero: zero. */
export function invert(a: Gfp5Element): Gfp5Element {
  const rest = conjugates(a);
  return scale(rest, field.invert(multiply(a, rest)[0]));
}

/** Zero counts as a square. */
export function isSquare(a: Gfp5Element): boolean {
  return field.isSquare(multiply(a, conjugates(a))[0]);
}

/** A square root of a, or null when there is none. */
export function squareRoot(a: Gfp5Element): Gfp5Element | null {
  const raised = power(a, HALF);
  const halfConjugates = frobenius(multiply(raised, frobenius(raised, 2)), 1);
  const norm = multiply(a, square(halfConjugates))[0];
  const root = field.squareRoot(norm);
  return root === null ? null : scale(invert(halfConjugates), root);
}

function power(base: Gfp5Element, exponent: bigint): Gfp5Element {
  let result = ONE;
  for (let squared = base, rest = exponent; rest > 0n; rest >>= 1n, squared = square(squared)) {
    if (rest & 1n) result = multiply(result, squared);
  }
  return result;
}

export function equals(a: Gfp5Element, b: Gfp5Element): boolean {
  return a.every((coefficient, i) => coefficient === b[i]);
}

/** 40 bytes: five little-endian 64-bit coefficients. */
export function toBytes(a: Gfp5Element): Buffer {
  return Buffer.concat(a.map((coefficient) => writeLittleEndian(coefficient, 8)));
}

/** Reads `toBytes`; null when the length is wrong or a coefficient is not below P. */
export function fromBytes(bytes: Uint8Array): Gfp5Element | null {
  if (bytes.length !== GFP5_BYTES) return null;
  const coefficients = [0, 8, 16, 24, 32].map((at) => readLittleEndian(bytes.subarray(at, at + 8)));
  return coefficients.every((coefficient) => coefficient < P)
    ? (coefficients as unknown as Gfp5Element)
    : null;
}
