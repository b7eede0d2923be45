import { randomBytes } from 'node:crypto';
import { GENERATOR_TABLE, N, NEUTRAL, decode, encode, multiplyAdd, tableOf } from './ecgfp5.js';
import { equals, type Gfp5Element } from './gfp5.js';
import { readLittleEndian } from './little-endian.js';
import { hashToGfp5 } from './poseidon2.js';

export const SCALAR_BYTES = 40;

/** Both scalars in [0, N). */
export interface SchnorrSignature {
  readonly s: bigint;
  readonly e: bigint;
}

/** Signs a hashed message. `k` is for test vectors only: a repeated or biased nonce reveals the key. */
export function sign(message: Gfp5Element, privateKey: bigint, k: bigint = randomScalar()): SchnorrSignature {
  const r = encode(multiplyAdd([{ scalar: k, table: GENERATOR_TABLE }]));
  const e = challenge(r, message);
  const s = modN(k - e * privateKey);
  return { s, e };
}

/** `publicKey` is an encoded point; one that is no point, or the neutral one, verifies nothing. */
export function verify(message: Gfp5Element, { s, e }: SchnorrSignature, publicKey: Gfp5Element): boolean {
  if (!isScalar(s) || !isScalar(e)) return false;
  const point = decode(publicKey);
  if (point === null || equals(publicKey, encode(NEUTRAL))) return false;
  const r = multiplyAdd([
    { scalar: s, table: GENERATOR_TABLE },
    { scalar: e, table: tableOf(point) },
  ]);
  return challenge(encode(r), message) === e;
}

/** Uniform in [1, N), by rejection: `% N` would favor small values. */
export function randomScalar(): bigint {
  for (;;) {
    const candidate = readLittleEndian(randomBytes(SCALAR_BYTES));
    if (candidate !== 0n && candidate < N) return candidate;
  }
}

/** The residue in [0, N), of negative numbers too. */
export function modN(value: bigint): bigint {
  const residue = value % N;
  return residue < 0n ? residue + N : residue;
}

function isScalar(value: bigint): boolean {
  return value >= 0n && value < N;
}

/** e = Poseidon2(r ‖ message) as a 320-bit little-endian integer mod N. */
function challenge(r: Gfp5Element, message: Gfp5Element): bigint {
  const digest = hashToGfp5([...r, ...message]);
  return modN(digest.reduceRight((value, limb) => (value << 64n) | limb, 0n));
}
