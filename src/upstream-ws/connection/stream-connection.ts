import type { ResyncDemand } from '../../state/demand.js';
import type { ChannelPart, ChannelSpec, FollowedAccount } from '../session/channels.js';
import { type DisconnectReason, disconnectReason } from '../session/disconnect-reason.js';
import type { Session, SessionEvents } from '../session/session.js';
import type { Pong } from '../session/socket.js';
import { ConnectionAttempts } from './connection-attempts.js';
import { ConnectionEgress } from './connection-egress.js';
import {
  earliestRenewal,
  type StreamConnectionContext,
  type StreamConnectionEvents,
} from './connection-events.js';
import { ConnectionIncidents } from './connection-incidents.js';
import { ConnectionStats } from './connection-stats.js';
import { Handover } from './handover.js';
import { Refusals } from './refusals.js';
import { ResyncLimiter } from './resync-limiter.js';
import { SnapshotTracker } from './snapshot-tracker.js';

const ALIVE_EVERY_MS = 1_000;

/**
 * A managed connection of some accounts to the exchange's stream: one socket, reconnected by the schedule when it ends,
 * and, when its end is known, replaced by a second one that is subscribed and confirmed before the first closes.
 */
export class StreamConnection {
  readonly stats = new ConnectionStats();
  private readonly channels: readonly ChannelSpec[];
  private readonly refusals: Refusals;
  private readonly snapshots: SnapshotTracker;
  private readonly incidents: ConnectionIncidents;
  private readonly resyncs = new ResyncLimiter();
  private readonly handover: Handover;
  /** Auxiliary channels that are followed. */
  private readonly held = new Set<ChannelSpec>();
  private current: Session | null = null;
  private readonly egress: ConnectionEgress;
  private readonly attempts: ConnectionAttempts;
  private settledSession: Session | null = null;
  private isRunning = false;
  private aliveReportedAt = -Infinity;

  constructor(
    readonly accounts: readonly FollowedAccount[],
    private readonly context: StreamConnectionContext,
    private readonly events: StreamConnectionEvents,
  ) {
    // Auxiliary channels wait until every vital one is confirmed.
    this.channels = accounts
      .flatMap(({ channels }) => channels)
      .sort((a, b) => Number(a.auxiliary) - Number(b.auxiliary));
    this.egress = new ConnectionEgress(context, accounts[0]?.index ?? null);
    this.snapshots = new SnapshotTracker(accounts, events);
    this.incidents = new ConnectionIncidents(accounts, (...incident) => events.incident(...incident));
    this.attempts = new ConnectionAttempts(this.channels, {
      ...context,
      egress: this.egress,
      stats: this.stats,
      incidents: this.incidents,
      connect: () => this.connect(),
      waiting: (until) => this.enter('waiting', until),
    });
    this.handover = new Handover(context.clock, {
      current: () => this.current,
      waitToConnect: () => this.egress.current.sockets.waitToConnect(this.now, true),
      open: () => this.open(true),
      adopt: (session) => this.adopt(session),
      failed: (message, mustBreak) => this.handoverFailed(message, mustBreak),
    });
    this.refusals = new Refusals(accounts, {
      ...context,
      incidents: this.incidents,
      block: (ms) => this.egress.current.sockets.block(this.now + ms),
      current: () => this.current,
      replace: () => this.handover.begin(),
    });
  }

  start(): void {
    this.isRunning = true;
    this.attempts.begin();
  }

  /** Starts again after a pause, at an operator's request: lifts every block of its egresses. */
  resume(): void {
    this.context.failover.lift();
    this.start();
  }

  /** Ends the connection until `start`. */
  stop(kind: 'paused' | 'stopped'): void {
    this.isRunning = false;
    this.dropAll();
    this.lost('closed', kind);
    this.enter(kind === 'paused' ? 'paused' : 'idle', null);
  }

  /** Drops the socket, or the wait for one, lifts every block of its egresses, and connects at once. */
  reconnect(): void {
    if (!this.isRunning) return;
    this.dropAll();
    this.attempts.forgetFailures();
    this.lost('closed', 'reconnect');
    this.context.failover.lift();
    this.attempts.begin();
  }

  /** Subscribes auxiliary channels once more. Without a credential, a second connection delivers their data. */
  refreshAuxiliary(): void {
    for (const spec of this.channels) {
      if (this.held.has(spec)) this.current?.resync(spec);
      else if (spec.auxiliary) this.current?.retry(spec);
    }
    if (this.channels.some(({ auth, accountIndex }) => !auth && accountIndex !== null)) this.handover.begin();
  }

  /** Keeps the auxiliary channel of an account subscribed, or leaves it. */
  hold(accountIndex: number, isHeld: boolean): void {
    for (const spec of this.channels) {
      if (!spec.auxiliary || spec.accountIndex !== accountIndex) continue;
      if (isHeld) this.held.add(spec);
      else this.held.delete(spec);
      this.current?.holdChanged(spec);
    }
  }

  /**
   * Gets a new snapshot of a part that is in doubt: the channel is left and subscribed again, within limits. A channel
   * that carries fills is never left; a second connection delivers its snapshot.
   */
  resync(accountIndex: number | null, part: ChannelPart, cause: ResyncDemand['cause']): void {
    const spec = this.channels.find((it) => it.accountIndex === accountIndex && it.parts.includes(part));
    const carrier = spec && this.handover.carrierOf(spec.channel);
    if (!carrier?.subscriptions.isConfirmed(spec!.channel)) return;
    if (!this.resyncs.admits(spec!, cause, this.now)) return;
    if (spec!.parts.includes('trades')) this.handover.begin();
    else carrier.resync(spec!);
  }

  /**
   * The exchange accepts the account's credential again. What it refused is asked for once more; channels that it may have
   * silenced count again when a connection that was subscribed since has taken over.
   */
  restored(accountIndex: number): void {
    const account = this.accounts.find(({ index }) => index === accountIndex);
    const session = this.current;
    if (!account || !session) return;
    this.snapshots.doubtFills(accountIndex);
    for (const { spec } of session.subscriptions.refused())
      if (spec.accountIndex === accountIndex) session.retry(spec);
    const gated = account.channels.filter(({ auth, auxiliary }) => auth && !auxiliary);
    if (gated.some(({ channel }) => session.subscriptions.isConfirmed(channel))) this.handover.begin();
  }

  /** Sends a ping now: the process was held up, and only a pong proves that the connection still lives. */
  probe(): void {
    this.current?.probe();
  }

  refusedChannels(accountIndex: number | null): string[] {
    return this.current?.subscriptions.refusedOf(accountIndex) ?? [];
  }

  private connect(): void {
    this.current = this.open(false);
    this.enter('connecting', null);
  }

  private open(replaces: boolean): Session {
    const { channels, held } = this;
    return this.egress.open({ channels, held, replaces }, this.sessionEvents);
  }

  private readonly sessionEvents: SessionEvents = {
    opened: (session) => this.egress.opened(session),
    heard: (session, pong) => this.heard(session, pong),
    sent: () => this.stats.sent(this.now),
    raw: (text, receivedAt) => this.events.raw(this, text, receivedAt),
    // Fills are taken from any connection.
    updates: (session, channel, updates) => {
      const isAuthoritative = this.handover.isAuthoritative(session, channel);
      this.events.updates(isAuthoritative ? updates : updates.filter(({ type }) => type === 'trades'));
    },
    frame: (session, channel, frame, updates) => {
      if (this.handover.isAuthoritative(session, channel)) this.events.frame(frame, updates);
    },
    confirmed: (session, spec) => this.confirmed(session, spec),
    refused: (session, attribution, code, message) => {
      this.refusals.handle(session, attribution, code, message);
      this.settle(session);
    },
    settled: (session) => this.settle(session),
    lapsed: (session, reason) => {
      if (session !== this.current) return;
      this.snapshots.lapsed((channel) => this.handover.carrierOf(channel) ?? session, reason);
    },
    missed: (session, spec, parts) => {
      const isAuthoritative = this.handover.isAuthoritative(session, spec.channel);
      const counts = (part: ChannelPart): boolean =>
        part === 'trades' ? session === this.current : isAuthoritative;
      this.snapshots.missed(spec, parts.filter(counts));
    },
    odd: (kind, account, reason) => this.incidents.odd(kind, account, reason),
    shutdown: (session, closeInMs) =>
      this.handover.announced(session, (Math.min(closeInMs, 4_000) / 2) * this.context.random()),
    ended: (session, cause) => this.ended(session, cause),
  };

  private heard(session: Session, pong: Pong | null): void {
    const { now } = this;
    this.stats.heard(this.context.clock.wallNow(), pong?.rttMs ?? null);
    if (session !== this.current || (!pong && now - this.aliveReportedAt < ALIVE_EVERY_MS)) return;
    this.aliveReportedAt = now;
    for (const { index } of this.accounts) this.events.alive(index, pong?.sentMono ?? null);
  }

  private confirmed(session: Session, spec: ChannelSpec): void {
    this.refusals.confirmed(spec);
    if (spec.auth) this.context.accepted(spec.accountIndex!, session.tokenSent(spec.accountIndex!));
    if (session === this.current) this.snapshots.confirmed(session, spec);
  }

  /** To be called whenever a session may have no more requests. */
  private settle(session: Session): void {
    if (!session.subscriptions.settled || this.refusals.isWaiting(session)) return;
    if (this.handover.settled(session) || session !== this.current) return;
    const refused = session.subscriptions.refused().filter(({ spec }) => !spec.auxiliary);
    if (this.settledSession !== session) {
      this.settledSession = session;
      this.attempts.succeeded();
      this.refusals.cancelRetry();
      // Before a token expires, a connection subscribed with a new one takes over.
      const dueIn = earliestRenewal(this.accounts, this.context);
      if (dueIn !== null) this.handover.beginIn(dueIn);
    }
    if (refused.length > 0) {
      this.stats.lastError = refused[0]!.message;
      return this.enter('refused', this.refusals.scheduleRetry(session));
    }
    this.refusals.reset();
    this.enter('connected', null);
  }

  private adopt(successor: Session): void {
    this.current = successor;
    successor.takeOver();
    this.snapshots.adopted(successor, this.channels);
    this.settle(successor);
  }

  private handoverFailed(message: string, mustBreak: boolean): void {
    this.incidents.handoverFailed(message);
    if (mustBreak) this.current?.abandon(disconnectReason('doubt', 'the connection could not be replaced'));
  }

  private ended(session: Session, cause: DisconnectReason): void {
    const goesReadonly = this.egress.ended(session, cause);
    if (this.handover.ended(session, cause)) {
      if (goesReadonly) this.handover.beginIn(0);
    } else if (session === this.current) this.failed(cause, goesReadonly);
  }

  private failed(cause: DisconnectReason, goesReadonly: boolean): void {
    this.dropAll();
    this.stats.failed(this.context.clock.wallNow(), cause.message);
    this.incidents.ended(cause);
    this.lost(cause.kind, cause.message);
    if (goesReadonly) this.attempts.beginIn(0);
    else this.attempts.retryAfter(cause);
  }

  private lost(kind: DisconnectReason['kind'], reason: string): void {
    this.snapshots.clear();
    this.stats.connectedSince = null;
    for (const { index } of this.accounts) this.events.lost(index, kind, reason);
  }

  private dropAll(): void {
    const dropped = this.current;
    this.current = null;
    this.attempts.cancel();
    this.refusals.reset();
    this.handover.cancel();
    dropped?.close();
  }

  private enter(state: ConnectionStats['state'], nextAttemptAt: number | null): void {
    if (state === this.stats.state && nextAttemptAt === this.stats.nextAttemptAt) return;
    this.stats.state = state;
    this.stats.nextAttemptAt = nextAttemptAt;
    this.events.changed(this);
  }

  private get now(): number {
    return this.context.clock.monotonic();
  }
}
