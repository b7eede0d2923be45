import fc from 'fast-check';
import * as gfp5 from './gfp5.js';
import type { Gfp5Element } from './gfp5.js';
import { P, squareRoot } from './goldilocks.js';
import {
  GENERATOR,
  GENERATOR_TABLE,
  N,
  NEUTRAL,
  add,
  decode,
  double,
  encode,
  multiplyAdd,
} from './ecgfp5.js';

const coefficient = fc.bigInt({ min: 0n, max: P - 1n });
const element = fc.tuple(coefficient, coefficient, coefficient, coefficient, coefficient);
const point = fc
  .bigInt({ min: 1n, max: N - 1n })
  .map((scalar) => multiplyAdd([{ scalar, table: GENERATOR_TABLE }]));
const few = { numRuns: 20 };

describe('GF(p^5)', () => {
  it('stays canonical and keeps the laws of a field', () => {
    const canonical = (a: Gfp5Element) => a.every((value) => value >= 0n && value < P);
    fc.assert(
      fc.property(element, element, element, (a, b, c) => {
        const left = gfp5.multiply(a, gfp5.subtract(b, c));
        expect(left).toEqual(gfp5.subtract(gfp5.multiply(a, b), gfp5.multiply(a, c)));
        expect(gfp5.square(a)).toEqual(gfp5.multiply(a, a));
        expect(gfp5.scaleByZ(a, 263n)).toEqual(gfp5.multiply(a, [0n, 263n, 0n, 0n, 0n]));
        expect([left, gfp5.add(a, b), gfp5.subtract(a, b)].every(canonical)).toBe(true);
      }),
    );
  });

  it('inverts, and takes roots of squares and of nothing else', () => {
    fc.assert(
      fc.property(element, (a) => {
        fc.pre(!gfp5.equals(a, gfp5.ZERO));
        expect(gfp5.multiply(a, gfp5.invert(a))).toEqual(gfp5.ONE);
        const squared = gfp5.square(a);
        expect(gfp5.square(gfp5.squareRoot(squared)!)).toEqual(squared);
        expect(gfp5.isSquare(squared)).toBe(true);
        expect(gfp5.squareRoot(gfp5.scale(squared, 7n))).toBeNull();
        expect(gfp5.isSquare(gfp5.scale(squared, 7n))).toBe(false);
      }),
      few,
    );
    expect(gfp5.squareRoot(gfp5.ZERO)).toEqual(gfp5.ZERO);
    expect(squareRoot(7n)).toBeNull();
  });

  it('reads back its 40 bytes and refuses a coefficient that is not below p', () => {
    fc.assert(fc.property(element, (a) => gfp5.equals(gfp5.fromBytes(gfp5.toBytes(a))!, a)));
    expect(gfp5.fromBytes(Buffer.alloc(40, 0xff))).toBeNull();
    expect(gfp5.fromBytes(Buffer.alloc(39))).toBeNull();
  });
});

describe('ecGFp5', () => {
  it('has a generator of order n', () => {
    expect(encode(GENERATOR)).toEqual([4n, 0n, 0n, 0n, 0n]);
    const almost = multiplyAdd([{ scalar: N - 1n, table: GENERATOR_TABLE }]);
    expect(encode(add(almost, GENERATOR))).toEqual(encode(NEUTRAL));
    expect(decode(encode(GENERATOR))!.X).toEqual(GENERATOR.X);
  });

  it('adds equal, opposite and neutral points by the one formula', () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        expect(encode(add(a, a))).toEqual(encode(double(a)));
        expect(encode(add(a, NEUTRAL))).toEqual(encode(a));
        const opposite = { ...a, U: gfp5.subtract(gfp5.ZERO, a.U) };
        expect(encode(add(a, opposite))).toEqual(encode(NEUTRAL));
        expect(encode(add(add(a, b), a))).toEqual(encode(add(double(a), b)));
      }),
      few,
    );
  });

  it('decodes every encoded point, and refuses elements that encode none', () => {
    fc.assert(
      fc.property(point, (a) => gfp5.equals(encode(decode(encode(a))!), encode(a))),
      few,
    );
    const some = [1n, 2n, 3n, 5n, 6n, 7n, 8n, 9n].map((w) => decode([w, 0n, 0n, 0n, 0n]));
    expect(some).toContain(null);
  });
});
