import type { Clock } from '../../clock/clock.js';
import { Account, type Fees } from './account.js';
import { Chain } from './chain.js';
import { Changes, type ExchangeListener } from './changes.js';
import { abs } from './scaled-integer.js';
import { payFunding } from './funding.js';
import { Market, MARKETS } from './market.js';
import { OrderDesk, type OrderTicket } from './order-desk.js';
import { Random } from './random.js';
import type { Funding, Order, OrderStatus, Trade } from './records.js';
import { Settlement, type Leg } from './settlement.js';

/** Counterparties of trades without a named one; their bookkeeping is exact too. */
const STRANGERS = [99_349, 120_551, 204_786, 317_068, 401_922];
const STRANGER_FEES: Fees = { maker: 0, taker: 196 };

/**
 * The core of the simulated exchange: markets, accounts, orders and trades in scaled integers. Every method is one
 * transaction; `transaction` joins several.
 */
export class SimulatedVenue {
  readonly markets: readonly Market[] = MARKETS.map((spec) => new Market(spec));
  readonly accounts: Account[] = [];
  readonly chain: Chain;
  readonly desk: OrderDesk;
  /** Incremented whenever marks move. */
  priceRevision = 0;
  private readonly listed = new Set<Account>();
  private readonly byIndex = new Map<number, Account>();
  private readonly strangers: Account[];
  private readonly listeners = new Set<ExchangeListener>();
  private readonly changes = new Changes(this.listeners);
  private readonly settlement: Settlement;
  private readonly random: Random;

  constructor(clock: Clock, seed: number, tradesKept: number) {
    this.random = new Random(seed ^ 0x5eed);
    this.chain = new Chain(clock, this.random);
    this.settlement = new Settlement(this.chain, this.changes);
    this.desk = new OrderDesk(this.chain, this.changes, this.settlement, (index) => this.account(index));
    this.strangers = STRANGERS.map((index) => {
      const stranger = new Account(
        index,
        `0x${this.random.hex(20)}`,
        STRANGER_FEES,
        false,
        Math.min(tradesKept, 3000),
      );
      stranger.deposit(1_000_000_000_000n);
      this.byIndex.set(index, stranger);
      return stranger;
    });
  }

  add(account: Account): void {
    this.accounts.push(account);
    this.listed.add(account);
    this.byIndex.set(account.index, account);
  }

  /** The account of this index, strangers included. Throws when there is none. */
  account(index: number): Account {
    const account = this.byIndex.get(index);
    if (!account) throw new Error(`no account ${index}`);
    return account;
  }

  has(index: number): boolean {
    return this.byIndex.has(index);
  }

  /** Whether the account can be followed; strangers cannot. */
  isListed(account: Account): boolean {
    return this.listed.has(account);
  }

  everyone(): IterableIterator<Account> {
    return this.byIndex.values();
  }

  market(id: number): Market {
    const market = this.markets.find((candidate) => candidate.id === id);
    if (!market) throw new Error(`no market ${id}`);
    return market;
  }

  listen(listener: ExchangeListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Runs several operations as one; listeners get a single change. */
  transaction<T>(task: () => T): T {
    return this.changes.run(task);
  }

  /** Runs `task` with transactions stamped `timeMs`. */
  at<T>(timeMs: number, task: () => T): T {
    this.chain.past = timeMs;
    try {
      return this.transaction(task);
    } finally {
      this.chain.past = null;
    }
  }

  rest(ticket: OrderTicket): Order {
    return this.transaction(() => this.desk.place(ticket));
  }

  /** A market order of `account` that trades at once at `price`, against a stranger unless `counter` is given. */
  deal(ticket: OrderTicket, counter?: Leg): Trade {
    return this.transaction(() => {
      const order = this.desk.place({ type: 'market', timeInForce: 'immediate-or-cancel', ...ticket });
      return this.desk.fill(order, counter ?? this.stranger(ticket.market, !ticket.isAsk), { asTaker: true });
    });
  }

  fill(order: Order, size = order.remaining, counter?: Leg): Trade {
    return this.transaction(() =>
      this.desk.fill(order, counter ?? this.stranger(order.market, !order.isAsk), { size }),
    );
  }

  cancel(order: Order, status: OrderStatus = 'canceled'): Order {
    this.transaction(() => this.desk.cancel(order, status));
    return order;
  }

  /** Trades `times` the position size at the mark, reducing it (1 closes, 2 flips); throws when it is flat. */
  reduce(account: Account, market: Market, times: bigint): Trade {
    const held = account.position(market).size;
    if (held === 0n) throw new Error(`account ${account.index} holds no ${market.symbol}`);
    const size = abs(held) * times;
    return this.deal({
      account,
      market,
      isAsk: held > 0n,
      size,
      price: market.mark,
      reduceOnly: times === 1n,
    });
  }

  deposit(account: Account, amount: bigint): void {
    this.transaction(() => {
      account.deposit(amount, this.chain.now());
      account.transactionTime = this.chain.nextTime();
      this.changes.of(account).collateral = true;
    });
  }

  fund(market: Market, rate: bigint): Funding[] {
    return this.transaction(() => payFunding(this.everyone(), market, rate, this.chain, this.changes));
  }

  /**
   * Empties every account down to `collateral` and numbers trades from `tradeId` on, as after a redeployment of the
   * exchange. Nothing is published: call it while the exchange is down.
   */
  reset(collateral: bigint, tradeId: number): void {
    for (const account of this.byIndex.values()) account.reset(collateral);
    for (const market of this.markets) market.openInterest = 0n;
    this.desk.reset();
    this.chain.numberTradesFrom(tradeId);
    this.priceRevision += 1;
  }

  /** Fills every resting order whose price the mark has reached. */
  fillCrossed(): void {
    for (const account of this.accounts) {
      for (const order of account.orders.values()) if (crossed(order)) this.fill(order);
    }
  }

  pricesMoved(marketIds: readonly number[]): void {
    this.priceRevision += 1;
    for (const listener of this.listeners) listener.pricesMoved(marketIds);
  }

  private stranger(market: Market, isAsk: boolean): Leg {
    return { account: this.random.pick(this.strangers), orderId: market.nextOrderId(isAsk), clientIndex: 0 };
  }
}

function crossed(order: Order): boolean {
  if (order.status !== 'open') return false;
  return order.isAsk ? order.market.mark >= order.price : order.market.mark <= order.price;
}
