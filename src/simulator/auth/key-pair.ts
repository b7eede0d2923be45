import { derivePublicKey, parsePrivateKey, privateKeyFromSeed } from '../../lighter/signing/keys.js';

/** Deriving a key takes about 10 ms, so accounts beyond this number share the last key. */
const DISTINCT_KEYS = 32;

/** An API key pair generated from the seed; the public key is derived on first use. */
export class KeyPair {
  readonly privateKey: string;
  private derived: string | undefined;

  constructor(seed: string) {
    this.privateKey = privateKeyFromSeed(seed);
  }

  get publicKey(): string {
    return (this.derived ??= derivePublicKey(parsePrivateKey(this.privateKey)));
  }
}

/** One key for each of `count` accounts. */
export function keyPairs(seed: number, count: number): KeyPair[] {
  const distinct = Array.from(
    { length: Math.min(count, DISTINCT_KEYS) },
    (_, i) => new KeyPair(`simulated ${seed} ${i}`),
  );
  return Array.from({ length: count }, (_, i) => distinct[Math.min(i, DISTINCT_KEYS - 1)] as KeyPair);
}
