/** The Goldilocks prime 2^64 - 2^32 + 1. Every function below takes and gives integers in [0, P). */
export const P = 0xffff_ffff_0000_0001n;

/** 7 is a generator of the multiplicative group, so it is no square. */
const NON_SQUARE = 7n;
const TWO_ADICITY = 32;
const ODD_PART = 0xffff_ffffn;

export function add(a: bigint, b: bigint): bigint {
  const sum = a + b;
  return sum >= P ? sum - P : sum;
}

export function subtract(a: bigint, b: bigint): bigint {
  const difference = a - b;
  return difference < 0n ? difference + P : difference;
}

export function multiply(a: bigint, b: bigint): bigint {
  return (a * b) % P;
}

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % P) {
    if (rest & 1n) result = (result * square) % P;
  }
  return result;
}

/** The inverse of a; of zero: zero. */
export function invert(a: bigint): bigint {
  return power(a, P - 2n);
}

/** Euler's criterion; zero counts as a square. */
export function isSquare(a: bigint): boolean {
  return power(a, (P - 1n) / 2n) !== P - 1n;
}

/** A square root by Tonelli-Shanks, or null when there is none. */
export function squareRoot(a: bigint): bigint | null {
  if (a === 0n) return 0n;
  if (!isSquare(a)) return null;
  let root = power(a, (ODD_PART + 1n) / 2n);
  let remainder = power(a, ODD_PART);
  let generator = power(NON_SQUARE, ODD_PART);
  let order = TWO_ADICITY;
  while (remainder !== 1n) {
    const exponent = squaringsToOne(remainder);
    const factor = power(generator, 1n << BigInt(order - exponent - 1));
    root = multiply(root, factor);
    generator = multiply(factor, factor);
    remainder = multiply(remainder, generator);
    order = exponent;
  }
  return root;
}

function squaringsToOne(a: bigint): number {
  let count = 0;
  for (let value = a; value !== 1n; value = multiply(value, value)) count++;
  return count;
}
