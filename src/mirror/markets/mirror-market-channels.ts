import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { type MarketFeed, MarketFeedSource } from '../../upstream-ws/market-feeds.port.js';
import { ExchangeRefusal } from '../exchange-answers.js';
import { SharedSubscription } from '../shared-subscription.js';
import { withValues } from '../splice.js';
import { failedToSubscribe, type MirrorFeedChannel } from '../stream/mirror-channel.js';
import { Book } from './mirrored-book.js';
import type { Keeper } from './keeper.js';
import { LastFrame } from './last-frame.js';
import { Tape } from './tape.js';

interface Followed {
  readonly keeper: Keeper;
  readonly subscription: SharedSubscription;
  feed: MarketFeed;
}

/** Feeds of markets, subscribed at the exchange once for all clients. */
@Injectable()
export class MirrorMarketChannels {
  /** Gives a frame to the followers of a channel. */
  onFrame: (key: string, text: string, receivedMono: number) => void = () => undefined;
  private readonly followed = new Map<string, Followed>();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly source: MarketFeedSource,
  ) {}

  /** Resolves once the channel has its first frame; each call must be released. @throws ExchangeRefusal */
  async follow(channel: MirrorFeedChannel): Promise<void> {
    const followed = this.followed.get(channel.key) ?? this.begin(channel);
    if (followed.subscription.refusal) {
      followed.subscription.restarted();
      followed.feed = this.subscribe(channel, followed.subscription);
    }
    await followed.subscription.use();
  }

  release({ key }: MirrorFeedChannel): void {
    this.followed.get(key)?.subscription.release();
  }

  /** @throws ExchangeRefusal 30012 while there is none */
  snapshot({ key, name }: MirrorFeedChannel): string {
    const snapshot = this.followed.get(key)?.keeper.snapshot();
    if (snapshot === undefined || snapshot === null) throw failedToSubscribe(`${name}: no frame yet`);
    return snapshot;
  }

  /** Why the channel cannot be followed now; `null` when it can. The exchange may refuse one that was followed before. */
  fault({ key, name }: MirrorFeedChannel): string | null {
    const refusal = this.followed.get(key)?.subscription.refusal;
    if (refusal) return `${name}: ${refusal.message}`;
    return this.source.downSince === null ? null : `${name}: the market stream is lost`;
  }

  /** The newest trades of a market whose tape is followed, newest first; `null` when they are not known here. */
  recentTrades(market: number, count: number): readonly string[] | null {
    const followed = this.followed.get(`trade:${market}`);
    if (!(followed?.keeper instanceof Tape) || followed.subscription.refusal) return null;
    return this.source.downSince === null ? followed.keeper.newest(count) : null;
  }

  private begin(channel: MirrorFeedChannel): Followed {
    if (this.followed.size >= this.config.mirror.marketStreams && !this.makeRoom())
      throw new ExchangeRefusal(429, 23001, 'Too Many Subscriptions!');
    const { key, name } = channel;
    const subscription = new SharedSubscription(this.clock, name, () => {
      this.followed.delete(key);
      followed.feed.leave();
    });
    const feed = this.subscribe(channel, subscription);
    const followed: Followed = { keeper: keeperOf(channel), subscription, feed };
    this.followed.set(key, followed);
    return followed;
  }

  private subscribe({ key }: MirrorFeedChannel, subscription: SharedSubscription): MarketFeed {
    return this.source.follow(key.replaceAll(':', '/'), {
      frame: (kind, text) => this.take(key, kind, text),
      refused: (code, message) => subscription.refused(new ExchangeRefusal(400, code, message)),
    });
  }

  /** Ends a feed that only lingers. */
  private makeRoom(): boolean {
    for (const { subscription } of this.followed.values()) {
      if (subscription.isUsed) continue;
      subscription.end();
      return true;
    }
    return false;
  }

  private take(key: string, kind: 'subscribed' | 'update', text: string): void {
    const followed = this.followed.get(key);
    if (!followed) return;
    const { keeper, feed, subscription } = followed;
    const receivedMono = this.clock.monotonic();
    const outcome = keeper.take(kind, text);
    if (outcome === 'gap') return feed.resync();
    if (outcome === 'news') this.onFrame(key, forFollowers(keeper, kind, text), receivedMono);
    subscription.answered();
  }
}

/** A new snapshot replaces a book; of other channels it is an update to who follows already. */
function forFollowers(keeper: Keeper, kind: 'subscribed' | 'update', text: string): string {
  if (kind === 'update' || keeper instanceof Book) return text;
  const type = /"type":\s*"subscribed\/([a-z_]+)"/.exec(text)?.[1] ?? '';
  const update = { type: `"update/${type}"` };
  if (!(keeper instanceof Tape)) return withValues(text, update);
  return withValues(text, { ...update, trades: `[${keeper.missed.join(',')}]` });
}

function keeperOf({ kind }: MirrorFeedChannel): Keeper {
  if (kind === 'order_book') return new Book();
  return kind === 'trade' ? new Tape() : new LastFrame(kind);
}
