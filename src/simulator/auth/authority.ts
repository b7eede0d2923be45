import type { Clock } from '../../clock/clock.js';
import { parseAuthToken, verifyAuthToken, type SignedToken } from '../../lighter/signing/auth-token.js';
import { invalidAuth } from '../simulated-error.js';
import type { Account } from '../exchange/account.js';
import type { KeyPair } from './key-pair.js';
import type { ReadOnlyTokens } from './read-only-tokens.js';

const MAX_LIFE_S = 8 * 3600;
const VERIFIED_KEPT = 4096;

/** An account and the API key registered for it. */
export interface Registration {
  readonly account: Account;
  readonly apiKeyIndex: number;
  readonly key: KeyPair;
}

/** The owner of a valid token, and whether it may manage tokens. */
export interface Grant {
  readonly accountIndex: number;
  readonly kind: 'signed' | 'read-only';
  /** Also covers the sub-accounts of the same L1 address. */
  readonly subAccounts: boolean;
}

/** Checks tokens as the exchange does: shape, deadline within eight hours, account, registered key, signature. */
export class Authority {
  private readonly registrations = new Map<number, Registration>();
  /** Tokens with a verified signature (verification takes about 20 ms), oldest first. */
  private readonly verified = new Set<string>();
  /** Texts of tokens whose subscriptions receive no more pushes. */
  readonly silenced = new Set<string>();
  /** Accounts for which every token is refused. */
  readonly refused = new Set<number>();

  constructor(
    private readonly clock: Clock,
    readonly tokens: ReadOnlyTokens,
    registrations: Iterable<Registration>,
  ) {
    for (const registration of registrations)
      this.registrations.set(registration.account.index, registration);
  }

  registration(accountIndex: number): Registration | undefined {
    return this.registrations.get(accountIndex);
  }

  /** Throws SimulatedError when the exchange would refuse this token now. */
  check(text: string): Grant {
    const token = parseAuthToken(text);
    if (!token) throw invalidAuth('invalid auth string');
    if (this.refused.has(token.accountIndex)) throw invalidAuth('token expired');
    if (token.kind === 'signed') return this.checkSigned(token, text);
    const row = this.tokens.lookUp(text, this.clock.wallNow() / 1000);
    return { accountIndex: row.accountIndex, kind: 'read-only', subAccounts: row.subAccountAccess };
  }

  /** Like `check`, and the token must cover this account. */
  checkFor(text: string, accountIndex: number): Grant {
    const grant = this.check(text);
    if (grant.accountIndex !== accountIndex && !this.covers(grant, accountIndex)) {
      throw invalidAuth('account index does not match');
    }
    return grant;
  }

  private covers(grant: Grant, accountIndex: number): boolean {
    const master = this.registrations.get(grant.accountIndex)?.account;
    const wanted = this.registrations.get(accountIndex)?.account;
    return grant.subAccounts && !!master && !master.isSubAccount && wanted?.l1Address === master.l1Address;
  }

  private checkSigned(token: SignedToken, text: string): Grant {
    const nowS = this.clock.wallNow() / 1000;
    if (token.deadline <= nowS) throw invalidAuth('token expired');
    if (token.deadline > nowS + MAX_LIFE_S) throw invalidAuth('invalid deadline');
    const registration = this.registrations.get(token.accountIndex);
    if (!registration || registration.apiKeyIndex !== token.apiKeyIndex)
      throw invalidAuth('api key not found');
    if (!this.verified.has(text)) this.verify(text, registration.key.publicKey);
    return { accountIndex: token.accountIndex, kind: 'signed', subAccounts: false };
  }

  private verify(text: string, publicKey: string): void {
    if (!verifyAuthToken(text, publicKey)) throw invalidAuth('invalid signature');
    this.verified.add(text);
    if (this.verified.size <= VERIFIED_KEPT) return;
    for (const oldest of this.verified) {
      this.verified.delete(oldest);
      return;
    }
  }
}
