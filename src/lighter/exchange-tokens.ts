import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import type { AccountConfig } from '../config/accounts/accounts.js';
import { AppConfig } from '../config/app-config.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { Ingest } from '../upstream/ingest.js';
import { parseAuthToken, signAuthToken } from './signing/auth-token.js';
import { parsePrivateKey } from './signing/keys.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Less than the eight hours that the exchange allows, for clock skew. */
const TOKEN_LIFE_MS = 7 * HOUR_MS;
/** Remaining life at which a signed token is renewed. */
const RENEW_AHEAD_MS = HOUR_MS;
const CHECK_EVERY_MS = 60_000;
/** A token refused this soon after its renewal was not refused for its age, so another renewal would not help. */
const RENEW_AGAIN_MS = 10 * 60_000;
const WARN_AHEAD_DAYS = [1, 3, 14] as const;

interface Minted {
  token: string;
  /** By the exchange's clock. */
  deadline: Millis;
  /** End by the monotonic clock. */
  endsAt: number;
  /** Last renewal because of a refusal, by the monotonic clock. */
  renewedAt: number | null;
}

/** `refused` and `expired` need the operator; until then, data that requires the token cannot be confirmed. */
export type Standing = 'good' | 'refused' | 'expired';

/**
 * The tokens of all accounts, shared by REST and streams: read-only ones as configured, signed ones renewed before they
 * expire.
 */
@Injectable()
export class ExchangeTokens implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly accounts: ReadonlyMap<number, AccountConfig>;
  private readonly minted = new Map<number, Minted>();
  private readonly standings = new Map<number, Standing>();
  /** By the monotonic clock. */
  private readonly standingSince = new Map<number, number>();
  private readonly restoredListeners = new Set<(accountIndex: number) => void>();
  private readonly warned = new Map<number, number>();
  private checking: Timer | null = null;

  constructor(
    config: AppConfig,
    private readonly clock: Clock,
    private readonly exchangeClock: ExchangeClock,
    private readonly incidents: IncidentWriter,
    private readonly ingest: Ingest,
  ) {
    this.accounts = new Map(config.accounts.map((account) => [account.index, account]));
  }

  onApplicationBootstrap(): void {
    this.checkExpiry();
    this.checking = this.clock.every(CHECK_EVERY_MS, () => this.checkExpiry());
  }

  onModuleDestroy(): void {
    this.checking?.cancel();
  }

  /** Whether the account has a credential for its private data. */
  has(accountIndex: number): boolean {
    return (this.accounts.get(accountIndex)?.credential.kind ?? 'none') !== 'none';
  }

  /** A currently valid token; `null` without a credential. Secret: use it for the request only. */
  tokenFor(accountIndex: number): string | null {
    const account = this.accounts.get(accountIndex);
    if (!account || account.credential.kind === 'none') return null;
    if (account.credential.kind === 'token') return account.credential.token.reveal();
    const minted = this.minted.get(accountIndex);
    if (minted && minted.endsAt - this.clock.monotonic() > RENEW_AHEAD_MS) return minted.token;
    return this.mint(account, minted?.renewedAt ?? null).token;
  }

  /**
   * Reports a refused token. @returns whether to retry with another token: a signed token is renewed once; a refused
   * read-only token, or a key whose new token is refused too, needs the operator.
   */
  renew(accountIndex: number, refused: string): boolean {
    const account = this.accounts.get(accountIndex);
    const minted = this.minted.get(accountIndex);
    if (minted && minted.token !== refused) return true;
    if (account?.credential.kind === 'private') {
      const now = this.clock.monotonic();
      if (minted?.renewedAt == null || now - minted.renewedAt >= RENEW_AGAIN_MS) {
        this.mint(account, now);
        return true;
      }
    }
    if (this.has(accountIndex)) this.setStanding(accountIndex, 'refused', 'the exchange refuses the token');
    return false;
  }

  /**
   * Reports that the exchange accepted this token, by REST or on the stream.
   * @param askedMono when it was sent: a late answer says nothing against a refusal since
   */
  accepted(accountIndex: number, token: string, askedMono = this.clock.monotonic()): void {
    if (this.standing(accountIndex) === 'good' || this.tokenFor(accountIndex) !== token) return;
    if (askedMono >= (this.standingSince.get(accountIndex) ?? -Infinity))
      this.setStanding(accountIndex, 'good', null);
  }

  /** Calls back before a credential is reported as good again: pushes may have stopped silently meanwhile. */
  onRestored(listener: (accountIndex: number) => void): () => void {
    this.restoredListeners.add(listener);
    return () => void this.restoredListeners.delete(listener);
  }

  /** Whether the exchange accepts the account's token; `good` until it is known not to. */
  standing(accountIndex: number): Standing {
    return this.standings.get(accountIndex) ?? 'good';
  }

  /** End of the token in use by the exchange's clock; its users must authenticate again before. `null` without a token. */
  tokenEndsAt(accountIndex: number): Millis | null {
    return this.minted.get(accountIndex)?.deadline ?? this.expiresAt(accountIndex);
  }

  /** End of the credential itself; `null` without a credential, and for keys, which do not end. */
  expiresAt(accountIndex: number): Millis | null {
    const credential = this.accounts.get(accountIndex)?.credential;
    if (credential?.kind !== 'token') return null;
    const parsed = parseAuthToken(credential.token.reveal());
    return parsed?.kind === 'read-only' ? parsed.expiry * 1000 : null;
  }

  private mint(account: AccountConfig, renewedAt: Millis | null): Minted {
    if (account.credential.kind !== 'private') throw new Error('only a private key can sign');
    const deadline = Math.floor((this.exchangeNow() + TOKEN_LIFE_MS) / 1000);
    const token = signAuthToken({
      accountIndex: account.index,
      apiKeyIndex: account.apiKeyIndex,
      deadline,
      privateKey: parsePrivateKey(account.credential.privateKey.reveal()),
    });
    const endsAt = this.clock.monotonic() + TOKEN_LIFE_MS;
    const minted = { token, deadline: deadline * 1000, endsAt, renewedAt };
    this.minted.set(account.index, minted);
    return minted;
  }

  private checkExpiry(): void {
    for (const { index } of this.accounts.values()) {
      const expiresAt = this.expiresAt(index);
      if (expiresAt === null) continue;
      const leftMs = expiresAt - this.exchangeNow();
      if (leftMs <= 0) this.setStanding(index, 'expired', 'the read-only token expired');
      this.warnOfExpiry(index, expiresAt, leftMs);
    }
  }

  /** Warns once per step. */
  private warnOfExpiry(index: number, expiresAt: Millis, leftMs: number): void {
    const step = leftMs <= 0 ? 0 : WARN_AHEAD_DAYS.find((days) => leftMs <= days * DAY_MS);
    if (step === undefined || step >= (this.warned.get(index) ?? Infinity)) return;
    this.warned.set(index, step);
    this.incidents.report({
      account_index: index,
      source: 'system',
      severity: step <= 1 ? 'error' : 'warning',
      error_type: step === 0 ? 'credential-expired' : 'credential-expiring',
      message: `the read-only token ${step === 0 ? 'expired' : 'expires'} on ${new Date(expiresAt).toISOString()}`,
    });
  }

  private setStanding(accountIndex: number, standing: Standing, reason: string | null): void {
    if (this.standing(accountIndex) === standing) return;
    this.standings.set(accountIndex, standing);
    const [at, mono] = [this.clock.wallNow(), this.clock.monotonic()];
    this.standingSince.set(accountIndex, mono);
    if (standing === 'good') for (const listener of this.restoredListeners) listener(accountIndex);
    this.ingest.apply({ type: 'credential', account_index: accountIndex, standing, reason, at, mono });
  }

  /** The exchange compares deadlines with its own clock. */
  private exchangeNow(): Millis {
    return this.exchangeClock.now() ?? this.clock.wallNow();
  }
}
