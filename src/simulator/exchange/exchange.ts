import type { Clock } from '../../clock/clock.js';
import { Account } from './account.js';
import type { ExchangeListener } from './changes.js';
import { parseScaled } from './scaled-integer.js';
import { ExchangeHistory } from './exchange-history.js';
import { QUOTE_DECIMALS, type Market } from './market.js';
import { openAccounts } from './opening.js';
import { Random } from './random.js';
import type { Funding, Order, OrderStatus, OrderType, Side, TimeInForce, Trade } from './records.js';
import type { Leg } from './settlement.js';
import { SimulatedVenue } from './simulated-venue.js';
import { Walk } from './walk.js';

const START_COLLATERAL = 10_000_000_000n;
const FIRST_TRADE_AFTER_RESET = 1_000;

export interface ExchangeOptions {
  seed: number;
  accounts: readonly Account[];
  /** Mean actions per account and tick of the walk. */
  activity: number;
  /** In USDC; see `WalkOptions`. */
  keepsAbove?: number;
  /** Prices move every this many ticks. */
  pricesEvery: number;
  tradesKept: number;
  /** How much of the past `history` keeps; default 15 s. */
  historyMs?: number;
}

/** An order to place; sizes and prices are decimal strings in the market's precision. */
export interface OrderRequest {
  account: number;
  market: number;
  side: Side;
  size: string;
  price: string;
  type?: OrderType;
  timeInForce?: TimeInForce;
  reduceOnly?: boolean;
  triggerPrice?: string;
  clientOrderIndex?: number;
  clientOrderId?: string;
}

/**
 * The simulated exchange: scripts drive it, tests read it. All waiting and stamping uses the clock, and the same seed,
 * clock and calls give the same run.
 */
export class Exchange {
  readonly venue: SimulatedVenue;
  readonly history: ExchangeHistory;
  private readonly walk: Walk;
  private ticks = 0;

  constructor(
    private readonly clock: Clock,
    private readonly options: ExchangeOptions,
  ) {
    this.venue = new SimulatedVenue(clock, options.seed, options.tradesKept);
    const random = new Random(options.seed);
    this.walk = new Walk(this.venue, random, { keepsAbove: Infinity, ...options }, clock.wallNow());
    for (const account of options.accounts) {
      account.deposit(START_COLLATERAL);
      this.venue.add(account);
    }
    openAccounts(this.venue, random, clock.wallNow());
    this.history = new ExchangeHistory(this.venue, clock, options.historyMs ?? 15_000);
    this.venue.listen(this.history);
  }

  /** Scales how far prices move in one step; 1 at first. */
  setVolatility(factor: number): void {
    this.walk.volatility = factor;
  }

  /** The accounts that can be followed, in order of their indexes. */
  get accounts(): readonly Account[] {
    return this.venue.accounts;
  }

  /** The true state of an account: positions, orders, trades, collateral. Throws when unknown. */
  account(index: number): Account {
    return this.venue.account(index);
  }

  market(id: number): Market {
    return this.venue.market(id);
  }

  listen(listener: ExchangeListener): () => void {
    return this.venue.listen(listener);
  }

  /** Runs several operations as one; each subscriber gets a single frame. */
  transaction<T>(task: () => T): T {
    return this.venue.transaction(task);
  }

  /** One step of the walk: prices move, crossed orders fill, accounts act; then prices are published. */
  tick(): void {
    this.venue.chain.blockHeight += 1;
    const priced = this.ticks % this.options.pricesEvery === 0;
    this.ticks += 1;
    if (priced) this.walk.movePrices();
    this.walk.act(this.clock.wallNow());
    if (priced) this.venue.pricesMoved(this.venue.markets.map((market) => market.id));
  }

  /** A market order that fills immediately (at the mark by default), against a stranger or against `counterparty`. */
  trade(
    account: number,
    market: number,
    side: Side,
    size: string,
    price?: string,
    counterparty?: number,
  ): Trade {
    const where = this.market(market);
    const ticket = {
      account: this.account(account),
      market: where,
      isAsk: side === 'sell',
      size: where.size(size),
      price: price === undefined ? where.mark : where.price(price),
    };
    return this.venue.deal(
      ticket,
      counterparty === undefined ? undefined : this.leg(counterparty, where, side),
    );
  }

  placeOrder(request: OrderRequest): Order {
    const market = this.market(request.market);
    const { type, timeInForce, reduceOnly, clientOrderIndex: clientIndex, clientOrderId: clientId } = request;
    return this.venue.rest({
      account: this.account(request.account),
      market,
      isAsk: request.side === 'sell',
      size: market.size(request.size),
      price: market.price(request.price),
      ...(request.triggerPrice === undefined ? {} : { triggerPrice: market.price(request.triggerPrice) }),
      ...{ type, timeInForce, reduceOnly, clientIndex, clientId },
    });
  }

  /** Ends a live order with a final status. */
  cancelOrder(orderId: bigint | string, status: OrderStatus = 'canceled'): Order {
    return this.venue.cancel(this.venue.desk.live(BigInt(orderId)), status);
  }

  /** Fills a live order completely or by `size`, against a stranger or against `counterparty`. */
  fillOrder(orderId: bigint | string, size?: string, counterparty?: number): Trade {
    const order = this.venue.desk.live(BigInt(orderId));
    const counter =
      counterparty === undefined
        ? undefined
        : this.leg(counterparty, order.market, order.isAsk ? 'sell' : 'buy');
    return this.venue.fill(order, size === undefined ? undefined : order.market.size(size), counter);
  }

  /** Closes the account's position at the mark. */
  closePosition(account: number, market: number): Trade {
    return this.venue.reduce(this.account(account), this.market(market), 1n);
  }

  /** Reverses the account's position at the mark. */
  flipPosition(account: number, market: number): Trade {
    return this.venue.reduce(this.account(account), this.market(market), 2n);
  }

  /** Moves the mark and publishes it; no order fills until the next tick. */
  setPrice(market: number, price: string): void {
    const where = this.market(market);
    where.setMark(where.price(price));
    this.venue.pricesMoved([market]);
  }

  /** Every open position of the market pays `rate` (6 decimals, "0.000012"); longs pay when it is positive. */
  applyFunding(market: number, rate = '0.000012'): Funding[] {
    return this.venue.fund(this.market(market), parseScaled(rate, 6));
  }

  /** Moves USDC in, or out when negative. */
  deposit(account: number, amount: string): void {
    this.venue.deposit(this.account(account), parseScaled(amount, QUOTE_DECIMALS));
  }

  /**
   * Empties every account and numbers trades from a low id again, as after a redeployment. Publishes nothing: call it
   * while the exchange is down, `simulator.restart(() => simulator.exchange.reset())`.
   */
  reset(): void {
    this.venue.reset(START_COLLATERAL, FIRST_TRADE_AFTER_RESET);
    this.history.wasReset();
  }

  /** Puts `marker` into the client order id of one of the account's resting orders and publishes that order. */
  inject(account: number, marker: string): Order {
    const order = this.account(account).orders.values().next().value;
    if (!order) throw new Error(`account ${account} has no resting order to mark`);
    this.transaction(() => this.venue.desk.label(order, marker));
    return order;
  }

  private leg(index: number, market: Market, against: Side): Leg {
    const clientIndex = this.venue.chain.nextClientIndex();
    return { account: this.account(index), orderId: market.nextOrderId(against === 'buy'), clientIndex };
  }
}
