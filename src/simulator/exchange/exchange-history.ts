import type { Clock } from '../../clock/clock.js';
import { Account } from './account.js';
import type { TransactionChange, ExchangeListener } from './changes.js';
import type { Market } from './market.js';
import { Position } from './position.js';
import type { Order, Trade } from './records.js';
import type { SimulatedVenue } from './simulated-venue.js';

/** Past entries are dropped in steps, because each removal moves the rest of the array. */
const TRIM_STEP = 256;

/** A trade of an account; `at` is when it was made, in monotonic ms. */
type Fill = Pick<Trade, 'id' | 'timestamp'> & { readonly at: number };

type Marks = ReadonlyMap<number, bigint>;

/** State of an account from `from` (monotonic ms) until the next version. */
interface Version {
  readonly from: number;
  /** Place among all changes of accounts and marks: several may have the same time. */
  readonly order: number;
  readonly positions: readonly Position[];
  readonly orders: readonly Order[];
  readonly transactionTime: number;
  readonly collateral: bigint;
  readonly deposits: bigint;
  readonly feesPaid: bigint;
  readonly total: { count: number; quote: bigint };
}

/**
 * Past states of every account and every mark: what a lagging REST copy answers from, and what a test compares readings
 * with. Keeps `keptMs` of the past, plus the version that was current when it begins. Times are monotonic milliseconds.
 */
export class ExchangeHistory implements ExchangeListener {
  private readonly accounts = new Map<Account, Version[]>();
  private readonly fills = new Map<number, Fill[]>();
  private readonly marks: { from: number; order: number; marks: Marks }[] = [];
  private changes = 0;

  constructor(
    private readonly venue: SimulatedVenue,
    private readonly clock: Clock,
    private readonly keptMs: number,
  ) {
    this.recordMarks();
    for (const account of venue.accounts) this.record(account);
  }

  accountChanged({ account, trades }: TransactionChange): void {
    this.recordMarks();
    if (!this.venue.isListed(account)) return;
    this.record(account);
    const fills = this.fills.get(account.index) ?? [];
    this.fills.set(account.index, fills);
    const at = this.clock.monotonic();
    for (const { id, timestamp } of trades) fills.push({ id, timestamp, at });
    const oldest = at - this.keptMs;
    if ((fills[TRIM_STEP]?.at ?? Infinity) < oldest) fills.splice(0, TRIM_STEP);
  }

  pricesMoved(): void {
    this.recordMarks();
  }

  /** Records the emptied accounts of a reset, which is not published; earlier fills are forgotten, as by the exchange. */
  wasReset(): void {
    this.fills.clear();
    for (const account of this.venue.accounts) this.record(account);
  }

  /** The account as it was at `time`, with the marks of that time; the oldest state kept when `time` is before it. */
  accountAt(index: number, time: number): Account {
    const live = this.venue.account(index);
    const version = current(this.accounts.get(live) ?? [], time);
    if (!version) return live;
    const past = this.rebuild(live, version, this.marksBefore(time));
    const then = version.transactionTime;
    past.trades.push(...live.trades.filter((trade) => trade.transactionTime <= then));
    past.finished.push(...live.finished.filter((order) => order.transactionTime <= then));
    past.fundings.push(...live.fundings.filter((funding) => funding.transactionTime <= then));
    return past;
  }

  /** Like `accountAt`, without trades, payments and finished orders, which cost the most to copy. */
  stateAt(index: number, time: number): Account {
    const live = this.venue.account(index);
    const version = current(this.accounts.get(live) ?? [], time);
    return version ? this.rebuild(live, version, this.marksBefore(time)) : live;
  }

  /** Grows with every change of the account; `null` for the marks. */
  versionOf(index: number | null): number {
    const entries = index === null ? this.marks : this.accounts.get(this.venue.account(index));
    return entries?.at(-1)?.order ?? 0;
  }

  markAt(market: number, time: number): bigint {
    return current(this.marks, time)?.marks.get(market) ?? this.venue.market(market).mark;
  }

  /**
   * The account with the marks of the time, at every change of either within [from, to], latest first, and as it was at
   * `from`; changes of the same millisecond included, without trades, payments and finished orders.
   */
  *viewsOf(index: number, from: number, to: number): Generator<Account> {
    const live = this.venue.account(index);
    const versions = this.accounts.get(live) ?? [];
    let [at, marked] = [lastUpTo(versions, to), lastUpTo(this.marks, to)];
    for (;;) {
      const [version, marks] = [versions[at], this.marks[marked]];
      if (!version || !marks) return;
      yield this.rebuild(live, version, marks.marks);
      const isVersionLatest = version.order > marks.order;
      if ((isVersionLatest ? version : marks).from <= from) return;
      if (isVersionLatest) at -= 1;
      else marked -= 1;
    }
  }

  /**
   * Every state of the account within [from, to], beginning with the one at `from`; states of the same millisecond
   * included, without trades, payments and finished orders.
   */
  statesOf(index: number, from: number, to: number): Account[] {
    const live = this.venue.account(index);
    const versions = this.accounts.get(live) ?? [];
    const first = current(versions, from);
    const within = versions.filter((version) => version.from > from && version.from <= to);
    return [...(first ? [first] : []), ...within].map((version) =>
      this.rebuild(live, version, this.marksBefore(Math.max(version.from, from))),
    );
  }

  /** Marks of a market within [from, to], beginning with the one at `from`. */
  marksOf(market: number, from: number, to: number): bigint[] {
    const first = current(this.marks, from);
    const within = this.marks.filter((entry) => entry.from > from && entry.from <= to);
    return [...(first ? [first] : []), ...within].flatMap(({ marks }) => marks.get(market) ?? []);
  }

  /** Fills of the account while the history ran, oldest first, and when each was made. */
  fillsOf(index: number): readonly Fill[] {
    return this.fills.get(index) ?? [];
  }

  private marksBefore(time: number): Marks {
    return current(this.marks, time)?.marks ?? new Map<number, bigint>();
  }

  private record(account: Account): void {
    const versions = this.accounts.get(account) ?? [];
    this.accounts.set(account, versions);
    const last = versions.at(-1);
    versions.push({
      from: this.clock.monotonic(),
      order: (this.changes += 1),
      positions: [...account.positions.values()].map((position) => copyPosition(position)),
      orders: [...account.orders.values()].map((order) => copyOrder(order, last)),
      transactionTime: account.transactionTime,
      collateral: account.collateral,
      deposits: account.deposits,
      feesPaid: account.feesPaid,
      total: { ...account.total },
    });
    this.trim(versions);
  }

  private recordMarks(): void {
    const known = this.marks.at(-1)?.marks;
    if (known && this.venue.markets.every((market) => known.get(market.id) === market.mark)) return;
    const marks = new Map(this.venue.markets.map((market) => [market.id, market.mark]));
    this.marks.push({ from: this.clock.monotonic(), order: (this.changes += 1), marks });
    this.trim(this.marks);
  }

  private trim(entries: { from: number }[]): void {
    const oldest = this.clock.monotonic() - this.keptMs;
    let dropped = 0;
    while (dropped + 1 < entries.length && (entries[dropped + 1]?.from ?? Infinity) <= oldest) dropped += 1;
    if (dropped > 16) entries.splice(0, dropped);
  }

  private rebuild(live: Account, version: Version, marks: Marks): Account {
    const past = new Account(live.index, live.l1Address, live.fees, live.isSubAccount, Infinity);
    Object.assign(past, {
      collateral: version.collateral,
      deposits: version.deposits,
      feesPaid: version.feesPaid,
      transactionTime: version.transactionTime,
    });
    Object.assign(past.total, version.total);
    for (const position of version.positions) {
      past.positions.set(position.market.id, copyPosition(position, marks));
    }
    for (const order of version.orders) past.orders.set(order.id, order);
    return past;
  }
}

function current<T extends { from: number }>(entries: readonly T[], time: number): T | undefined {
  return entries[lastUpTo(entries, time)];
}

/** Index of the last entry that began no later than `time`, else of the first. */
function lastUpTo(entries: readonly { from: number }[], time: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as { from: number }).from <= time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function copyPosition(position: Position, marks?: Marks): Position {
  const mark = marks?.get(position.market.id);
  const copy = new Position(mark === undefined ? position.market : marketAt(position.market, mark));
  const { size, entryQuote, realizedPnl, fundingPaid } = position;
  return Object.assign(copy, { size, entryQuote, realizedPnl, fundingPaid });
}

/** A view of the live market in which only the mark differs. */
function marketAt(market: Market, mark: bigint): Market {
  return Object.create(market, { mark: { value: mark } }) as Market;
}

function copyOrder(order: Order, last: Version | undefined): Order {
  const known = last?.orders.find(({ id }) => id === order.id);
  return known?.transactionTime === order.transactionTime ? known : { ...order };
}
