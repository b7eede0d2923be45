import type { Clock, Timer } from '../../clock/clock.js';
import { NEVER_TRIED, nextAttempt, succeeded } from '../../upstream/retry-schedule.js';
import type { ChannelSpec } from '../session/channels.js';
import type { DisconnectReason } from '../session/disconnect-reason.js';
import type { ConnectionEgress } from './connection-egress.js';
import type { ConnectionIncidents } from './connection-incidents.js';
import type { ConnectionStats } from './connection-stats.js';
import { LIMIT_WINDOW_MS } from './refusals.js';

const BUDGET_RETRY_MS = 1_000;
/** Retry delay on an egress without room for another connection. */
const FULL_RETRY_MS = 30_000;

export interface AttemptContext {
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  egress: ConnectionEgress;
  stats: ConnectionStats;
  incidents: ConnectionIncidents;
  /** The egress has room and budget: connect now. */
  connect: () => void;
  /** The next attempt follows at this time, epoch ms. */
  waiting: (until: number) => void;
}

/** When a connection attempts to connect: as soon as its egress allows it, and after a failure by the retry schedule. */
export class ConnectionAttempts {
  /** Vital channels, for which the egress needs room. */
  private readonly vitalCount: number;
  private timer: Timer | null = null;

  constructor(
    channels: readonly ChannelSpec[],
    private readonly context: AttemptContext,
  ) {
    this.vitalCount = channels.filter(({ auxiliary }) => !auxiliary).length;
  }

  /** Connects, or waits until the egress allows it. */
  begin(): void {
    this.cancel();
    const { clock, incidents, stats } = this.context;
    const egress = this.context.egress.choose();
    stats.useEgress(egress);
    if (!egress.sockets.hasRoomFor(this.vitalCount)) return this.waitForRoom(egress.id);
    incidents.egressHasRoom();
    const wait = egress.sockets.waitToConnect(clock.monotonic());
    if (wait > 0) return this.beginIn(Number.isFinite(wait) ? wait : BUDGET_RETRY_MS);
    if (stats.successes + stats.failures > 0) stats.reconnects += 1;
    this.context.connect();
  }

  /** Replaces an earlier appointment. */
  beginIn(ms: number): void {
    const { clock, waiting } = this.context;
    this.cancel();
    this.timer = clock.after(ms, () => this.begin());
    waiting(clock.wallNow() + ms);
  }

  /** The connection ended: it is attempted again by the schedule, but not while the exchange limits the egress. */
  retryAfter(cause: DisconnectReason): void {
    const { clock, egress, random, stats } = this.context;
    const { state, delayMs } = nextAttempt(stats.retry, clock.monotonic(), random());
    stats.retry = state;
    if (egress.hasAlternative()) return this.beginIn(Math.min(delayMs, BUDGET_RETRY_MS));
    const silentMs = cause.kind === 'rate-limited' ? (cause.retryAfterMs ?? LIMIT_WINDOW_MS) : 0;
    this.beginIn(Math.max(delayMs, silentMs));
  }

  /** The connection is up: every vital subscription has been answered or refused. */
  succeeded(): void {
    const { clock, stats } = this.context;
    stats.retry = succeeded(stats.retry, clock.monotonic());
    stats.succeeded(clock.wallNow());
  }

  /** Earlier failures delay no further attempt. */
  forgetFailures(): void {
    this.context.stats.retry = NEVER_TRIED;
  }

  cancel(): void {
    this.timer?.cancel();
  }

  /** The accounts are followed by REST only until another connection of the egress ends. */
  private waitForRoom(egressId: string): void {
    const { incidents, stats } = this.context;
    incidents.egressFull(egressId);
    stats.lastError = 'the egress has no room for another connection';
    this.beginIn(FULL_RETRY_MS);
  }
}
