import { SpendWindow } from '../../egress/spend-window.js';
import type { Egress } from '../../egress/egress.js';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { LinkState } from 'lighter-broadcaster-protocol/operations';
import { NEVER_TRIED, nextAttempt, succeeded, type RetryState } from '../../upstream/retry-schedule.js';

/** Failures in a row after which a line counts as disconnected. */
const DISCONNECTED_AFTER = 3;
const MINUTE_MS = 60_000;

/** The REST line of one account: how it fares, and when it may be asked again. Time and chance come from outside. */
export class RestLink {
  busy = false;
  paused = false;
  private retry: RetryState = NEVER_TRIED;
  private nextAttemptAt: Millis = 0;
  private askedAt: Millis | null = null;
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

  free(now: Millis): boolean {
    return !this.busy && this.nextAttemptAt <= now;
  }

  /** `paces`: the request by which the poll interval is measured. */
  asked(now: Millis, paces: boolean): void {
    this.busy = true;
    this.figures.messages += 1;
    this.recent.open(0).settle(now);
    if (!paces) return;
    this.interval = this.askedAt === null ? null : now - this.askedAt;
    this.askedAt = now;
  }

  succeeded(now: Millis, endpoint: string): void {
    this.busy = false;
    this.refused.delete(endpoint);
    this.figures.successes += 1;
    this.figures.last_success_at = now;
    this.lineWorks(now);
  }

  /** The line works, but the exchange would not answer this: the token, the account or the place is at fault. */
  refuse(now: Millis, endpoint: string, reason: string): void {
    this.noteFailure(now, reason);
    this.refused.add(endpoint);
    this.lineWorks(now);
  }

  /** Says nothing of the line: somebody else spent the budget, or the question was not about what is followed. */
  notServed(now: Millis, reason: string): void {
    this.noteFailure(now, reason);
  }

  failed(now: Millis, reason: string, random: number): void {
    this.noteFailure(now, reason);
    this.figures.consecutive_failures += 1;
    if (this.figures.consecutive_failures < DISCONNECTED_AFTER) return;
    this.figures.connected_since = null;
    const { state, delayMs } = nextAttempt(this.retry, now, random);
    this.retry = state;
    this.nextAttemptAt = now + delayMs;
  }

  /** Given up by ourselves: neither success nor failure. */
  dropped(): void {
    this.busy = false;
  }

  /** There is reason to believe that it works again, such as a stream that came back: no more waiting. */
  wake(): void {
    this.nextAttemptAt = 0;
  }

  /** On the operator's wish: from the beginning, at once. */
  restart(): void {
    this.retry = NEVER_TRIED;
    this.nextAttemptAt = 0;
    this.figures.consecutive_failures = 0;
    this.figures.connected_since = null;
    this.figures.reconnects += 1;
  }

  condition(now: Millis): LinkState['state'] {
    if (this.paused) return 'paused';
    if (this.nextAttemptAt > now) return 'waiting';
    if (this.refused.size > 0) return 'refused';
    if (this.figures.connected_since !== null) return 'connected';
    return this.figures.messages === 0 ? 'idle' : 'connecting';
  }

  /** @param expectedMs between polls, until two of them told. */
  state(now: Millis, egress: Egress, expectedMs: number): LinkState {
    return {
      link_id: `rest/${this.accountIndex}`,
      kind: 'rest',
      account_index: this.accountIndex,
      account_name: this.accountName,
      state: this.condition(now),
      retry_phase: this.retry.phase,
      phase_attempts: this.retry.attempts,
      next_attempt_at: this.nextAttemptAt > now ? this.nextAttemptAt : null,
      ...this.figures,
      last_message_at: this.figures.last_success_at,
      last_pong_at: null,
      poll_interval_effective: (this.interval ?? expectedMs) / 1000,
      requests_per_minute: this.recent.used(now).requests,
      egress_id: egress.id,
      has_proxy: egress.proxy !== null,
      refused_channels: [...this.refused],
      credential_expires_at: this.credentialExpiresAt,
    };
  }

  private lineWorks(now: Millis): void {
    this.figures.consecutive_failures = 0;
    this.figures.connected_since ??= now;
    this.retry = succeeded(this.retry, now);
    this.nextAttemptAt = 0;
    if (this.refused.size === 0) this.figures.last_error = null;
  }

  private noteFailure(now: Millis, reason: string): void {
    this.busy = false;
    this.figures.failures += 1;
    this.figures.last_failure_at = now;
    this.figures.last_error = reason;
  }
}
