import { createHash } from 'node:crypto';
import { GENERATOR_TABLE, encode, multiplyAdd } from './ecgfp5.js';
import { toBytes } from './gfp5.js';
import { readLittleEndian, writeLittleEndian } from './little-endian.js';
import { SCALAR_BYTES, modN, randomScalar } from './schnorr.js';

const PRIVATE_KEY = /^(?:0x)?([0-9a-f]{80})$/i;

/**
 * The scalar of an API private key: 40 little-endian bytes in hex, `0x` optional, reduced mod n like the official signer.
 * @throws Error without the value for anything else, and for zero mod n.
 */
export function parsePrivateKey(hex: string): bigint {
  const digits = PRIVATE_KEY.exec(hex)?.[1];
  if (digits === undefined) throw new Error('a private key must be 40 bytes in hex');
  const scalar = modN(readLittleEndian(Buffer.from(digits, 'hex')));
  if (scalar === 0n) throw new Error('a private key must not be zero');
  return scalar;
}

/** The public key in the exchange's notation: 80 lowercase hex digits, no `0x`. */
export function derivePublicKey(privateKey: bigint): string {
  const point = multiplyAdd([{ scalar: privateKey, table: GENERATOR_TABLE }]);
  return toBytes(encode(point)).toString('hex');
}

/** A fresh private key in hex. */
export function generatePrivateKey(): string {
  return toHex(randomScalar());
}

/** A deterministic private key (hex) for simulated accounts, never for real ones. */
export function privateKeyFromSeed(seed: Uint8Array | string): string {
  return toHex(modN(readLittleEndian(createHash('sha512').update(seed).digest())));
}

function toHex(scalar: bigint): string {
  return writeLittleEndian(scalar, SCALAR_BYTES).toString('hex');
}
