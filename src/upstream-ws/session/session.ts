import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { Agent } from 'node:http';
import type { Clock, Timer } from '../../clock/clock.js';
import type { SocketBudget, SocketConnection } from '../../egress/socket-budget.js';
import { type Frame, parseFrame } from '../../lighter/mapper/frame.js';
import { MalformedFrame } from '../../lighter/mapper/malformed-frame.js';
import { isMapped, mapFrame } from '../../lighter/mapper/stream.js';
import type { Unreadable, Update } from '../../state/update.js';
import type { ChannelSpec } from './channels.js';
import { type DisconnectReason, disconnectReason } from './disconnect-reason.js';
import { Socket } from './socket.js';
import { type Attribution, type Request, StreamSubscriptions } from './stream-subscriptions.js';

/** A subscription whose answer does not come means a connection that can't be trusted. */
const ANSWER_WITHIN_MS = 10_000;
/** How soon to look again when the budget can't tell when it will be free. */
const LOOK_AGAIN_MS = 1_000;

export interface SessionContext {
  url: string;
  agent: Agent | undefined;
  clock: Clock;
  budget: SocketBudget;
  /** A currently valid token, `null` without one. */
  tokenFor: (accountIndex: number) => string | null;
  symbolOf: (marketId: number) => string;
}

/** What a session reports to its connection. Nothing follows `ended`. */
export interface SessionEvents {
  /** Any frame or pong arrived. */
  heard(session: Session, pongRttMs: number | null): void;
  /** A message was sent; the exchange counts it. */
  sent(): void;
  /** A text frame as received, before parsing. */
  raw(text: string, receivedAt: number): void;
  updates(session: Session, channel: string, updates: Update[]): void;
  confirmed(session: Session, spec: ChannelSpec): void;
  refused(session: Session, attribution: Attribution, code: number | null, message: string): void;
  /** A subscription may have ended. */
  lapsed(session: Session): void;
  /** A frame of a confirmed subscription could not be read. */
  missed(session: Session, spec: ChannelSpec): void;
  /** A frame could not be used; the connection continues. */
  odd(kind: IncidentKind, accountIndex: number | null, reason: string): void;
  /** Every request has been answered or refused. */
  settled(session: Session): void;
  shutdown(session: Session, closeInMs: number): void;
  ended(session: Session, cause: DisconnectReason): void;
}

/** One connection to the exchange and the subscriptions that it carries. Whatever frame comes, it goes on. */
export class Session {
  readonly subscriptions: StreamSubscriptions;
  private readonly socket: Socket;
  private readonly ledger: SocketConnection;
  private isOpen = false;
  private ended = false;
  /** The token last sent for each account. */
  readonly #tokens = new Map<number, string>();
  private timer: Timer | null = null;

  constructor(
    specs: readonly ChannelSpec[],
    private readonly context: SessionContext,
    private readonly events: SessionEvents,
  ) {
    this.subscriptions = new StreamSubscriptions(specs);
    this.ledger = context.budget.open(context.clock.monotonic(), specs.length);
    this.socket = new Socket(context.url, context.agent, context.clock, {
      open: () => this.opened(),
      frame: (text, receivedAt) => this.frame(text, receivedAt),
      pong: (rttMs) => this.events.heard(this, rttMs),
      ping: () => this.spendPing(),
      end: (cause) => this.end(cause),
    });
  }

  /** Asks again for a refused subscription, or has another look at one that is only looked at. */
  retry(spec: ChannelSpec): void {
    this.subscriptions.retry(spec);
    this.sendNext();
  }

  close(): void {
    this.socket.close();
  }

  abandon(cause: DisconnectReason): void {
    this.socket.end(cause);
  }

  private opened(): void {
    this.isOpen = true;
    this.sendNext();
  }

  private end(cause: DisconnectReason): void {
    this.ended = true;
    this.timer?.cancel();
    this.ledger.close();
    this.events.ended(this, cause);
  }

  tokenSent(accountIndex: number): string {
    return this.#tokens.get(accountIndex) ?? '';
  }

  /** Sends the next request if there is one, if none is on its way, and if the budget lets it. */
  private sendNext(): void {
    const request = this.isOpen && !this.ended ? this.subscriptions.next() : null;
    if (!request) return;
    const wait = this.waitToSend(request);
    if (wait > 0) return this.sendLater(wait);
    const { spec } = request;
    const needsAuth = request.type === 'subscribe' && spec.auth;
    const token = needsAuth ? this.context.tokenFor(spec.accountIndex!) : null;
    if (!needsAuth || token !== null) this.send(request, token);
    else this.refuse(spec, 'no token');
  }

  private waitToSend(request: Request): number {
    const wait = this.context.budget.waitToSend(
      this.context.clock.monotonic(),
      request.type === 'subscribe',
      request.spec.once ? 'auxiliary' : 'vital',
    );
    return Number.isFinite(wait) ? wait : LOOK_AGAIN_MS;
  }

  private sendLater(wait: number): void {
    this.timer?.cancel();
    this.timer = this.context.clock.after(wait, () => this.sendNext());
  }

  private send({ type, spec }: Request, token: string | null): void {
    if (token !== null) this.#tokens.set(spec.accountIndex!, token);
    this.subscriptions.sent({ type, spec });
    this.ledger.requested(this.context.clock.monotonic(), spec.once ? 'auxiliary' : 'vital');
    this.events.sent();
    this.timer?.cancel();
    this.timer = this.context.clock.after(ANSWER_WITHIN_MS, () => {
      this.abandon(disconnectReason('unanswered', `no answer to ${type} ${spec.channel}`));
    });
    this.socket.send({ type, channel: spec.channel, ...(token !== null && { auth: token }) });
  }

  /** A ping or pong is sent. */
  private spendPing(): void {
    this.ledger.pinged(this.context.clock.monotonic());
    this.events.sent();
  }

  /** An answer came. Counted before anybody hears of it, who might ask the next question at once. */
  private answered(tell: () => void): void {
    if (!this.subscriptions.inFlight) {
      this.timer?.cancel();
      this.ledger.answered();
    }
    tell();
    if (this.ended || this.subscriptions.inFlight) return;
    if (this.subscriptions.settled) this.events.settled(this);
    if (!this.ended) this.sendNext();
  }

  private frame(text: string | null, receivedAt: number): void {
    this.events.heard(this, null);
    if (text === null) return this.events.odd('binary-frame', null, 'a binary frame');
    this.events.raw(text, receivedAt);
    try {
      this.read(parseFrame(text), receivedAt);
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      const spec = this.subscriptions.namedIn(text);
      this.events.odd('malformed-frame', spec?.accountIndex ?? null, error.reason);
      if (spec && this.subscriptions.holds(spec.channel)) this.events.missed(this, spec);
    }
  }

  private read(frame: Frame, receivedAt: number): void {
    switch (frame.kind) {
      case 'ping':
        this.spendPing();
        return this.socket.send({ type: 'pong' });
      case 'shutdown':
        return this.events.shutdown(this, frame.closeInMs ?? 0);
      case 'unsubscribed':
        return this.unsubscribed(frame.address);
      case 'error':
        return this.error(frame.error!.code, frame.error!.message);
      case 'subscribed':
      case 'update':
        return this.data(frame, receivedAt);
      case 'other':
        return this.events.odd('unknown-frame', null, 'a frame of unknown type');
      case 'connected':
      case 'pong':
        return undefined;
    }
  }

  private unsubscribed(channel: string): void {
    const outcome = this.subscriptions.unsubscribed(channel);
    if (outcome === 'nothing') return;
    if (outcome === 'lost') {
      const spec = this.subscriptions.find(channel)!;
      this.events.odd('subscribed-anew', spec.accountIndex, `the exchange left ${spec.channel} unasked`);
      this.events.lapsed(this);
    }
    this.ledger.subscriptionsChanged(-1);
    this.answered(() => undefined);
  }

  private error(code: number, message: string): void {
    const attribution = this.subscriptions.error(code, message);
    this.events.lapsed(this);
    if (attribution.outcome === 'again')
      this.events.odd('subscribed-anew', attribution.spec!.accountIndex, message);
    this.answered(() => this.events.refused(this, attribution, code, message));
  }

  private data(frame: Frame, receivedAt: number): void {
    const spec = this.subscriptions.find(frame.address);
    if (!spec || !isMapped(frame))
      return this.events.odd('unknown-channel', null, `a frame of ${frame.address.slice(0, 60)}`);
    try {
      const { clock, symbolOf } = this.context;
      const receivedMono = clock.monotonic();
      const updates = mapFrame(frame, { receivedAt, receivedMono, symbolOf });
      this.reportUnreadable(spec, updates);
      // Fills that a look happens to show have holes between them; those come by their own channel and by REST.
      const told = spec.once ? updates.filter(({ type }) => type !== 'trades') : updates;
      this.events.updates(this, spec.channel, told);
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      this.events.odd('malformed-frame', spec.accountIndex, `${spec.channel}: ${error.reason}`);
      // Without a snapshot the updates that follow say nothing.
      if (this.subscriptions.holds(spec.channel)) this.events.missed(this, spec);
      else if (frame.kind === 'subscribed' && !this.subscriptions.isConfirmed(spec.channel))
        this.refuse(spec, `its snapshot can't be read: ${error.reason}`);
      return;
    }
    if (frame.kind === 'subscribed') this.confirm(spec);
  }

  /** Rows that could not be read; an unreadable fill is a missed one. */
  private reportUnreadable(spec: ChannelSpec, updates: readonly Update[]): void {
    for (const update of updates) {
      const { unreadable = [] } = update as { unreadable?: readonly Unreadable[] };
      for (const { id, reason } of unreadable)
        this.events.odd(
          'malformed-frame',
          spec.accountIndex,
          `${spec.channel}${id === null ? '' : ` ${id}`}: ${reason}`,
        );
      if (update.type === 'trades' && unreadable.length > 0) this.events.missed(this, spec);
    }
  }

  private confirm(spec: ChannelSpec): void {
    if (this.subscriptions.isConfirmed(spec.channel)) return;
    this.subscriptions.confirm(spec.channel);
    if (!this.subscriptions.isConfirmed(spec.channel)) return;
    this.ledger.subscriptionsChanged(1);
    this.answered(() => this.events.confirmed(this, spec));
  }

  private refuse(spec: ChannelSpec, message: string): void {
    this.subscriptions.refuse(spec, null, message);
    this.answered(() => this.events.refused(this, { outcome: 'refused', spec }, null, message));
  }
}
