import { type Gfp5Element, fromBytes } from './gfp5.js';
import { readLittleEndian, writeLittleEndian } from './little-endian.js';
import { hashToGfp5 } from './poseidon2.js';
import { SCALAR_BYTES, sign, verify } from './schnorr.js';

/** Times are unix seconds; `signature` is 160 lowercase hex digits. */
export interface SignedToken {
  kind: 'signed';
  deadline: number;
  accountIndex: number;
  apiKeyIndex: number;
  signature: string;
}

/** Issued by the exchange. `all` covers the account and its sub-accounts; `expiry` in unix seconds. */
export interface ReadOnlyToken {
  kind: 'read-only';
  accountIndex: number;
  scope: 'single' | 'all';
  expiry: number;
}

const SIGNED = /^(\d{1,15}):(\d{1,15}):(\d{1,3}):([0-9a-f]{160})$/;
const READ_ONLY = /^ro:(\d{1,15}):(single|all):(\d{1,15}):[0-9a-f]+$/i;
const PUBLIC_KEY = /^[0-9a-f]{80}$/;

/** A token that the exchange accepts until `deadline` (unix s), at most eight hours ahead. */
export function signAuthToken(claims: {
  accountIndex: number;
  apiKeyIndex: number;
  deadline: number;
  privateKey: bigint;
}): string {
  const text = `${claims.deadline}:${claims.accountIndex}:${claims.apiKeyIndex}`;
  const { s, e } = sign(hashText(text), claims.privateKey);
  const signature = Buffer.concat([writeLittleEndian(s, SCALAR_BYTES), writeLittleEndian(e, SCALAR_BYTES)]);
  return `${text}:${signature.toString('hex')}`;
}

/** The claims of a token, unverified; null for any other text. */
export function parseAuthToken(text: string): SignedToken | ReadOnlyToken | null {
  const signed = SIGNED.exec(text);
  if (signed !== null) {
    const [, deadline, accountIndex, apiKeyIndex, signature] = signed;
    return {
      kind: 'signed',
      deadline: Number(deadline),
      accountIndex: Number(accountIndex),
      apiKeyIndex: Number(apiKeyIndex),
      signature: signature!,
    };
  }
  const [, accountIndex, spelledScope, expiry] = READ_ONLY.exec(text) ?? [];
  const scope = spelledScope?.toLowerCase();
  if (scope !== 'single' && scope !== 'all') return null;
  return { kind: 'read-only', accountIndex: Number(accountIndex), scope, expiry: Number(expiry) };
}

/** Whether `publicKeyHex` signed this text. The caller judges deadline, account and key index. */
export function verifyAuthToken(text: string, publicKeyHex: string): boolean {
  const token = parseAuthToken(text);
  if (token?.kind !== 'signed' || !PUBLIC_KEY.test(publicKeyHex)) return false;
  const publicKey = fromBytes(Buffer.from(publicKeyHex, 'hex'));
  if (publicKey === null) return false;
  const bytes = Buffer.from(token.signature, 'hex');
  const signature = {
    s: readLittleEndian(bytes.subarray(0, SCALAR_BYTES)),
    e: readLittleEndian(bytes.subarray(SCALAR_BYTES)),
  };
  const message = text.slice(0, -token.signature.length - 1);
  return verify(hashText(message), signature, publicKey);
}

/** ASCII text as 8-byte little-endian words, the last one zero-padded; ASCII keeps every word below P. */
function hashText(text: string): Gfp5Element {
  const bytes = Buffer.from(text, 'latin1');
  const words: bigint[] = [];
  for (let at = 0; at < bytes.length; at += 8) words.push(readLittleEndian(bytes.subarray(at, at + 8)));
  return hashToGfp5(words);
}
