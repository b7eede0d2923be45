import type { Egress } from '../../egress/egress.js';
import { SpendWindow } from '../../egress/spend-window.js';
import type { LinkState } from 'lighter-broadcaster-protocol/operations';
import { NEVER_TRIED, type RetryState } from '../../upstream/retry-schedule.js';
import type { FollowedAccount } from '../session/channels.js';

const MINUTE_MS = 60_000;

/** The figures of a connection, as reported. Times are epoch ms, for display; windows are monotonic. */
export class ConnectionStats {
  state: LinkState['state'] = 'idle';
  retry: RetryState = NEVER_TRIED;
  nextAttemptAt: number | null = null;
  connectedSince: number | null = null;
  lastSuccessAt: number | null = null;
  lastFailureAt: number | null = null;
  lastMessageAt: number | null = null;
  lastPongAt: number | null = null;
  rttMs: number | null = null;
  successes = 0;
  failures = 0;
  consecutiveFailures = 0;
  reconnects = 0;
  lastError: string | null = null;
  egressId = 'direct';
  hasProxy = false;
  /** Frames received by the connection. */
  messages = 0;
  /** Something changed since the last report. */
  dirty = false;
  /** Messages sent to the exchange, which counts them: requests and pings. */
  private readonly sentMessages = new SpendWindow(MINUTE_MS);
  private reportedPerMinute = 0;

  /**
   * Whether it changed since the last report; sent messages leaving the minute count as a change. @param mono
   * `Clock.monotonic()`
   */
  hasChanged(mono: number): boolean {
    return this.dirty || this.sentMessages.used(mono).requests !== this.reportedPerMinute;
  }

  useEgress({ id, proxy }: Egress): void {
    this.egressId = id;
    this.hasProxy = proxy !== null;
  }

  sent(mono: number): void {
    this.sentMessages.open(0).settle(mono);
  }

  heard(now: number, pongRttMs: number | null): void {
    this.dirty = true;
    if (pongRttMs === null) {
      this.messages += 1;
      this.lastMessageAt = now;
    } else {
      this.lastPongAt = now;
      this.rttMs = pongRttMs;
    }
  }

  succeeded(now: number): void {
    this.connectedSince ??= now;
    this.lastSuccessAt = now;
    this.successes += 1;
    this.consecutiveFailures = 0;
    this.lastError = null;
  }

  failed(now: number, message: string): void {
    this.connectedSince = null;
    this.lastFailureAt = now;
    this.failures += 1;
    this.consecutiveFailures += 1;
    this.lastError = message;
  }

  /** The wall clock was stepped: what it showed keeps its age. */
  clockStepped(byMs: number): void {
    const shifted = (at: number | null): number | null => (at === null ? null : at + byMs);
    this.nextAttemptAt = shifted(this.nextAttemptAt);
    this.connectedSince = shifted(this.connectedSince);
    this.lastSuccessAt = shifted(this.lastSuccessAt);
    this.lastFailureAt = shifted(this.lastFailureAt);
    this.lastMessageAt = shifted(this.lastMessageAt);
    this.lastPongAt = shifted(this.lastPongAt);
  }

  /** The links of its accounts, to be reported now. */
  links(
    accounts: readonly FollowedAccount[],
    refusedOf: (account: number | null) => string[],
    mono: number,
  ): LinkState[] {
    this.dirty = false;
    this.reportedPerMinute = this.sentMessages.used(mono).requests;
    return accounts.map((account) => this.link(account, refusedOf(account.index)));
  }

  /** @param refusedChannels of this account. */
  private link(account: FollowedAccount, refusedChannels: string[]): LinkState {
    const refused = this.state === 'refused' && refusedChannels.length === 0;
    return {
      link_id: `websocket/${account.index ?? 'markets'}`,
      kind: 'websocket',
      account_index: account.index,
      account_name: account.name,
      state: refused ? 'connected' : this.state,
      retry_phase: this.retry.phase,
      phase_attempts: this.retry.attempts,
      next_attempt_at: this.nextAttemptAt,
      connected_since: this.connectedSince,
      last_success_at: this.lastSuccessAt,
      last_failure_at: this.lastFailureAt,
      last_message_at: this.lastMessageAt,
      last_pong_at: this.lastPongAt,
      rtt_ms: this.rttMs,
      messages: this.messages,
      successes: this.successes,
      failures: this.failures,
      consecutive_failures: this.consecutiveFailures,
      reconnects: this.reconnects,
      poll_interval_effective: null,
      requests_per_minute: this.reportedPerMinute,
      egress_id: this.egressId,
      has_proxy: this.hasProxy,
      last_error: refused ? null : this.lastError,
      refused_channels: refusedChannels,
      credential_expires_at: account.credentialExpiresAt,
    };
  }
}
