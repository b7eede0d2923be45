import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Principal } from './principal.js';
import { SignedClaims } from './signed-claims.js';

/** Header in which one process of a cluster names the caller for whom it asks another. */
export const FORWARDED = 'x-lighter-forwarded';

/** Clocks of processes may differ by less than this. */
const MAX_AGE: Millis = 30_000;

interface Claims {
  name: string;
  scope: Principal['scope'];
  accounts: number[] | null;
  at: Millis;
}

/** Signs principals with a secret that only the processes of the cluster share. */
export class ForwardedPrincipals {
  private readonly signed: SignedClaims<Claims>;

  constructor(
    secret: string,
    /** Epoch ms by a clock that all processes share. */
    private readonly now: () => Millis,
  ) {
    this.signed = new SignedClaims(secret, 'forwarded ');
  }

  sign({ name, scope, accounts }: Principal): string {
    return this.signed.sign({ name, scope, accounts: accounts && [...accounts], at: this.now() });
  }

  /** @returns `null` for a text that this cluster did not sign, or signed too long ago */
  verify(text: string): Principal | null {
    const claims = this.signed.read(text);
    if (!claims || Math.abs(this.now() - claims.at) > MAX_AGE) return null;
    const { name, scope, accounts } = claims;
    return { name, scope, accounts: accounts && new Set(accounts), rate: null, isCounted: true };
  }
}
