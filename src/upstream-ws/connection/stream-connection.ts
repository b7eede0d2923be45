import type { Timer } from '../../clock/clock.js';
import type { Egress } from '../../egress/egress.js';
import { NEVER_TRIED, nextAttempt, succeeded } from '../../upstream/retry-schedule.js';
import type { ChannelSpec, FollowedAccount } from '../session/channels.js';
import { type DisconnectReason, disconnectReason } from '../session/disconnect-reason.js';
import { Handover } from './handover.js';
import { ConnectionStats } from './connection-stats.js';
import { ConnectionIncidents } from './connection-incidents.js';
import {
  earliestRenewal,
  type StreamConnectionEvents,
  type StreamConnectionContext,
} from './connection-events.js';
import { SnapshotTracker } from './snapshot-tracker.js';
import { LIMIT_WINDOW_MS, Refusals } from './refusals.js';
import { Session, type SessionEvents } from '../session/session.js';

const BUDGET_LOOK_MS = 1_000;
const ALIVE_EVERY_MS = 1_000;

/**
 * The way of some accounts to the exchange's stream, kept up: one connection, tried again by the schedule when it
 * ends, and replaced by a second one that is subscribed and confirmed before the first closes when its end is known.
 */
export class StreamConnection {
  readonly stats = new ConnectionStats();
  private readonly channels: readonly ChannelSpec[];
  private readonly refusals: Refusals;
  private readonly snapshots: SnapshotTracker;
  private readonly incidents: ConnectionIncidents;
  private current: Session | null = null;
  private readonly handover: Handover;
  private egress: Egress;
  private attempt: Timer | null = null;
  private settledSession: Session | null = null;
  private isReadonly = false;
  private isRunning = false;
  private aliveReportedAt = -Infinity;

  constructor(
    readonly accounts: readonly FollowedAccount[],
    private readonly context: StreamConnectionContext,
    private readonly events: StreamConnectionEvents,
  ) {
    // What is only looked at can wait until all that is to be held is confirmed.
    this.channels = accounts
      .flatMap(({ channels }) => channels)
      .sort((a, b) => Number(a.once) - Number(b.once));
    this.egress = context.failover.current('websocket', context.clock.monotonic());
    this.snapshots = new SnapshotTracker(accounts, events);
    this.incidents = new ConnectionIncidents(accounts, (...incident) => events.incident(...incident));
    this.handover = new Handover(context.clock, {
      current: () => this.current,
      waitToConnect: () => this.egress.sockets.waitToConnect(context.clock.monotonic()),
      open: () => this.open(),
      adopt: (session) => this.adopt(session),
      failed: (message, mustBreak) => this.handoverFailed(message, mustBreak),
    });
    this.refusals = new Refusals({
      clock: context.clock,
      random: context.random,
      renew: (account, refused) => context.renew(account, refused),
      block: (ms) => this.egress.sockets.block(context.clock.monotonic() + ms),
      refused: (session, spec, code, message) => this.refused(session, spec, code, message),
      unattributed: (session, isToken, code, message) => this.unattributed(session, isToken, code, message),
    });
  }

  start(): void {
    this.isRunning = true;
    this.connect();
  }

  /** Ends the line until `start`. */
  stop(kind: 'paused' | 'stopped'): void {
    this.isRunning = false;
    this.dropAll();
    this.lost('closed', kind);
    this.enter(kind === 'paused' ? 'paused' : 'idle', null);
  }

  /** Drops the connection, or the wait for one, and connects at once. */
  reconnect(): void {
    if (!this.isRunning) return;
    this.dropAll();
    this.stats.retry = NEVER_TRIED;
    this.lost('closed', 'reconnect');
    this.connect();
  }

  /** Looks again at what only a snapshot tells. */
  refreshAuxiliary(): void {
    for (const spec of this.channels) if (spec.once) this.current?.retry(spec);
    if (this.channels.some(({ auth, accountIndex }) => !auth && accountIndex !== null)) this.handover.begin();
  }

  refusedChannels(accountIndex: number | null): string[] {
    return this.current?.subscriptions.refusedOf(accountIndex) ?? [];
  }

  private connect(): void {
    const now = this.context.clock.monotonic();
    this.attempt?.cancel();
    this.egress = this.context.failover.current('websocket', now);
    this.stats.useEgress(this.egress);
    const wait = this.egress.sockets.waitToConnect(now);
    if (wait > 0) return this.connectIn(Number.isFinite(wait) ? wait : BUDGET_LOOK_MS);
    if (this.stats.successes + this.stats.failures > 0) this.stats.reconnects += 1;
    this.current = this.open();
    this.enter('connecting', null);
  }

  private connectIn(ms: number): void {
    this.attempt?.cancel();
    this.attempt = this.context.clock.after(ms, () => this.connect());
    this.enter('waiting', this.context.clock.wallNow() + ms);
  }

  private open(): Session {
    const address = new URL(this.context.url);
    if (this.isReadonly) address.searchParams.set('readonly', 'true');
    const agent = this.egress.socketAgent(address.protocol === 'wss:');
    const budget = this.egress.sockets;
    return new Session(
      this.channels,
      { ...this.context, url: address.href, agent, budget },
      this.sessionEvents,
    );
  }

  private readonly sessionEvents: SessionEvents = {
    heard: (session, pongRttMs) => this.heard(session, pongRttMs),
    sent: () => this.stats.sent(this.context.clock.wallNow()),
    raw: (text, receivedAt) => this.events.raw(this, text, receivedAt),
    // Fills are welcome from any connection, whatever its standing.
    updates: (session, channel, updates) => {
      const speaks = this.handover.isAuthoritative(session, channel);
      this.events.updates(speaks ? updates : updates.filter(({ type }) => type === 'trades'));
    },
    confirmed: (session, spec) => {
      if (session === this.current) this.snapshots.confirmed(session, spec);
    },
    refused: (session, attribution, code, message) => {
      this.refusals.handle(session, attribution, code, message);
      this.settle(session);
    },
    settled: (session) => this.settle(session),
    lapsed: (session) => {
      if (session === this.current) this.snapshots.lapsed(session);
    },
    missed: (session, spec) => {
      if (session === this.current) this.snapshots.missed(spec);
    },
    odd: (kind, account, reason) => this.incidents.odd(kind, account, reason),
    shutdown: (session, closeInMs) =>
      this.handover.announced(session, (Math.min(closeInMs, 4_000) / 2) * this.context.random()),
    ended: (session, cause) => this.ended(session, cause),
  };

  private heard(session: Session, pongRttMs: number | null): void {
    const now = this.context.clock.wallNow();
    this.stats.heard(now, pongRttMs);
    if (session !== this.current || now - this.aliveReportedAt < ALIVE_EVERY_MS) return;
    this.aliveReportedAt = now;
    for (const { index } of this.accounts) if (index !== null) this.events.alive(index);
  }

  private refused(session: Session, spec: ChannelSpec, code: number | null, message: string): void {
    const text = this.incidents.refused(spec, code, message);
    if (session === this.current && this.snapshots.isFollowed(spec.accountIndex))
      session.abandon(disconnectReason('doubt', text));
  }

  /** The token of some subscription ended, and no one tells which: all are taken out anew. */
  private unattributed(session: Session, isToken: boolean, code: number | null, message: string): void {
    this.incidents.unattributed(isToken, code, message);
    if (!isToken || session !== this.current) return;
    for (const { index } of this.accounts)
      if (index !== null) this.context.renew(index, session.tokenSent(index));
    this.handover.begin();
  }

  /** To be called whenever a session may have no more questions. */
  private settle(session: Session): void {
    if (!session.subscriptions.settled || this.refusals.isWaiting(session)) return;
    if (this.handover.settled(session) || session !== this.current) return;
    const refused = session.subscriptions.refused();
    if (this.settledSession !== session) {
      this.settledSession = session;
      this.stats.retry = succeeded(this.stats.retry, this.context.clock.wallNow());
      this.stats.succeeded(this.context.clock.wallNow());
      this.refusals.reset();
      // Before a token ends, a connection that was subscribed with a new one takes over.
      const dueAt = earliestRenewal(this.accounts, this.context);
      if (dueAt !== null) this.handover.beginIn(dueAt - this.context.clock.wallNow());
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
    this.snapshots.adopted(successor, this.channels);
    this.settle(successor);
  }

  private handoverFailed(message: string, mustBreak: boolean): void {
    this.incidents.handoverFailed(message);
    if (mustBreak) this.current?.abandon(disconnectReason('doubt', 'the connection could not be replaced'));
  }

  private ended(session: Session, cause: DisconnectReason): void {
    const goesReadonly = cause.kind === 'geo-blocked' && !this.isReadonly;
    this.isReadonly ||= goesReadonly;
    if (cause.kind === 'rate-limited')
      this.egress.noteRateLimited(
        'websocket',
        cause.retryAfterMs,
        `account/${this.accounts[0]?.index ?? 'markets'}`,
      );
    if (this.handover.ended(session, cause)) {
      if (goesReadonly) this.handover.beginIn(0);
    } else if (session === this.current) this.failed(cause, goesReadonly);
  }

  private failed(cause: DisconnectReason, goesReadonly: boolean): void {
    const now = this.context.clock.wallNow();
    this.dropAll();
    this.stats.failed(now, cause.message);
    this.incidents.ended(cause);
    this.lost(cause.kind, cause.message);
    if (goesReadonly) return this.connectIn(0);
    const { state, delayMs } = nextAttempt(this.stats.retry, now, this.context.random());
    this.stats.retry = state;
    const silentMs = cause.kind === 'rate-limited' ? (cause.retryAfterMs ?? LIMIT_WINDOW_MS) : 0;
    this.connectIn(Math.max(delayMs, silentMs));
  }

  private lost(kind: DisconnectReason['kind'], reason: string): void {
    this.snapshots.clear();
    this.stats.connectedSince = null;
    for (const { index } of this.accounts) if (index !== null) this.events.lost(index, kind, reason);
  }

  private dropAll(): void {
    const dropped = this.current;
    this.current = null;
    this.attempt?.cancel();
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
}
