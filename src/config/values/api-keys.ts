import { createHash } from 'node:crypto';
import { parseRate, type RateLimit } from './rate.js';
import type { Reader } from '../variable.js';

/** A key that callers authenticate with. Only a hash of its secret is kept. */
export interface ApiKey {
  readonly name: string;
  readonly scope: 'read' | 'admin';
  /** `null` allows every account. */
  readonly accounts: ReadonlySet<number> | null;
  readonly rate: RateLimit | null;
  /** SHA-256 of the secret, hex. */
  readonly hash: string;
}

const MIN_SECRET_LENGTH = 16;
/** Names reserved for principals without a key. */
const TAKEN = ['loopback', 'public', 'system'];

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/**
 * Reads `name:scope:secret[:accounts=1|2][:rate=6000/minute]`.
 * @returns the key, or a fault, which quotes nothing of the entry but its name.
 */
export function parseApiKey(entry: string): ApiKey | string {
  const [name = '', scope = '', secret = '', ...options] = entry.trim().split(':');
  if (!/^[\w.-]{1,64}$/.test(name)) return 'must begin with a name of letters, digits, ".", "_" or "-"';
  if (TAKEN.includes(name))
    return `cannot have the name "${name}", which is reserved for requests without a key`;
  if (scope !== 'read' && scope !== 'admin')
    return `"${name}" must have the scope read or admin in second place`;
  if (secret.length < MIN_SECRET_LENGTH) {
    return `"${name}" must have a secret of ${MIN_SECRET_LENGTH} characters or more in third place`;
  }
  let accounts: ReadonlySet<number> | null = null;
  let rate: RateLimit | null = null;
  for (const option of options) {
    const [key, value = ''] = option.split('=', 2);
    if (key === 'accounts' && /^\d{1,15}(\|\d{1,15})*$/.test(value))
      accounts = new Set(value.split('|').map(Number));
    else if (key === 'rate' && parseRate(value)) rate = parseRate(value)!;
    else return `"${name}" has an unknown option; only accounts=1|2 and rate=6000/minute are allowed`;
  }
  return { name, scope, accounts, rate, hash: hashSecret(secret) };
}

/** All keys of a text, one per entry; `faults` names the wrong entries. */
export function parseApiKeys(text: string, separator: RegExp): { keys: ApiKey[]; faults: string[] } {
  const entries = text
    .split(separator)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '' && !entry.startsWith('#'));
  const parsed = entries.map(parseApiKey);
  const keys = parsed.filter((key) => typeof key !== 'string');
  const faults = parsed.flatMap((fault, at) =>
    typeof fault === 'string' ? [`entry ${at + 1}: ${fault}`] : [],
  );
  for (const { name } of keys.filter((key, at) => keys.findIndex((other) => other.name === key.name) < at)) {
    faults.push(`"${name}" is defined twice`);
  }
  return { keys, faults };
}

export const apiKeys: Reader<readonly ApiKey[]> = {
  read: (text) => {
    const { keys, faults } = parseApiKeys(text, /,/);
    return faults.length === 0 ? keys : undefined;
  },
  expects:
    'entries name:scope:secret[:accounts=1|2][:rate=6000/minute] separated by commas, scope read or admin, ' +
    'a secret of 16 characters or more, each name once',
};
