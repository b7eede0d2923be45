import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { Agent } from 'node:http';
import type { SocketConnection } from '../../egress/socket-budget.js';
import { type Frame, parseFrame } from '../../lighter/mapper/frame.js';
import { MalformedFrame } from '../../lighter/mapper/malformed-frame.js';
import { isMapped, mapFrame } from '../../lighter/mapper/stream.js';
import type { Update } from '../../state/update.js';
import type { ChannelPart, ChannelSpec } from './channels.js';
import type { DisconnectReason } from './disconnect-reason.js';
import { type RequestContext, RequestSender } from './request-sender.js';
import { type Pong, Socket } from './socket.js';
import { type Attribution, StreamSubscriptions } from './stream-subscriptions.js';

/** Parts that only auxiliary channels carry. */
const AUXILIARY_TYPES: ReadonlySet<Update['type']> = new Set(['volumes', 'funding']);

export interface SessionContext extends RequestContext {
  url: string;
  agent: Agent | undefined;
  /** It will take over from another connection. */
  replaces: boolean;
  /** Auxiliary channels that are not left after their snapshot. */
  held: ReadonlySet<ChannelSpec>;
  /** Epoch ms by the exchange's clock, `null` while unknown. */
  exchangeNow: () => number | null;
  symbolOf: (marketId: number) => string;
}

/** What a session reports to its connection. Nothing follows `ended`. */
export interface SessionEvents {
  opened(session: Session): void;
  /** A frame (`null`) or pong arrived. */
  heard(session: Session, pong: Pong | null): void;
  /** A message was sent; the exchange counts it. */
  sent(): void;
  /** A text frame as received, before parsing. */
  raw(text: string, receivedAt: number): void;
  updates(session: Session, channel: string, updates: Update[]): void;
  /** A data frame whose updates were reported; one before the channel's snapshot means nothing and is left out. */
  frame(session: Session, channel: string, frame: Frame, updates: readonly Update[]): void;
  confirmed(session: Session, spec: ChannelSpec): void;
  refused(session: Session, attribution: Attribution, code: number | null, message: string): void;
  /** A subscription may have ended. */
  lapsed(session: Session, reason: string): void;
  /** What a frame of a confirmed subscription reported of these parts could not be read. */
  missed(session: Session, spec: ChannelSpec, parts: readonly ChannelPart[]): void;
  /** A frame could not be used; the connection continues. */
  odd(kind: IncidentKind, accountIndex: number | null, reason: string): void;
  /** Every request has been answered or refused. */
  settled(session: Session): void;
  shutdown(session: Session, closeInMs: number): void;
  ended(session: Session, cause: DisconnectReason): void;
}

/** One socket to the exchange and its subscriptions. No frame ends it. */
export class Session {
  readonly subscriptions: StreamSubscriptions;
  private readonly socket: Socket;
  private readonly ledger: SocketConnection;
  private readonly requests: RequestSender;

  constructor(
    specs: readonly ChannelSpec[],
    private readonly context: SessionContext,
    private readonly events: SessionEvents,
  ) {
    this.subscriptions = new StreamSubscriptions(specs, context.held);
    const vital = specs.filter(({ auxiliary }) => !auxiliary);
    this.ledger = context.budget.open(context.clock.monotonic(), vital.length, context.replaces);
    this.requests = new RequestSender(this.subscriptions, this.ledger, context, {
      send: (message) => this.sendRequest(message),
      withoutToken: (spec) => this.refuse(spec, 'no token'),
      unanswered: (cause) => this.abandon(cause),
      settled: () => this.events.settled(this),
    });
    this.socket = new Socket(context.url, context.agent, context.clock, context.exchangeNow, {
      open: () => this.opened(),
      frame: (text) => this.frame(text, context.clock.wallNow()),
      pong: (pong) => this.events.heard(this, pong),
      ping: () => this.spendPing(),
      end: (cause) => this.end(cause),
    });
  }

  /** Retries a refused subscription, or subscribes an auxiliary one once more. */
  retry(spec: ChannelSpec): void {
    this.subscriptions.retry(spec);
    this.requests.sendNext();
  }

  /** Leaves a channel and subscribes it again: its snapshot settles the doubt. */
  resync(spec: ChannelSpec): void {
    if (!this.subscriptions.resubscribe(spec)) return;
    this.requests.resyncing.add(spec);
    this.events.lapsed(this, 'resync');
    this.requests.sendNext();
  }

  /** `held` has changed for this channel. */
  holdChanged(spec: ChannelSpec): void {
    this.subscriptions.holdChanged(spec);
    this.requests.sendNext();
  }

  /** It has taken over: its messages no longer count as those of a replacement. */
  takeOver(): void {
    this.ledger.replaces = false;
  }

  /** Sends a ping now; its pong proves that the connection still lives. */
  probe(): void {
    this.socket.ping();
  }

  close(): void {
    this.socket.close();
  }

  abandon(cause: DisconnectReason): void {
    this.socket.end(cause);
  }

  private opened(): void {
    this.events.opened(this);
    this.requests.begin();
  }

  private end(cause: DisconnectReason): void {
    this.requests.end();
    this.ledger.close();
    this.events.ended(this, cause);
  }

  tokenSent(accountIndex: number): string {
    return this.requests.tokenSent(accountIndex);
  }

  private sendRequest(message: object): void {
    this.events.sent();
    this.socket.send(message);
  }

  /** A ping or pong is sent. */
  private spendPing(): void {
    this.ledger.pinged(this.context.clock.monotonic());
    this.events.sent();
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
      if (spec && this.subscriptions.holds(spec.channel)) this.events.missed(this, spec, spec.parts);
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
      this.events.odd(
        'subscribed-anew',
        spec.accountIndex,
        `the exchange unsubscribed ${spec.channel} without a request`,
      );
      this.events.lapsed(this, 'unsubscribed by the exchange');
    }
    this.ledger.subscriptionsChanged(-1);
    this.requests.answered(() => undefined);
  }

  private error(code: number, message: string): void {
    const attribution = this.subscriptions.error(code, message);
    this.events.lapsed(this, 'subscription refused');
    if (attribution.outcome === 'again')
      this.events.odd('subscribed-anew', attribution.spec!.accountIndex, message);
    this.requests.answered(() => this.events.refused(this, attribution, code, message));
  }

  private data(frame: Frame, receivedAt: number): void {
    const spec = this.subscriptions.find(frame.address);
    if (!spec || !isMapped(frame))
      return this.events.odd('unknown-channel', null, `a frame of ${frame.address.slice(0, 60)}`);
    try {
      const { clock, symbolOf } = this.context;
      const receivedMono = clock.monotonic();
      const updates = mapFrame(frame, { receivedAt, receivedMono, symbolOf });
      this.noteMissedFills(spec, updates);
      this.events.updates(this, spec.channel, this.usable(frame, spec, updates));
      if (frame.kind === 'subscribed' || this.subscriptions.isConfirmed(spec.channel))
        this.events.frame(this, spec.channel, frame, updates);
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      this.events.odd('malformed-frame', spec.accountIndex, `${spec.channel}: ${error.reason}`);
      if (this.subscriptions.holds(spec.channel)) this.events.missed(this, spec, spec.parts);
      else if (frame.kind === 'subscribed' && !this.subscriptions.isConfirmed(spec.channel))
        this.refuse(spec, `its snapshot cannot be read: ${error.reason}`);
      return;
    }
    if (frame.kind === 'subscribed') this.confirm(spec);
  }

  /**
   * Updates mean something only after a snapshot on this connection; fills always count. An auxiliary channel is left
   * at once, so it keeps nothing current, and it shows only some fills: only data that no other channel has is taken
   * from it.
   */
  private usable(frame: Frame, spec: ChannelSpec, updates: Update[]): Update[] {
    if (spec.auxiliary) return updates.filter(({ type }) => AUXILIARY_TYPES.has(type));
    const isConfirmed = frame.kind === 'subscribed' || this.subscriptions.isConfirmed(spec.channel);
    return isConfirmed ? updates : updates.filter(({ type }) => type === 'trades');
  }

  /** An unreadable fill counts as missed. */
  private noteMissedFills(spec: ChannelSpec, updates: readonly Update[]): void {
    for (const update of updates)
      if (update.type === 'trades' && update.unreadable && !spec.auxiliary)
        this.events.missed(this, spec, ['trades']);
  }

  private confirm(spec: ChannelSpec): void {
    if (this.subscriptions.isConfirmed(spec.channel)) return;
    this.subscriptions.confirm(spec.channel);
    if (!this.subscriptions.isConfirmed(spec.channel)) return;
    this.requests.resyncing.delete(spec);
    this.ledger.subscriptionsChanged(1);
    this.requests.answered(() => this.events.confirmed(this, spec));
  }

  private refuse(spec: ChannelSpec, message: string): void {
    this.subscriptions.refuse(spec, null, message);
    this.requests.answered(() => this.events.refused(this, { outcome: 'refused', spec }, null, message));
  }
}
