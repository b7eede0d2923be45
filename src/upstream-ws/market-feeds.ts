import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import { AppConfig } from '../config/app-config.js';
import type { Egress } from '../egress/egress.js';
import { EgressRegistry } from '../egress/egress.registry.js';
import type { SocketConnection } from '../egress/socket-budget.js';
import { parseFrame, type Frame } from '../lighter/mapper/frame.js';
import { EGRESS_LIMIT_CODES } from '../lighter/wire.js';
import { MalformedFrame } from '../lighter/mapper/malformed-frame.js';
import { NEVER_TRIED, nextAttempt, succeeded } from '../upstream/retry-schedule.js';
import { type MarketFeed, type FeedEvents, MarketFeedSource } from './market-feeds.port.js';
import { withColons } from './session/channels.js';
import { type DisconnectReason, disconnectReason } from './session/disconnect-reason.js';
import { Socket } from './session/socket.js';

const ANSWER_WITHIN_MS = 10_000;
const LOOK_AGAIN_MS = 1_000;
/** Messages are counted by the minute. */
const LIMIT_WINDOW_MS = 60_000;
/** An idle connection is closed after this time. */
const IDLE_MS = 60_000;

type Status = 'wanted' | 'subscribed' | 'leaving' | 'again';

interface Followed {
  readonly channel: string;
  readonly events: FeedEvents;
  status: Status;
}

/**
 * One connection on the egress of the markets, opened for the first feed that is followed. Errors carry no channel, so one
 * request is pending at a time. Its messages and subscriptions count in that egress's budget, behind the accounts'.
 */
@Injectable()
export class MarketFeeds extends MarketFeedSource implements OnModuleDestroy {
  override downSince: number | null = null;
  private readonly feeds = new Map<string, Followed>();
  private socket: Socket | null = null;
  private ledger: SocketConnection | null = null;
  private egress: Egress | null = null;
  private isOpen = false;
  private isPaused = false;
  private pending: { type: 'subscribe' | 'unsubscribe'; feed: Followed } | null = null;
  private timer: Timer | null = null;
  private connecting: Timer | null = null;
  private idle: Timer | null = null;
  private retry = NEVER_TRIED;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly exchangeClock: ExchangeClock,
    private readonly egresses: EgressRegistry,
  ) {
    super();
  }

  override follow(channel: string, events: FeedEvents): MarketFeed {
    const feed: Followed = { channel, events, status: 'wanted' };
    this.feeds.set(withColons(channel), feed);
    this.idle?.cancel();
    this.idle = null;
    if (!this.socket && !this.connecting) this.connect();
    this.sendNext();
    return {
      resync: () => {
        if (feed.status === 'subscribed') feed.status = 'again';
        this.sendNext();
      },
      leave: () => this.leave(feed),
    };
  }

  /** Ends the connection until `resume`. The feeds stay followed. */
  pause(): void {
    this.isPaused = true;
    this.socket?.close();
  }

  resume(): void {
    this.isPaused = false;
    this.retry = NEVER_TRIED;
    this.connecting?.cancel();
    this.connecting = null;
    if (this.feeds.size > 0) this.connect();
  }

  onModuleDestroy(): void {
    this.feeds.clear();
    for (const timer of [this.timer, this.connecting, this.idle]) timer?.cancel();
    this.socket?.close();
  }

  private leave(feed: Followed): void {
    const key = withColons(feed.channel);
    if (this.feeds.get(key) !== feed) return;
    if (feed.status === 'wanted' && this.pending?.feed !== feed) this.feeds.delete(key);
    else feed.status = 'leaving';
    this.sendNext();
    this.closeWhenIdle();
  }

  private closeWhenIdle(): void {
    if (this.feeds.size > 0 || this.idle) return;
    this.idle = this.clock.after(IDLE_MS, () => {
      this.idle = null;
      this.connecting?.cancel();
      this.connecting = null;
      this.socket?.close();
    });
  }

  private connect(): void {
    const now = this.clock.monotonic();
    this.downSince ??= now;
    if (this.isPaused) return;
    const egress = this.egresses.failoverOfMarkets()?.current('websocket', now);
    if (!egress) return;
    const wait = egress.sockets.waitToConnect(now);
    if (wait > 0) return this.connectIn(Number.isFinite(wait) ? wait : LOOK_AGAIN_MS);
    this.egress = egress;
    const url = this.config.lighter.wsUrl;
    this.ledger = egress.sockets.open(now, this.feeds.size);
    const agent = egress.socketAgent(url.startsWith('wss:'));
    this.socket = new Socket(url, agent, this.clock, () => this.exchangeClock.now(), {
      open: () => this.opened(),
      frame: (text) => this.received(text),
      pong: () => undefined,
      ping: () => this.ledger?.pinged(this.clock.monotonic()),
      end: (cause) => this.ended(cause),
    });
  }

  private connectIn(ms: number): void {
    this.connecting = this.clock.after(ms, () => {
      this.connecting = null;
      this.connect();
    });
  }

  private opened(): void {
    this.isOpen = true;
    this.retry = succeeded(this.retry, this.clock.monotonic());
    this.sendNext();
  }

  private ended({ kind, retryAfterMs }: DisconnectReason): void {
    if (kind === 'rate-limited') this.egress?.noteRateLimited('websocket', retryAfterMs, 'markets');
    this.ledger?.close();
    this.timer?.cancel();
    this.socket = this.ledger = this.pending = null;
    this.isOpen = false;
    for (const [key, feed] of this.feeds) {
      if (feed.status === 'leaving') this.feeds.delete(key);
      else feed.status = 'wanted';
    }
    if (this.feeds.size === 0) return void (this.downSince = null);
    this.downSince ??= this.clock.monotonic();
    const { delayMs, state } = nextAttempt(this.retry, this.clock.monotonic(), Math.random());
    this.retry = state;
    this.connectIn(delayMs);
  }

  private sendNext(): void {
    if (!this.isOpen || this.pending) return;
    const feed = [...this.feeds.values()].find(({ status }) => status !== 'subscribed');
    if (!feed) return void (this.downSince = null);
    const type = feed.status === 'wanted' ? 'subscribe' : 'unsubscribe';
    const now = this.clock.monotonic();
    const wait = this.egress!.sockets.waitToSend(now, type === 'subscribe', 'auxiliary');
    this.timer?.cancel();
    if (wait > 0) {
      this.timer = this.clock.after(Number.isFinite(wait) ? wait : LOOK_AGAIN_MS, () => this.sendNext());
      return;
    }
    this.pending = { type, feed };
    this.ledger!.requested(now, 'auxiliary');
    this.timer = this.clock.after(ANSWER_WITHIN_MS, () =>
      this.socket?.end(disconnectReason('unanswered', `no answer to ${type} ${feed.channel}`)),
    );
    this.socket!.send({ type, channel: feed.channel });
  }

  private received(text: string | null): void {
    if (text === null) return;
    let frame: Frame;
    try {
      frame = parseFrame(text);
    } catch (error) {
      if (error instanceof MalformedFrame) return;
      throw error;
    }
    if (frame.kind === 'ping') {
      this.ledger?.pinged(this.clock.monotonic());
      return this.socket?.send({ type: 'pong' });
    }
    if (frame.kind === 'error') return this.refused(frame.error!.code, frame.error!.message);
    const feed = this.feeds.get(frame.address);
    if (!feed) return;
    if (frame.kind === 'unsubscribed') this.left(feed);
    else if (frame.kind === 'subscribed' || frame.kind === 'update') this.data(feed, frame.kind, text);
  }

  private data(feed: Followed, kind: 'subscribed' | 'update', text: string): void {
    const isAnswer =
      kind === 'subscribed' && this.pending?.feed === feed && this.pending.type === 'subscribe';
    if (isAnswer) {
      if (feed.status === 'wanted') feed.status = 'subscribed';
      this.ledger?.subscriptionsChanged(1);
    }
    if (isAnswer || feed.status === 'subscribed') feed.events.frame(kind, text);
    if (isAnswer) this.answered();
  }

  private left(feed: Followed): void {
    this.ledger?.subscriptionsChanged(-1);
    const isAnswer = this.pending?.feed === feed && this.pending.type === 'unsubscribe';
    if (feed.status === 'leaving') this.feeds.delete(withColons(feed.channel));
    else feed.status = 'wanted';
    this.closeWhenIdle();
    if (isAnswer) this.answered();
    else this.sendNext();
  }

  private refused(code: number, message: string): void {
    const { pending } = this;
    if (!pending) return;
    if (EGRESS_LIMIT_CODES.has(code)) this.egress?.sockets.block(this.clock.monotonic() + LIMIT_WINDOW_MS);
    this.feeds.delete(withColons(pending.feed.channel));
    if (pending.type === 'subscribe') pending.feed.events.refused(code, message);
    this.closeWhenIdle();
    this.answered();
  }

  private answered(): void {
    this.pending = null;
    this.timer?.cancel();
    this.ledger?.answered();
    this.sendNext();
  }
}
