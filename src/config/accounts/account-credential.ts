import { parseAuthToken } from '../../lighter/signing/auth-token.js';
import { derivePublicKey, parsePrivateKey } from '../../lighter/signing/keys.js';
import { Secret } from '../../secrets/secret.js';
import type { AccountVariables } from './account-variables.js';

/** How an account's private data is read; `none` follows public data only. */
export type AccountCredential =
  | { readonly kind: 'private'; readonly privateKey: Secret }
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'none' };

/** The credential of an account; a token wins over a private key, and both are checked. */
export function readCredential(
  account: AccountVariables,
  index: number | null,
  faults: string[],
): AccountCredential {
  const privateKey = readPrivateKey(account, faults);
  const token = readToken(account, index, faults);
  if (token !== null) return { kind: 'token', token };
  return privateKey === null ? { kind: 'none' } : { kind: 'private', privateKey };
}

function readPrivateKey({ fields }: AccountVariables, faults: string[]): Secret | null {
  const key = fields.get('PRIVATE');
  const publicKey = readPublicKey(fields.get('PUBLIC'), faults);
  if (key === undefined) return null;
  try {
    const scalar = parsePrivateKey(key.value);
    if (publicKey !== null && derivePublicKey(scalar) !== publicKey.hex) {
      faults.push(`${publicKey.variable} is not the public key of ${key.variable}`);
    }
    return new Secret(key.value.replace(/^0x/i, '').toLowerCase());
  } catch {
    // A fixed text, because the error's own message could quote the value.
    faults.push(`${key.variable} must be a private key: 40 bytes in hex, not zero`);
    return null;
  }
}

function readPublicKey(key: { variable: string; value: string } | undefined, faults: string[]) {
  if (key === undefined) return null;
  const hex = /^(?:0x)?([0-9a-f]{80})$/i.exec(key.value)?.[1]?.toLowerCase();
  if (hex !== undefined) return { variable: key.variable, hex };
  faults.push(`${key.variable} must be a public key: 40 bytes in hex`);
  return null;
}

function readToken({ fields }: AccountVariables, index: number | null, faults: string[]): Secret | null {
  const token = fields.get('TOKEN');
  if (token === undefined) return null;
  const parsed = parseAuthToken(token.value);
  if (parsed?.kind !== 'read-only') {
    faults.push(`${token.variable} must be a read-only token: ro:<account>:<single|all>:<expiry>:<hex>`);
  } else if (parsed.scope === 'single' && index !== null && parsed.accountIndex !== index) {
    faults.push(
      `${token.variable} reads a single account, which is not that of ${fields.get('Account_Index')!.variable}`,
    );
  }
  return new Secret(token.value);
}
