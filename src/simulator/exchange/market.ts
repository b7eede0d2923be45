import { abs, parseScaled } from './scaled-integer.js';
import type { Random } from './random.js';

/** Digits after the point of every amount of quote currency. */
export const QUOTE_DECIMALS = 6;

/** The constants of a perpetual market. Sizes and prices are decimal text. */
export interface MarketSpec {
  id: number;
  symbol: string;
  sizeDecimals: number;
  priceDecimals: number;
  minBase: string;
  startPrice: string;
  /** Largest move of one step of the walk, as a share of the price. */
  volatility: number;
}

export const MARKETS: readonly MarketSpec[] = [
  {
    id: 0,
    symbol: 'ETH',
    sizeDecimals: 4,
    priceDecimals: 2,
    minBase: '0.0050',
    startPrice: '2383.90',
    volatility: 0.0012,
  },
  {
    id: 1,
    symbol: 'BTC',
    sizeDecimals: 5,
    priceDecimals: 1,
    minBase: '0.00020',
    startPrice: '64100.0',
    volatility: 0.0009,
  },
  {
    id: 2,
    symbol: 'SOL',
    sizeDecimals: 3,
    priceDecimals: 3,
    minBase: '0.050',
    startPrice: '142.350',
    volatility: 0.0018,
  },
  {
    id: 36,
    symbol: 'CRV',
    sizeDecimals: 1,
    priceDecimals: 5,
    minBase: '35.0',
    startPrice: '0.61240',
    volatility: 0.0025,
  },
];

/** Order ids start at multiples of this for each market: asks count up from one, bids down from the next. */
const ID_SPAN = 1n << 48n;

/** One perpetual market: prices as scaled integers, order ids, and the day's figures. */
export class Market {
  readonly id: number;
  readonly symbol: string;
  readonly start: bigint;
  mark: bigint;
  index: bigint;
  last: bigint;
  high: bigint;
  low: bigint;
  trades = 0;
  volumeBase = 0n;
  volumeQuote = 0n;
  /** Sum of all long sizes. */
  openInterest = 0n;
  /** Book nonce, stamped on orders. */
  nonce = 281_474_960_858_000;
  private asks = 1_000n;
  private bids = 1_000n;

  constructor(readonly spec: MarketSpec) {
    if (spec.sizeDecimals + spec.priceDecimals !== QUOTE_DECIMALS) {
      throw new Error(`${spec.symbol}: size and price decimals must add up to ${QUOTE_DECIMALS}`);
    }
    this.id = spec.id;
    this.symbol = spec.symbol;
    this.start = parseScaled(spec.startPrice, spec.priceDecimals);
    this.mark = this.index = this.last = this.high = this.low = this.start;
  }

  /** Id of the next order; past 2^53 from market 31 on, as on the exchange. */
  nextOrderId(isAsk: boolean): bigint {
    const base = ID_SPAN * BigInt(this.id + (isAsk ? 1 : 2));
    return isAsk ? base + (this.asks += 1n) : base - (this.bids += 1n);
  }

  price(text: string): bigint {
    return parseScaled(text, this.spec.priceDecimals);
  }

  size(text: string): bigint {
    return parseScaled(text, this.spec.sizeDecimals);
  }

  get minBase(): bigint {
    return this.size(this.spec.minBase);
  }

  /** A size worth about `quote` (scaled) at the mark, at least the minimum. */
  sizeWorth(quote: bigint): bigint {
    const size = quote / this.mark;
    return size < this.minBase ? this.minBase : size;
  }

  setMark(price: bigint): void {
    if (price <= 0n) throw new Error(`${this.symbol}: a price must be positive`);
    this.mark = price;
    if (price > this.high) this.high = price;
    if (price < this.low) this.low = price;
  }

  recordTrade(size: bigint, price: bigint): void {
    this.trades += 1;
    this.volumeBase += abs(size);
    this.volumeQuote += abs(size) * price;
    this.last = price;
  }

  /** One step of the random walk, with a weak pull toward the start price so that it can run for days. */
  step(random: Random, volatility = 1): void {
    const drift = Number(this.mark) / Number(this.start) - 1;
    const move = (random.next() * 2 - 1) * this.spec.volatility * volatility - drift * 0.002;
    const next = this.mark + BigInt(Math.round(Number(this.mark) * move));
    this.setMark(next > 0n ? next : 1n);
    this.index = this.mark + BigInt(random.int(-3, 3));
    if (this.index <= 0n) this.index = 1n;
  }
}
