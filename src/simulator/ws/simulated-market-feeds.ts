import type { Clock } from '../../clock/clock.js';
import { SimulatedBook } from '../exchange/book.js';
import type { ExchangeListener, TransactionChange } from '../exchange/changes.js';
import type { Exchange } from '../exchange/exchange.js';
import { Random } from '../exchange/random.js';
import type { Trade } from '../exchange/records.js';
import {
  bookFrame,
  candleFrame,
  heightFrame,
  spotStatsFrame,
  tickerFrame,
  tradeFrame,
} from '../wire/feed-json.js';
import type { FeedChannel } from './channel.js';
import type { SubscriptionRegistry } from './subscription-registry.js';

const TRADES_REPLAYED = 50;

/** Sends a frame to the subscribers of a channel, if there are any. */
export type Push = (key: string, render: () => string) => void;

/** The channels of the markets: books, best prices, the tape, candles, block height. */
export class SimulatedMarketFeeds implements ExchangeListener {
  private readonly books = new Map<number, SimulatedBook>();
  /** The latest trades of each market, oldest first. */
  private readonly tapes = new Map<number, Trade[]>();
  private readonly random: Random;

  constructor(
    private readonly exchange: Exchange,
    private readonly registry: SubscriptionRegistry,
    private readonly clock: Clock,
    seed: number,
    private readonly push: Push,
  ) {
    this.random = new Random(seed ^ 0xb00c);
  }

  book(market: number): SimulatedBook {
    const known = this.books.get(market);
    if (known) return known;
    const book = new SimulatedBook(this.exchange.market(market), this.random);
    this.books.set(market, book);
    return book;
  }

  tape(market: number): readonly Trade[] {
    return this.tapes.get(market) ?? [];
  }

  /** Moves every book that a client follows. */
  step(): void {
    const now = this.clock.wallNow();
    for (const { id } of this.exchange.venue.markets) {
      const keys = [`order_book:${id}`, `ticker:${id}`] as const;
      if (!keys.some((key) => this.registry.subscribers(key))) continue;
      const book = this.book(id);
      const part = book.step();
      this.push(keys[0], () => bookFrame(book.market, part, now, 'update'));
      this.push(keys[1], () => tickerFrame(book.market, book.whole(), now, 'update'));
    }
  }

  snapshot({ kind, market, name, resolution }: FeedChannel): string {
    const now = this.clock.wallNow();
    const { venue } = this.exchange;
    if (kind === 'height') return heightFrame(venue.chain.blockHeight, now, 'subscribed');
    if (kind === 'spot_market_stats') return spotStatsFrame(name, venue.markets[0]!, now, 'subscribed');
    const where = this.exchange.market(market ?? 0);
    if (kind === 'trade') return tradeFrame(where, this.tape(where.id), 'subscribed');
    if (kind === 'candle') return candleFrame(where, resolution, now, 'subscribed');
    const whole = this.book(where.id).whole();
    return kind === 'ticker'
      ? tickerFrame(where, whole, now, 'subscribed')
      : bookFrame(where, whole, now, 'subscribed');
  }

  /** A trade between two accounts of ours is a change of both. */
  accountChanged({ trades }: TransactionChange): void {
    for (const trade of trades) {
      const { market } = trade;
      const tape = this.tapes.get(market.id) ?? [];
      if (tape.some(({ id }) => id === trade.id)) continue;
      this.tapes.set(market.id, [...tape, trade].slice(-TRADES_REPLAYED));
      this.push(`trade:${market.id}`, () => tradeFrame(market, [trade], 'update'));
    }
  }

  pricesMoved(marketIds: readonly number[]): void {
    const now = this.clock.wallNow();
    const { venue } = this.exchange;
    this.push('height', () => heightFrame(venue.chain.blockHeight, now, 'update'));
    for (const key of ['spot_market_stats:all', 'spot_market_stats:2048'])
      this.push(key, () => spotStatsFrame(key, venue.markets[0]!, now, 'update'));
    for (const id of marketIds)
      for (const resolution of ['1m', '5m', '15m', '1h', '4h', '1d'])
        this.push(`candle:${id}:${resolution}`, () =>
          candleFrame(this.exchange.market(id), resolution, now, 'update'),
        );
  }
}
