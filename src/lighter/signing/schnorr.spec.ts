import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { N, encode, GENERATOR_TABLE, multiplyAdd } from './ecgfp5.js';
import type { Gfp5Element } from './gfp5.js';
import { modN, randomScalar, sign, verify } from './schnorr.js';

interface Vector {
  sk: string[];
  h: string[];
  k: string[];
  s: string[];
  e: string[];
}

const file = new URL('../../../test/fixtures/signing/schnorr-vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };

const scalar = (limbs: string[]) => limbs.reduceRight((value, limb) => (value << 64n) | BigInt(limb), 0n);
const element = (limbs: string[]) => limbs.map(BigInt) as unknown as Gfp5Element;
const publicKeyOf = (privateKey: bigint) =>
  encode(multiplyAdd([{ scalar: privateKey, table: GENERATOR_TABLE }]));

describe('Schnorr signatures', () => {
  it('are tested with three published vectors', () => expect(vectors).toHaveLength(3));

  it.each(vectors)('signs the published vector exactly, and verifies it', (vector) => {
    const signature = sign(element(vector.h), scalar(vector.sk), scalar(vector.k));
    expect(signature).toEqual({ s: scalar(vector.s), e: scalar(vector.e) });
    expect(verify(element(vector.h), signature, publicKeyOf(scalar(vector.sk)))).toBe(true);
  });

  it('never signs twice with one nonce', () => {
    const message = element(vectors[0]!.h);
    expect(sign(message, 7n).e).not.toBe(sign(message, 7n).e);
  });

  it('refuses another message, another key, the neutral key and scalars that are not below n', () => {
    const [first, second] = vectors as [Vector, Vector];
    const message = element(first.h);
    const signature = { s: scalar(first.s), e: scalar(first.e) };
    const publicKey = publicKeyOf(scalar(first.sk));
    expect(verify(element(second.h), signature, publicKey)).toBe(false);
    expect(verify(message, signature, publicKeyOf(scalar(second.sk)))).toBe(false);
    expect(verify(message, signature, [0n, 0n, 0n, 0n, 0n])).toBe(false);
    expect(verify(message, { s: signature.s + N, e: signature.e }, publicKey)).toBe(false);
    expect(verify(message, { s: signature.s, e: signature.e - N }, publicKey)).toBe(false);
  });

  it('draws nonces from [1, n)', () => {
    for (let i = 0; i < 1000; i++) {
      const k = randomScalar();
      expect(k > 0n && k < N).toBe(true);
    }
  });

  it('reduces negative integers into [0, n)', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(N * N), max: N * N }), (value) => {
        const residue = modN(value);
        return residue >= 0n && residue < N && (value - residue) % N === 0n;
      }),
    );
  });
});
