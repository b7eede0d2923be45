import { readFileSync } from 'node:fs';
import { N } from './ecgfp5.js';
import { derivePublicKey, generatePrivateKey, parsePrivateKey, privateKeyFromSeed } from './keys.js';
import { writeLittleEndian } from './little-endian.js';

const file = new URL('../../../test/fixtures/signing/auth-tokens.json', import.meta.url);
const official = JSON.parse(readFileSync(file, 'utf8')) as { private_key: string; public_key: string };
const hex = (scalar: bigint) => writeLittleEndian(scalar, 40).toString('hex');

describe('keys', () => {
  it("derives the official signer's public key, with and without 0x, in either case", () => {
    for (const spelling of [
      official.private_key,
      `0x${official.private_key}`,
      official.private_key.toUpperCase(),
    ]) {
      expect(derivePublicKey(parsePrivateKey(spelling))).toBe(official.public_key);
    }
  });

  it('reduces scalars from n up, as the official signer does', () => {
    expect(parsePrivateKey(hex(N + 5n))).toBe(5n);
    expect(parsePrivateKey('f'.repeat(80))).toBe((2n ** 320n - 1n) % N);
  });

  it.each([
    '',
    '0x',
    'ab',
    `${'a'.repeat(79)}`,
    `${'a'.repeat(81)}`,
    `${'a'.repeat(79)}g`,
    ` ${'a'.repeat(80)}`,
  ])('refuses %j without repeating it', (text) => {
    expect(() => parsePrivateKey(text)).toThrow(new Error('a private key must be 40 bytes in hex'));
  });

  it('refuses a key that is zero mod n', () => {
    expect(() => parsePrivateKey(hex(0n))).toThrow('must not be zero');
    expect(() => parsePrivateKey(hex(N))).toThrow('must not be zero');
  });

  it('generates keys that differ, and seeded keys that repeat', () => {
    expect(generatePrivateKey()).toMatch(/^[0-9a-f]{80}$/);
    expect(generatePrivateKey()).not.toBe(generatePrivateKey());
    expect(privateKeyFromSeed('42:0')).toBe(privateKeyFromSeed(Buffer.from('42:0')));
    expect(privateKeyFromSeed('42:0')).not.toBe(privateKeyFromSeed('42:1'));
    expect(parsePrivateKey(privateKeyFromSeed('42:0')) < N).toBe(true);
  });
});
