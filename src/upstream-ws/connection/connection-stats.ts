import type { Egress } from '../../egress/egress.js';
import { SpendWindow } from '../../egress/spend-window.js';
import type { LinkState } from 'lighter-broadcaster-protocol/operations';
import { NEVER_TRIED, type RetryState } from '../../upstream/retry-schedule.js';
import type { FollowedAccount } from '../session/channels.js';

const MINUTE_MS = 60_000;

/** What there is to tell about a line. */
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
  /** Frames of the whole line. */
  messages = 0;
  /** Since it was last reported. */
  dirty = false;
  /** Messages to the exchange, which counts them: requests and pings of every connection of this line. */
  private readonly sentMessages = new SpendWindow(MINUTE_MS);
  private reportedPerMinute = 0;

  /** Whether there is something to tell since it was last reported; messages also count no more by growing old. */
  hasChanged(now: number): boolean {
    return this.dirty || this.sentMessages.used(now).requests !== this.reportedPerMinute;
  }

  useEgress({ id, proxy }: Egress): void {
    this.egressId = id;
    this.hasProxy = proxy !== null;
  }

  sent(now: number): void {
    this.sentMessages.open(0).settle(now);
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

  /** To be told now. */
  links(
    accounts: readonly FollowedAccount[],
    refusedOf: (account: number | null) => string[],
    now: number,
  ): LinkState[] {
    this.dirty = false;
    this.reportedPerMinute = this.sentMessages.used(now).requests;
    return accounts.map((account) => this.link(account, refusedOf(account.index)));
  }

  /** @param refusedChannels those of this account. */
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
