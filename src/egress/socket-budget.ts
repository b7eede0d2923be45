import { SpendWindow, type SavedSpent } from './spend-window.js';
import { WINDOW_MS } from './tier-limits.js';

/**
 * What the exchange allows the sockets of one IP. Three dated sources agree on messages, subscriptions and accounts;
 * for connections the lower figure of an older page is used, since more are never needed.
 */
export const SOCKET_LIMITS = {
  messagesPerMinute: 200,
  /** Client messages not yet answered. */
  inFlight: 50,
  connections: 100,
  connectsPerMinute: 255,
  subscriptionsPerConnection: 500,
  subscriptions: 5000,
  accountsPerConnection: 500,
} as const;

/** Keep-alive of one connection; the exchange may count pings like any message, so the budget does. */
export const PING_EVERY_MS = 20_000;
export const PINGS_PER_MINUTE = WINDOW_MS / PING_EVERY_MS;
/** Messages may arrive closer together than they were sent. */
const MARGIN_MESSAGES = 10;
const MESSAGES = SOCKET_LIMITS.messagesPerMinute - MARGIN_MESSAGES;
const RESYNCS_PER_MINUTE = 20;
/** Replacements of a connection that run at the same time. */
const HANDOVERS_AT_ONCE = 2;

/** Why a message is sent, most urgent first. All but `vital` leave room for a full resubscription. */
export type MessagePurpose = 'vital' | 'resync' | 'renewal' | 'auxiliary';

/** The part that survives a restart; connections do not. */
export interface SocketImage {
  messages: SavedSpent[];
  connects: SavedSpent[];
}

/**
 * What the sockets of one egress spend (pure; times are `Clock.monotonic()`): connections, subscriptions, messages of a
 * rolling minute, unanswered ones. Room is kept for the pings of every open connection.
 */
export class SocketBudget {
  /** Without pings. */
  private readonly messages = new SpendWindow(WINDOW_MS);
  private readonly pings = new SpendWindow(WINDOW_MS);
  private readonly resyncs = new SpendWindow(WINDOW_MS);
  private readonly connects = new SpendWindow(WINDOW_MS);
  private readonly open_ = new Set<SocketConnection>();
  private blocked = 0;

  /** Whether one more connection leaves room for all pings and for resubscribing the largest connection within a minute. */
  hasRoomFor(channels: number): boolean {
    const largest = Math.max(channels, this.largest);
    return (this.open_.size + 1) * PINGS_PER_MINUTE + largest <= MESSAGES;
  }

  /** Milliseconds until a connection may be opened; `Infinity` while all are in use, or enough are being replaced. */
  waitToConnect(now: number, replaces = false): number {
    const replacing = replaces ? [...this.open_].filter((connection) => connection.replaces).length : 0;
    if (this.open_.size >= SOCKET_LIMITS.connections || replacing >= HANDOVERS_AT_ONCE) return Infinity;
    return Math.max(waitOf(this.connects, SOCKET_LIMITS.connectsPerMinute, now), this.blocked - now, 0);
  }

  /** @param channels how many subscriptions the connection must renew after a loss. */
  open(now: number, channels: number, replaces = false): SocketConnection {
    this.connects.open(0).settle(now);
    const connection = new SocketConnection(channels, replaces, {
      sent: (at, isPing, purpose) => {
        (isPing ? this.pings : this.messages).open(0).settle(at);
        if (purpose === 'resync') this.resyncs.open(0).settle(at);
      },
      closed: () => void this.open_.delete(connection),
    });
    this.open_.add(connection);
    return connection;
  }

  /** Milliseconds until a message may be sent; `Infinity` while too many are unanswered or subscribed. */
  waitToSend(now: number, subscribes: boolean, purpose: MessagePurpose): number {
    const open = [...this.open_];
    const full = subscribes && sum(open, ({ subscriptions }) => subscriptions) >= SOCKET_LIMITS.subscriptions;
    if (full || sum(open, ({ inFlight }) => inFlight) >= SOCKET_LIMITS.inFlight) return Infinity;
    const pings = Math.max(this.pings.used(now).requests, open.length * PINGS_PER_MINUTE);
    const kept = purpose === 'vital' ? 0 : this.largest;
    return Math.max(
      waitOf(this.messages, Math.max(1, MESSAGES - pings - kept), now),
      purpose === 'resync' ? waitOf(this.resyncs, RESYNCS_PER_MINUTE, now) : 0,
      this.blocked - now,
      0,
    );
  }

  /** The exchange answered 429 or "too many": nothing is sent until then. */
  block(until: number): void {
    this.blocked = Math.max(this.blocked, until);
  }

  /** Lifts the block: an operator asks to try now. */
  unblock(): void {
    this.blocked = 0;
  }

  blockedUntil(now: number): number | null {
    return this.blocked > now ? this.blocked : null;
  }

  image(now: number): SocketImage {
    const messages = [...this.messages.image(now), ...this.pings.image(now)];
    return { messages, connects: this.connects.image(now) };
  }

  /** Adds what an earlier life spent. @param elapsedMs since the image was saved. */
  restore({ messages, connects }: SocketImage, elapsedMs: number, now: number): void {
    this.messages.restore(messages, elapsedMs, now);
    this.connects.restore(connects, elapsedMs, now);
  }

  private get largest(): number {
    return Math.max(0, ...[...this.open_].map(({ channels }) => channels));
  }
}

interface ConnectionEvents {
  sent(now: number, isPing: boolean, purpose: MessagePurpose): void;
  closed(): void;
}

/** The part of a `SocketBudget` that one connection uses; returned when it closes. */
export class SocketConnection {
  private unanswered = 0;
  private subscribed = 0;

  constructor(
    readonly channels: number,
    /** Opened to replace another connection; `false` once it has taken over. */
    public replaces: boolean,
    private readonly events: ConnectionEvents,
  ) {}

  get subscriptions(): number {
    return this.subscribed;
  }

  get inFlight(): number {
    return this.unanswered;
  }

  /** A request is sent; its answer counts. */
  requested(now: number, purpose: MessagePurpose): void {
    this.events.sent(now, false, purpose);
    this.unanswered += 1;
  }

  /** A ping or pong is sent. */
  pinged(now: number): void {
    this.events.sent(now, true, 'vital');
  }

  answered(): void {
    this.unanswered = Math.max(0, this.unanswered - 1);
  }

  /** A subscription was confirmed (+1) or ended (-1). */
  subscriptionsChanged(by: 1 | -1): void {
    this.subscribed += by;
  }

  /** Idempotent. */
  close(): void {
    this.events.closed();
  }
}

function waitOf(window: SpendWindow, limit: number, now: number): number {
  const over = window.used(now).requests + 1 - limit;
  return over > 0 ? window.freeAt(now, over, 0) - now : 0;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
