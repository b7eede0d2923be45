import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Principal } from './principal.js';

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
  constructor(
    private readonly secret: string,
    /** Epoch ms by a clock that all processes share. */
    private readonly now: () => Millis,
  ) {}

  sign({ name, scope, accounts }: Principal): string {
    const claims: Claims = { name, scope, accounts: accounts && [...accounts], at: this.now() };
    const text = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${text}.${this.signatureOf(text).toString('base64url')}`;
  }

  /** @returns `null` for a text that this cluster did not sign, or signed too long ago */
  verify(signed: string): Principal | null {
    const [text = '', signature = ''] = signed.split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.signatureOf(text);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const { name, scope, accounts, at } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Claims;
    if (Math.abs(this.now() - at) > MAX_AGE) return null;
    // Its rate was counted where it asked.
    return { name, scope, accounts: accounts && new Set(accounts), rate: null };
  }

  private signatureOf(text: string): Buffer {
    return createHmac('sha256', this.secret).update(`forwarded ${text}`).digest();
  }
}
