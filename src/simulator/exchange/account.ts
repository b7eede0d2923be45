import type { Market } from './market.js';
import { Position } from './position.js';
import { isLive, type Funding, type Order, type Trade, type Transfer } from './records.js';

const DAY_MS = 86_400_000;

export interface Volumes {
  daily: { count: number; quote: bigint };
  weekly: { count: number; quote: bigint };
  monthly: { count: number; quote: bigint };
  total: { count: number; quote: bigint };
}

/** Fees in parts per million of the notional. */
export interface Fees {
  maker: number;
  taker: number;
}

/**
 * The true state of one account. Invariants: collateral = deposits + realized PnL - fees - funding paid, and positions
 * equal the sum of the trades.
 */
export class Account {
  collateral = 0n;
  deposits = 0n;
  feesPaid = 0n;
  readonly positions = new Map<number, Position>();
  /** Live orders by id. */
  readonly orders = new Map<bigint, Order>();
  /** Finished orders, oldest first. */
  readonly finished: Order[] = [];
  /** All trades, oldest first (or the latest `kept`). */
  readonly trades: Trade[] = [];
  readonly fundings: Funding[] = [];
  readonly transfers: Transfer[] = [];
  readonly total = { count: 0, quote: 0n };
  /** Of each of `trades`: the quote of all earlier ones, so that the volume of a span costs no walk over it. */
  private readonly volumeBefore: bigint[] = [];
  transactionTime = 0;
  /** Grows with every change of this account. */
  version = 0;

  constructor(
    readonly index: number,
    readonly l1Address: string,
    readonly fees: Fees,
    readonly isSubAccount: boolean,
    private readonly kept: number,
  ) {}

  position(market: Market): Position {
    const known = this.positions.get(market.id);
    if (known) return known;
    const opened = new Position(market);
    this.positions.set(market.id, opened);
    return opened;
  }

  ordersIn(marketId: number): Order[] {
    return [...this.orders.values()].filter((order) => order.market.id === marketId);
  }

  /** Moves `amount` in, or out when negative; the account's first collateral has no timestamp. */
  deposit(amount: bigint, at: number | null = null): void {
    this.deposits += amount;
    this.collateral += amount;
    if (at !== null) this.transfers.push({ timestamp: at, amount });
  }

  addTrade(trade: Trade): void {
    this.trades.push(trade);
    this.volumeBefore.push(this.total.quote);
    this.total.count += 1;
    this.total.quote += trade.quote;
    trim(this.trades, this.kept);
    trim(this.volumeBefore, this.kept);
  }

  /** Empties the account, as after a redeployment of the exchange. */
  reset(collateral: bigint): void {
    this.collateral = this.deposits = collateral;
    this.feesPaid = 0n;
    for (const rows of [this.positions, this.orders]) rows.clear();
    for (const list of [this.finished, this.trades, this.volumeBefore, this.fundings, this.transfers])
      list.length = 0;
    Object.assign(this.total, { count: 0, quote: 0n });
    this.version += 1;
  }

  /** Moves the order to the live or finished orders, by its status. */
  file(order: Order): void {
    if (isLive(order)) return void this.orders.set(order.id, order);
    this.orders.delete(order.id);
    this.finished.push(order);
    trim(this.finished, this.kept);
  }

  get unrealizedPnl(): bigint {
    return this.sum((position) => position.unrealizedPnl);
  }

  get notional(): bigint {
    return this.sum((position) => position.value);
  }

  get initialRequirement(): bigint {
    return this.sum((position) => position.initialRequirement);
  }

  get maintenanceRequirement(): bigint {
    return this.sum((position) => position.maintenanceRequirement);
  }

  /** Collateral plus unrealized PnL. */
  get portfolioValue(): bigint {
    return this.collateral + this.unrealizedPnl;
  }

  get availableBalance(): bigint {
    const free = this.portfolioValue - this.initialRequirement;
    return free > 0n ? free : 0n;
  }

  volumes(now: number): Volumes {
    const over = (days: number): { count: number; quote: bigint } => {
      const first = firstAfter(this.trades, now - days * DAY_MS);
      const quote = this.total.quote - (this.volumeBefore[first] ?? this.total.quote);
      return { count: this.trades.length - first, quote };
    };
    return { daily: over(1), weekly: over(7), monthly: over(30), total: { ...this.total } };
  }

  private sum(of: (position: Position) => bigint): bigint {
    let total = 0n;
    for (const position of this.positions.values()) total += of(position);
    return total;
  }
}

/** Place of the first trade after `at`, in trades ordered by time. */
function firstAfter(trades: readonly Trade[], at: number): number {
  let [low, high] = [0, trades.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (trades[middle]!.timestamp <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Trims in large steps, so that a full list does not shift on every push. */
function trim(list: unknown[], kept: number): void {
  if (list.length > kept * 1.25) list.splice(0, list.length - kept);
}
