import { hash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import type { Principal } from '../access/principal.js';
import { AppConfig } from '../config/app-config.js';
import { parseAuthToken, type SignedToken, verifyAuthToken } from '../lighter/signing/auth-token.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { invalidAuth, tooManyRequests } from './exchange-answers.js';
import { PublicKeys } from './public-keys.js';

/** The exchange accepts eight hours; a minute more for clock skew. */
const LONGEST_LIFE_MS = 8 * 3_600_000 + 60_000;
const REMEMBERED_MS = 10 * 60_000;
const MAX_REMEMBERED = 10_000;
/** A check takes 15 to 30 ms of CPU. */
const CHECKS_PER_SECOND = 20;
const CHECKS_PER_SECOND_OF_ONE = 5;
const MAX_ADDRESSES = 1_000;

interface Accepted {
  readonly principal: Principal;
  readonly until: number;
}

/**
 * Checks tokens of the exchange here, so that clients which sign by themselves need no change: signed ones by the
 * account's public key, read-only ones by the configured token. Neither is forwarded. Tokens are remembered by hash.
 */
@Injectable()
export class TokenVerifier {
  private readonly accepted = new Map<string, Accepted>();
  private readonly signers = new WeakMap<Principal, number>();
  private second = -1;
  private checks = 0;
  private readonly checksOf = new Map<string, number>();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly exchangeClock: ExchangeClock,
    private readonly feed: ChangeFeed,
    private readonly keys: PublicKeys,
  ) {}

  /** @param bucket of the client's address @throws ExchangeRefusal 401 or 429, also by rejecting */
  verify(token: string, bucket: string): Principal | Promise<Principal> {
    const digest = hash('sha256', token, 'base64');
    const known = this.accepted.get(digest);
    if (known && known.until > this.clock.monotonic()) return known.principal;
    const parsed = parseAuthToken(token);
    if (!parsed) throw invalidAuth('invalid token');
    if (parsed.kind === 'read-only') return this.remember(digest, this.readOnly(token), REMEMBERED_MS);
    return this.signed(token, parsed, digest, bucket);
  }

  /** The account whose API key signed the token behind this principal; `null` for any other principal. */
  signerOf(principal: Principal): number | null {
    return this.signers.get(principal) ?? null;
  }

  private readOnly(token: string): Principal {
    for (const { index, credential } of this.config.accounts) {
      if (credential.kind !== 'token' || !equal(credential.token.reveal(), token)) continue;
      const parsed = parseAuthToken(token);
      const isForAll = parsed?.kind === 'read-only' && parsed.scope === 'all';
      return principalOf(index, isForAll ? [index, ...this.siblings(index)] : [index]);
    }
    throw invalidAuth('invalid token');
  }

  private siblings(index: number): number[] {
    const address = this.feed.account(index)?.summary?.l1_address;
    if (!address) return [];
    return this.feed
      .accountIndexes()
      .filter((other) => this.feed.account(other)?.summary?.l1_address === address);
  }

  private async signed(
    token: string,
    claims: SignedToken,
    digest: string,
    bucket: string,
  ): Promise<Principal> {
    const { accountIndex, apiKeyIndex } = claims;
    const leftMs = claims.deadline * 1000 - (this.exchangeClock.now() ?? this.clock.wallNow());
    if (leftMs <= 0 || leftMs > LONGEST_LIFE_MS) throw invalidAuth('invalid deadline');
    if (!this.feed.accountIndexes().includes(accountIndex)) throw invalidAuth('invalid account');
    this.count(bucket);
    let key = await this.keys.of(accountIndex, apiKeyIndex);
    if (key === null || !verifyAuthToken(token, key)) {
      const renewed = await this.keys.renewed(accountIndex, apiKeyIndex);
      if (renewed === null || renewed === key || !verifyAuthToken(token, renewed))
        throw invalidAuth('invalid signature');
      key = renewed;
    }
    const principal = principalOf(accountIndex, [accountIndex]);
    this.signers.set(principal, accountIndex);
    return this.remember(digest, principal, Math.min(leftMs, REMEMBERED_MS));
  }

  private remember(digest: string, principal: Principal, ms: number): Principal {
    const [oldest] = this.accepted.keys();
    if (this.accepted.size >= MAX_REMEMBERED && oldest !== undefined) this.accepted.delete(oldest);
    this.accepted.delete(digest);
    this.accepted.set(digest, { principal, until: this.clock.monotonic() + ms });
    return principal;
  }

  private count(bucket: string): void {
    const second = Math.floor(this.clock.monotonic() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.checks = 0;
      this.checksOf.clear();
    }
    const ofOne = this.checksOf.get(bucket) ?? 0;
    if (this.checks >= CHECKS_PER_SECOND || ofOne >= CHECKS_PER_SECOND_OF_ONE) throw tooManyRequests(1);
    this.checks += 1;
    if (this.checksOf.size < MAX_ADDRESSES) this.checksOf.set(bucket, ofOne + 1);
  }
}

/** The name takes part in the rate limit's bucket, so all tokens of an account share one. */
function principalOf(index: number, accounts: readonly number[]): Principal {
  return { name: `token ${index}`, scope: 'read', accounts: new Set(accounts), rate: null };
}

function equal(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hash('sha256', a, 'hex')), Buffer.from(hash('sha256', b, 'hex')));
}
