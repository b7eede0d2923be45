import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseAuthToken, signAuthToken, verifyAuthToken } from './auth-token.js';
import { derivePublicKey, parsePrivateKey, privateKeyFromSeed } from './keys.js';

const file = new URL('../../../test/fixtures/signing/auth-tokens.json', import.meta.url);
const official = JSON.parse(readFileSync(file, 'utf8')) as {
  private_key: string;
  public_key: string;
  tokens: string[];
};
const ownKeys = ['a', 'b', 'c', 'd'].map((seed) => {
  const privateKey = parsePrivateKey(privateKeyFromSeed(seed));
  return { privateKey, publicKey: derivePublicKey(privateKey) };
});

describe('auth tokens', () => {
  it('verifies tokens of the official signer', () => {
    expect(official.tokens).toHaveLength(4);
    for (const token of official.tokens) expect(verifyAuthToken(token, official.public_key)).toBe(true);
  });

  it('verifies 200 of its own, each under its own key alone', () => {
    const index = fc.integer({ min: 0, max: 2 ** 31 });
    fc.assert(
      fc.property(
        fc.nat({ max: 3 }),
        index,
        fc.integer({ min: 0, max: 254 }),
        index,
        (key, accountIndex, apiKeyIndex, deadline) => {
          const { privateKey, publicKey } = ownKeys[key]!;
          const token = signAuthToken({ accountIndex, apiKeyIndex, deadline, privateKey });
          expect(parseAuthToken(token)).toMatchObject({
            kind: 'signed',
            accountIndex,
            apiKeyIndex,
            deadline,
          });
          expect(verifyAuthToken(token, publicKey)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
    const { privateKey } = ownKeys[0]!;
    const token = signAuthToken({ accountIndex: 1, apiKeyIndex: 2, deadline: 3, privateKey });
    expect(verifyAuthToken(token, ownKeys[1]!.publicKey)).toBe(false);
  });

  it('refuses any single changed character', () => {
    const token = official.tokens[0]!;
    const character = fc.constantFrom(...'0123456789abcdefABCDEFgz: -'.split(''));
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), character, (at, other) => {
        fc.pre(token[at] !== other);
        expect(verifyAuthToken(token.slice(0, at) + other + token.slice(at + 1), official.public_key)).toBe(
          false,
        );
      }),
      { numRuns: 120 },
    );
  });

  it('refuses a lengthened, shortened or differently spelled token', () => {
    const token = official.tokens[0]!;
    for (const changed of [
      `0${token}`,
      `${token}0`,
      token.slice(1),
      token.slice(0, -1),
      token.toUpperCase(),
      ` ${token}`,
      `${token}\n`,
    ]) {
      expect(verifyAuthToken(changed, official.public_key)).toBe(false);
    }
  });

  it('refuses malformed input of any kind without throwing', () => {
    const token = official.tokens[0]!;
    fc.assert(fc.property(fc.string(), (text) => !verifyAuthToken(text, official.public_key)));
    fc.assert(fc.property(fc.string(), (key) => !verifyAuthToken(token, key)));
    for (const key of [
      '0'.repeat(80),
      'f'.repeat(80),
      `01${'0'.repeat(78)}`,
      official.public_key.toUpperCase(),
    ]) {
      expect(verifyAuthToken(token, key)).toBe(false);
    }
    expect(verifyAuthToken(`1:2:3:${'f'.repeat(160)}`, official.public_key)).toBe(false);
    expect(verifyAuthToken(`1:2:3:${'0'.repeat(160)}`, official.public_key)).toBe(false);
  });

  it('reads a read-only token, which carries no signature', () => {
    const text = 'ro:6:all:1767139200:0123abcd';
    expect(parseAuthToken(text)).toEqual({
      kind: 'read-only',
      accountIndex: 6,
      scope: 'all',
      expiry: 1767139200,
    });
    expect(parseAuthToken(text.toUpperCase())).toMatchObject({ accountIndex: 6, scope: 'all' });
    expect(verifyAuthToken(text, official.public_key)).toBe(false);
    for (const bad of ['ro:6:some:1767139200:ab', 'ro:x:all:1:ab', 'ro:6:all:1:', 'ro:6:all:1']) {
      expect(parseAuthToken(bad)).toBeNull();
    }
  });
});
