import { SpendWindow } from '../../egress/spend-window.js';
import type { Egress } from '../../egress/egress.js';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { LinkState } from 'lighter-broadcaster-protocol/operations';
import { NEVER_TRIED, nextAttempt, succeeded, type RetryState } from '../../upstream/retry-schedule.js';

/** Failures in a row after which a link counts as disconnected. */
const DISCONNECTED_AFTER = 3;
const MINUTE_MS = 60_000;

/** One moment by both clocks: wall time is shown, monotonic time is measured with. */
export interface Moment {
  readonly wall: Millis;
  readonly mono: number;
}

/** The REST link of one account: its state, and when it may send again. Time and randomness are passed in. */
export class RestLink {
  busy = false;
  paused = false;
  private retry: RetryState = NEVER_TRIED;
  /** By the monotonic clock, as are the times below. */
  private nextAttemptAt = 0;
  private askedAt: number | null = null;
  private interval: number | null = null;
  private readonly recent = new SpendWindow(MINUTE_MS);
  private readonly refused = new Set<string>();
  private readonly figures = {
    messages: 0,
    successes: 0,
    failures: 0,
    consecutive_failures: 0,
    reconnects: 0,
    connected_since: null as Millis | null,
    last_success_at: null as Millis | null,
    last_failure_at: null as Millis | null,
    last_error: null as string | null,
  };

  constructor(
    private readonly accountIndex: number,
    private readonly accountName: string,
    private readonly credentialExpiresAt: Millis | null,
  ) {}

  /** @param now by the monotonic clock */
  free(now: number): boolean {
    return !this.busy && this.nextAttemptAt <= now;
  }

  /** @param paces whether the poll interval is measured by this request */
  asked({ mono }: Moment, paces: boolean): void {
    this.busy = true;
    this.figures.messages += 1;
    this.recent.open(0).settle(mono);
    if (!paces) return;
    this.interval = this.askedAt === null ? null : mono - this.askedAt;
    this.askedAt = mono;
  }

  succeeded(now: Moment, endpoint: string): void {
    this.busy = false;
    this.refused.delete(endpoint);
    this.figures.successes += 1;
    this.figures.last_success_at = now.wall;
    this.works(now);
  }

  /** The link works, but the exchange refused this request because of the token, the account or the jurisdiction. */
  refuse(now: Moment, endpoint: string, reason: string): void {
    this.noteFailure(now, reason);
    this.refused.add(endpoint);
    this.works(now);
  }

  /** A failure that says nothing about the link: a spent budget, or a request that following the account does not need. */
  notServed(now: Moment, reason: string): void {
    this.noteFailure(now, reason);
  }

  failed(now: Moment, reason: string, random: number): void {
    this.noteFailure(now, reason);
    this.figures.consecutive_failures += 1;
    if (this.figures.consecutive_failures < DISCONNECTED_AFTER) return;
    this.figures.connected_since = null;
    const { state, delayMs } = nextAttempt(this.retry, now.mono, random);
    this.retry = state;
    this.nextAttemptAt = now.mono + delayMs;
  }

  /** Aborted by this service: neither success nor failure. */
  dropped(): void {
    this.busy = false;
  }

  /** Ends the wait, because there are signs that the link works again, such as a recovered stream. */
  wake(): void {
    this.nextAttemptAt = 0;
  }

  /** Requested by the operator: starts over at once. */
  restart(): void {
    this.retry = NEVER_TRIED;
    this.nextAttemptAt = 0;
    this.figures.consecutive_failures = 0;
    this.figures.connected_since = null;
    this.figures.reconnects += 1;
  }

  /** The wall clock was stepped: what it showed keeps its age. */
  clockStepped(byMs: number): void {
    for (const time of ['connected_since', 'last_success_at', 'last_failure_at'] as const) {
      const at = this.figures[time];
      if (at !== null) this.figures[time] = at + byMs;
    }
  }

  /** @param now by the monotonic clock */
  condition(now: number): LinkState['state'] {
    if (this.paused) return 'paused';
    if (this.nextAttemptAt > now) return 'waiting';
    if (this.refused.size > 0) return 'refused';
    if (this.figures.connected_since !== null) return 'connected';
    return this.figures.messages === 0 ? 'idle' : 'connecting';
  }

  /** @param expectedMs interval between polls until it was measured */
  state({ wall, mono }: Moment, egress: Egress, expectedMs: number): LinkState {
    return {
      link_id: `rest/${this.accountIndex}`,
      kind: 'rest',
      account_index: this.accountIndex,
      account_name: this.accountName,
      state: this.condition(mono),
      retry_phase: this.retry.phase,
      phase_attempts: this.retry.attempts,
      next_attempt_at: this.nextAttemptAt > mono ? wall + this.nextAttemptAt - mono : null,
      ...this.figures,
      last_message_at: this.figures.last_success_at,
      last_pong_at: null,
      poll_interval_effective: (this.interval ?? expectedMs) / 1000,
      requests_per_minute: this.recent.used(mono).requests,
      egress_id: egress.id,
      has_proxy: egress.proxy !== null,
      refused_channels: [...this.refused],
      credential_expires_at: this.credentialExpiresAt,
    };
  }

  private works(now: Moment): void {
    this.figures.consecutive_failures = 0;
    this.figures.connected_since ??= now.wall;
    this.retry = succeeded(this.retry, now.mono);
    this.nextAttemptAt = 0;
    if (this.refused.size === 0) this.figures.last_error = null;
  }

  private noteFailure(now: Moment, reason: string): void {
    this.busy = false;
    this.figures.failures += 1;
    this.figures.last_failure_at = now.wall;
    this.figures.last_error = reason;
  }
}
