import { Injectable } from '@nestjs/common';
import { Clock, type Timer } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { type MarketFeed, MarketFeedSource } from '../../upstream-ws/market-feeds.port.js';
import { ExchangeRefusal } from '../exchange-answers.js';
import { withValues } from '../splice.js';
import { failedToSubscribe, type MirrorFeedChannel } from '../stream/mirror-channel.js';
import { Book } from './mirrored-book.js';
import type { Keeper } from './keeper.js';
import { LastFrame } from './last-frame.js';
import { Tape } from './tape.js';

const HAD_WITHIN_MS = 10_000;
/** A feed that nobody follows any more is left after this time. */
const LINGER_MS = 60_000;

interface Followed {
  readonly keeper: Keeper;
  users: number;
  feed: MarketFeed;
  leaving: Timer | null;
  ready: PromiseWithResolvers<void>;
}

/** Feeds of markets, subscribed at the exchange once for all clients. */
@Injectable()
export class MirrorMarketChannels {
  /** Gives a frame to the followers of a channel. */
  onFrame: (key: string, text: string) => void = () => undefined;
  private readonly followed = new Map<string, Followed>();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly source: MarketFeedSource,
  ) {}

  /** Resolves once the channel has its first frame; each call must be released. @throws ExchangeRefusal */
  async follow(channel: MirrorFeedChannel): Promise<void> {
    const followed = this.followed.get(channel.key) ?? this.begin(channel);
    followed.users += 1;
    followed.leaving?.cancel();
    followed.leaving = null;
    const late = Promise.withResolvers<never>();
    const timer = this.clock.after(HAD_WITHIN_MS, () =>
      late.reject(failedToSubscribe(`${channel.name}: the exchange does not answer`)),
    );
    try {
      await Promise.race([followed.ready.promise, late.promise]);
    } finally {
      timer.cancel();
    }
  }

  release({ key }: MirrorFeedChannel): void {
    const followed = this.followed.get(key);
    if (!followed || --followed.users > 0) return;
    followed.leaving = this.clock.after(LINGER_MS, () => this.end(key, followed));
  }

  /** @throws ExchangeRefusal 30012 while there is none */
  snapshot({ key, name }: MirrorFeedChannel): string {
    const snapshot = this.followed.get(key)?.keeper.snapshot();
    if (snapshot === undefined || snapshot === null) throw failedToSubscribe(`${name}: no frame yet`);
    return snapshot;
  }

  /** Why the channel cannot be followed now; `null` when it can. */
  fault({ name }: MirrorFeedChannel): string | null {
    return this.source.downSince === null ? null : `${name}: the market stream is lost`;
  }

  private begin(channel: MirrorFeedChannel): Followed {
    if (this.followed.size >= this.config.mirror.marketStreams && !this.makeRoom())
      throw new ExchangeRefusal(429, 23001, 'Too Many Subscriptions!');
    const { key } = channel;
    const ready = Promise.withResolvers<void>();
    ready.promise.catch(() => undefined);
    const keeper = keeperOf(channel);
    const feed = this.source.follow(key.replaceAll(':', '/'), {
      frame: (kind, text) => this.take(key, kind, text),
      refused: (code, message) => {
        ready.reject(new ExchangeRefusal(400, code, message));
        this.followed.delete(key);
      },
    });
    const followed = { keeper, users: 0, feed, leaving: null, ready };
    this.followed.set(key, followed);
    return followed;
  }

  /** Ends a feed that only lingers. */
  private makeRoom(): boolean {
    for (const [key, followed] of this.followed) {
      if (followed.users > 0) continue;
      this.end(key, followed);
      return true;
    }
    return false;
  }

  private end(key: string, followed: Followed): void {
    followed.leaving?.cancel();
    followed.feed.leave();
    this.followed.delete(key);
  }

  private take(key: string, kind: 'subscribed' | 'update', text: string): void {
    const followed = this.followed.get(key);
    if (!followed) return;
    const { keeper, feed, ready } = followed;
    const outcome = keeper.take(kind, text);
    if (outcome === 'gap') return feed.resync();
    if (outcome === 'news') this.onFrame(key, forFollowers(keeper, kind, text));
    ready.resolve();
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
