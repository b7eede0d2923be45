import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import type { Principal } from '../access/principal.js';
import { parseAuthToken } from '../lighter/signing/auth-token.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { invalidAuth, tooManyRequests } from './exchange-answers.js';
import { type ParsedToken, TokenJudge, type TokenRights } from './token-judge.port.js';

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
  readonly rights: TokenRights;
  readonly until: number;
}

/**
 * Checks tokens of the exchange here, so that clients which sign by themselves need no change. None is forwarded to the
 * exchange. Tokens are remembered by hash.
 */
@Injectable()
export class TokenVerifier {
  /** Signed tokens that were checked since the start. */
  verifications = 0;
  private readonly accepted = new Map<string, Accepted>();
  private readonly signers = new WeakMap<Principal, number>();
  private second = -1;
  private checks = 0;
  private readonly checksOf = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly exchangeClock: ExchangeClock,
    private readonly feed: ChangeFeed,
    private readonly judge: TokenJudge,
  ) {}

  /** @param bucket of the client's address @throws ExchangeRefusal 401 or 429, also by rejecting */
  verify(token: string, bucket: string): Principal | Promise<Principal> {
    const accepted = this.accept(token, bucket);
    if (accepted instanceof Promise) return accepted.then(({ principal }) => principal);
    return accepted.principal;
  }

  /** For another instance of this service, which limits its own clients. @throws ExchangeRefusal, by rejecting */
  async rightsOf(token: string): Promise<TokenRights> {
    return (await this.accept(token, null)).rights;
  }

  /** The account whose API key signed the token behind this principal; `null` for any other principal. */
  signerOf(principal: Principal): number | null {
    return this.signers.get(principal) ?? null;
  }

  private accept(token: string, bucket: string | null): Accepted | Promise<Accepted> {
    const digest = hash('sha256', token, 'base64');
    const known = this.accepted.get(digest);
    if (known && known.until > this.clock.monotonic()) return known;
    const parsed = parseAuthToken(token);
    if (!parsed) throw invalidAuth('invalid token');
    const ms = this.lifeOf(parsed);
    if (parsed.kind === 'signed') this.count(bucket);
    const rights = this.judge.judge(token, parsed);
    if (rights instanceof Promise) return rights.then((found) => this.remember(digest, found, ms));
    return this.remember(digest, rights, ms);
  }

  /** How long it may be remembered. @throws ExchangeRefusal 401 */
  private lifeOf(parsed: ParsedToken): number {
    if (parsed.kind === 'read-only') return REMEMBERED_MS;
    const leftMs = parsed.deadline * 1000 - (this.exchangeClock.now() ?? this.clock.wallNow());
    if (leftMs <= 0 || leftMs > LONGEST_LIFE_MS) throw invalidAuth('invalid deadline');
    if (!this.feed.account(parsed.accountIndex)) throw invalidAuth('invalid account');
    return Math.min(leftMs, REMEMBERED_MS);
  }

  private remember(digest: string, rights: TokenRights, ms: number): Accepted {
    const [oldest] = this.accepted.keys();
    if (this.accepted.size >= MAX_REMEMBERED && oldest !== undefined) this.accepted.delete(oldest);
    const { owner, accounts, isSigned } = rights;
    const principal = principalOf(owner, accounts);
    if (isSigned) this.signers.set(principal, owner);
    const accepted = { principal, rights, until: this.clock.monotonic() + ms };
    this.accepted.delete(digest);
    this.accepted.set(digest, accepted);
    return accepted;
  }

  private count(bucket: string | null): void {
    const second = Math.floor(this.clock.monotonic() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.checks = 0;
      this.checksOf.clear();
    }
    if (this.checks >= CHECKS_PER_SECOND) throw tooManyRequests(1);
    const ofOne = bucket === null ? 0 : (this.checksOf.get(bucket) ?? 0);
    if (ofOne >= CHECKS_PER_SECOND_OF_ONE) throw tooManyRequests(1);
    this.checks += 1;
    this.verifications += 1;
    if (bucket !== null && this.checksOf.size < MAX_ADDRESSES) this.checksOf.set(bucket, ofOne + 1);
  }
}

/** The name takes part in the rate limit's bucket, so all tokens of an account share one. */
function principalOf(index: number, accounts: readonly number[]): Principal {
  return { name: `token ${index}`, scope: 'read', accounts: new Set(accounts), rate: null };
}
