import { SpendWindow, type Spent } from './spend-window.js';
import { WINDOW_MS } from './tier-limits.js';

/**
 * What the exchange allows the sockets of one IP. Three dated sources agree on messages, subscriptions and accounts; of
 * connections an older page's lower figure counts, since more are never needed.
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

/** What of it is remembered over a restart, which ends the connections themselves. */
export interface SocketImage {
  messages: Spent[];
  connects: Spent[];
}

/** What the sockets of one egress spend (pure): connections, subscriptions, messages of a rolling minute, unanswered ones. */
export class SocketBudget {
  private readonly messages = new SpendWindow(WINDOW_MS);
  private readonly connects = new SpendWindow(WINDOW_MS);
  private connections = 0;
  private subscriptions = 0;
  private inFlight = 0;
  private blocked = 0;

  /** Milliseconds until a connection may be opened; `Infinity` while all are in use. */
  waitToConnect(now: number): number {
    if (this.connections >= SOCKET_LIMITS.connections) return Infinity;
    return Math.max(waitOf(this.connects, SOCKET_LIMITS.connectsPerMinute, now), this.blocked - now, 0);
  }

  open(now: number): SocketConnection {
    this.connections += 1;
    this.connects.open(0).settle(now);
    return new SocketConnection(this.ledger);
  }

  /** Milliseconds until a message may be sent; `Infinity` while too many are unanswered or subscribed. */
  waitToSend(now: number, subscribes: boolean): number {
    const full = subscribes && this.subscriptions >= SOCKET_LIMITS.subscriptions;
    if (full || this.inFlight >= SOCKET_LIMITS.inFlight) return Infinity;
    return Math.max(waitOf(this.messages, SOCKET_LIMITS.messagesPerMinute, now), this.blocked - now, 0);
  }

  /** The exchange said 429 or "too many": nothing goes out until then. */
  block(until: number): void {
    this.blocked = Math.max(this.blocked, until);
  }

  image(now: number): SocketImage {
    return { messages: this.messages.image(now), connects: this.connects.image(now) };
  }

  /** Counts in what an earlier life spent. */
  restore({ messages, connects }: SocketImage, now: number): void {
    this.messages.restore(messages, now);
    this.connects.restore(connects, now);
  }

  private readonly ledger: Ledger = {
    sent: (now) => this.messages.open(0).settle(now),
    move: (connections, subscriptions, inFlight) => {
      this.connections += connections;
      this.subscriptions += subscriptions;
      this.inFlight += inFlight;
    },
  };
}

interface Ledger {
  sent(now: number): void;
  move(connections: number, subscriptions: number, inFlight: number): void;
}

/** The part of a `SocketBudget` that one connection has spent; gives it back when it ends. */
export class SocketConnection {
  private open = true;
  private unanswered = 0;
  private subscribed = 0;

  constructor(private readonly ledger: Ledger) {}

  get subscriptions(): number {
    return this.subscribed;
  }

  /** A message goes out; pings count, but nobody waits for their answer. */
  sent(now: number, expectsAnswer: boolean): void {
    this.ledger.sent(now);
    if (expectsAnswer) this.move(0, 1);
  }

  answered(): void {
    if (this.unanswered > 0) this.move(0, -1);
  }

  /** A subscription was confirmed (+1) or left (-1). */
  subscriptionsChanged(by: 1 | -1): void {
    this.move(by, 0);
  }

  close(): void {
    if (!this.open) return;
    this.move(-this.subscribed, -this.unanswered);
    this.open = false;
    this.ledger.move(-1, 0, 0);
  }

  private move(subscriptions: number, inFlight: number): void {
    if (!this.open) return;
    this.subscribed += subscriptions;
    this.unanswered += inFlight;
    this.ledger.move(0, subscriptions, inFlight);
  }
}

function waitOf(window: SpendWindow, limit: number, now: number): number {
  const over = window.used(now).requests + 1 - limit;
  return over > 0 ? window.freeAt(now, over, 0) - now : 0;
}
