import { derivePublicKey, parsePrivateKey, privateKeyFromSeed } from '../../lighter/signing/keys.js';
import { readAccounts } from './accounts.js';
import type { Environment } from '../variable.js';

const KEY = privateKeyFromSeed('one');
const OTHER_KEY = privateKeyFromSeed('two');
const PUBLIC = derivePublicKey(parsePrivateKey(KEY));

function read(env: Environment) {
  const faults: string[] = [];
  return { accounts: readAccounts(env, faults), faults };
}

describe('readAccounts', () => {
  it('orders accounts by N and the proxies of their group by M', () => {
    const { accounts, faults } = read({
      Lighter_10_z_Account_Index: '30',
      Lighter_2_bE42d3_Account_Index: '20',
      Lighter_2_bE42d3_API_KEY_Index: '7',
      Lighter_2_a_Account_Index: '21',
      Lighter_2_PROXY_10_URL: 'socks5://late:1080',
      Lighter_2_PROXY_9_URL: 'early:3128:user:pass',
    });
    expect(faults).toEqual([]);
    expect(accounts.map(({ name, index, group, apiKeyIndex }) => [name, index, group, apiKeyIndex])).toEqual([
      ['Lighter_2_a', 21, 2, 2],
      ['Lighter_2_bE42d3', 20, 2, 7],
      ['Lighter_10_z', 30, 10, 2],
    ]);
    expect(accounts.map(({ proxies }) => proxies.map(({ id }) => id))).toEqual([
      ['early:3128', 'late:1080'],
      ['early:3128', 'late:1080'],
      [],
    ]);
    expect(accounts[0]!.credential).toEqual({ kind: 'none' });
  });

  it('reads names in any case and the key in any spelling', () => {
    const { accounts, faults } = read({
      LIGHTER_1_AE42_PRIVATE: `0x${KEY.toUpperCase()}`,
      lighter_1_ae42_public: `0x${PUBLIC}`,
      Lighter_1_aE42_Account_Index: '5',
    });
    expect(faults).toEqual([]);
    expect(accounts[0]!.name).toBe('Lighter_1_aE42');
    const { credential } = accounts[0]!;
    expect(credential.kind === 'private' && credential.privateKey.reveal()).toBe(KEY);
  });

  it('prefers a token to a private key and accepts one for all sub-accounts', () => {
    const { accounts, faults } = read({
      Lighter_1_a_Account_Index: '5',
      Lighter_1_a_PRIVATE: KEY,
      Lighter_1_a_TOKEN: 'ro:5:single:1767139200:0fe1',
      Lighter_1_b_Account_Index: '6',
      Lighter_1_b_TOKEN: 'RO:5:All:1767139200:0FE1',
    });
    expect(faults).toEqual([]);
    expect(accounts.map(({ credential }) => credential.kind)).toEqual(['token', 'token']);
  });

  it('treats an empty variable as unset', () => {
    expect(
      read({ Lighter_1_a_Account_Index: ' ', Lighter_1_a_PRIVATE: '', Lighter_1_PROXY_1_URL: '' }),
    ).toEqual({
      accounts: [],
      faults: [],
    });
  });

  const base = { Lighter_1_a_Account_Index: '5' };
  it.each<[string, Environment, string[]]>([
    [
      'an index that is not a number',
      { Lighter_1_a_Account_Index: '-5canary' },
      ['Lighter_1_a_Account_Index must be a whole number'],
    ],
    [
      'a fractional index',
      { Lighter_1_a_Account_Index: '5.5' },
      ['Lighter_1_a_Account_Index must be a whole number'],
    ],
    [
      'a missing index',
      { Lighter_1_a_PRIVATE: KEY },
      ['Lighter_1_a_Account_Index must be set, because Lighter_1_a_PRIVATE is'],
    ],
    [
      'a key index out of range',
      { ...base, Lighter_1_a_API_KEY_Index: '255' },
      ['Lighter_1_a_API_KEY_Index must be a whole number from 0 to 254'],
    ],
    [
      'a key that is not hex',
      { ...base, Lighter_1_a_PRIVATE: 'canary' },
      ['Lighter_1_a_PRIVATE must be a private key: 40 bytes in hex, not zero'],
    ],
    [
      'a key of 39 bytes',
      { ...base, Lighter_1_a_PRIVATE: KEY.slice(2) },
      ['Lighter_1_a_PRIVATE must be a private key: 40 bytes in hex, not zero'],
    ],
    [
      'a key of zero',
      { ...base, Lighter_1_a_PRIVATE: '0'.repeat(80) },
      ['Lighter_1_a_PRIVATE must be a private key: 40 bytes in hex, not zero'],
    ],
    [
      'a malformed public key',
      { ...base, Lighter_1_a_PUBLIC: 'canary' },
      ['Lighter_1_a_PUBLIC must be a public key: 40 bytes in hex'],
    ],
    [
      'a public key of another private key',
      { ...base, Lighter_1_a_PRIVATE: OTHER_KEY, Lighter_1_a_PUBLIC: PUBLIC },
      ['Lighter_1_a_PUBLIC is not the public key of Lighter_1_a_PRIVATE'],
    ],
    [
      'a bad key beside a token',
      { ...base, Lighter_1_a_PRIVATE: 'canary', Lighter_1_a_TOKEN: 'ro:5:all:1:ab' },
      ['Lighter_1_a_PRIVATE must be a private key: 40 bytes in hex, not zero'],
    ],
    [
      'a malformed token',
      { ...base, Lighter_1_a_TOKEN: 'canary' },
      ['Lighter_1_a_TOKEN must be a read-only token: ro:<account>:<single|all>:<expiry>:<hex>'],
    ],
    [
      'a signed token',
      { ...base, Lighter_1_a_TOKEN: `1:5:2:${'ab'.repeat(80)}` },
      ['Lighter_1_a_TOKEN must be a read-only token: ro:<account>:<single|all>:<expiry>:<hex>'],
    ],
    [
      "another account's token",
      { ...base, Lighter_1_a_TOKEN: 'ro:99123:single:1767139200:0fe1' },
      ['Lighter_1_a_TOKEN reads a single account, which is not that of Lighter_1_a_Account_Index'],
    ],
    [
      'two accounts with one index',
      { ...base, Lighter_2_b_Account_Index: '05' },
      ['Lighter_2_b_Account_Index names the same account as Lighter_1_a_Account_Index'],
    ],
    [
      'one variable set twice',
      { ...base, LIGHTER_1_A_ACCOUNT_INDEX: '6' },
      ['Lighter_1_a_Account_Index and LIGHTER_1_A_ACCOUNT_INDEX are the same variable, set twice'],
    ],
    [
      'a proxy without an account',
      { ...base, Lighter_7_PROXY_1_URL: 'canary:1' },
      ['Lighter_7_PROXY_1_URL belongs to no account: no Lighter_7_{ID}_Account_Index is set'],
    ],
    [
      'an unreadable proxy',
      { ...base, Lighter_1_PROXY_1_URL: 'gopher://canary' },
      [
        'Lighter_1_PROXY_1_URL must be one proxy, read in one way only: scheme://[user:pass@]host:port with % encoding (http, https, socks4, socks5, socks5h), host:port:user:pass, user:pass:host:port or host:port@user:pass',
      ],
    ],
  ])('reports %s without its value', (_, env, expected) => {
    const { faults } = read(env);
    expect(faults).toEqual(expected);
    const values = Object.values(env).filter((value) => value!.length > 2);
    for (const value of values) expect(faults.join()).not.toContain(value);
  });

  it('reports all faults at once', () => {
    const { faults } = read({
      Lighter_1_a_Account_Index: 'x',
      Lighter_1_a_PRIVATE: 'x',
      Lighter_1_PROXY_1_URL: 'x',
    });
    expect(faults).toHaveLength(3);
  });
});
