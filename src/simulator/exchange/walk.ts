import type { Account } from './account.js';
import { abs } from './scaled-integer.js';
import type { Market } from './market.js';
import type { Position } from './position.js';
import type { Random } from './random.js';
import type { Order } from './records.js';
import type { SimulatedVenue } from './simulated-venue.js';

const HOUR_MS = 3_600_000;
const TYPICAL_QUOTE = 120_000_000;
const MAX_ORDERS = 8;
const TOP_UP = 10_000_000_000n;
const LOW_WATER = 2_000_000_000n;

/** The seeded life of the exchange: prices move, accounts place, fill, cancel, open, flip and close. */
export class Walk {
  /** Scales how far prices move in one step. */
  volatility = 1;
  private lastHour: number;

  constructor(
    private readonly venue: SimulatedVenue,
    private readonly random: Random,
    private readonly options: { activity: number; keepsAbove: number },
    now: number,
  ) {
    this.lastHour = Math.floor(now / HOUR_MS);
  }

  movePrices(): void {
    for (const market of this.venue.markets) market.step(this.random, this.volatility);
    this.venue.fillCrossed();
  }

  act(now: number): void {
    for (const account of this.venue.accounts) {
      for (let left = this.options.activity; left > 0; left -= 1) {
        if (left >= 1 || this.random.chance(left)) this.actFor(account);
      }
    }
    this.fundHourly(now);
  }

  private actFor(account: Account): void {
    const { random, venue } = this;
    if (account.portfolioValue < LOW_WATER) venue.deposit(account, TOP_UP);
    const market = random.pick(venue.markets);
    const orders = [...account.orders.values()];
    const roll = random.next();
    if (orders.length < 2 || (roll < 0.35 && orders.length < MAX_ORDERS)) this.place(account, market);
    else if (roll < 0.6) this.fillSome(random.pick(orders));
    else if (roll < 0.75) venue.cancel(random.pick(orders));
    else if (roll < 0.88) this.tradeAtMarket(account, market);
    else if (roll < 0.94) this.closeSome(account);
    else this.flipSome(account);
  }

  private place(account: Account, market: Market): void {
    const buys = this.random.chance(0.5);
    const away = (market.mark * BigInt(this.random.int(1, 30))) / 1000n;
    const price = market.mark + (buys ? -away : away);
    this.venue.rest({ account, market, isAsk: !buys, size: this.size(market), price });
  }

  private fillSome(order: Order): void {
    const half = order.remaining / 2n;
    const partial = half > 0n && this.random.chance(0.5);
    this.venue.fill(order, partial ? half : order.remaining);
  }

  private tradeAtMarket(account: Account, market: Market): void {
    const held = account.position(market).size;
    const crowded = abs(held) * market.mark > TOP_UP / 10n && !this.isKept(account.position(market));
    const buys = crowded ? held < 0n : this.random.chance(0.5);
    this.venue.deal({ account, market, isAsk: !buys, size: this.size(market), price: market.mark });
  }

  private closeSome(account: Account): void {
    const market = this.openMarket(account);
    if (market) this.venue.reduce(account, market, 1n);
  }

  private flipSome(account: Account): void {
    const market = this.openMarket(account);
    if (market) this.venue.reduce(account, market, 2n);
  }

  private openMarket(account: Account): Market | undefined {
    const open = [...account.positions.values()].filter(
      (position) => position.size !== 0n && !this.isKept(position),
    );
    return open.length > 0 ? this.random.pick(open).market : undefined;
  }

  private isKept(position: Position): boolean {
    return Number(position.value) > this.options.keepsAbove * 1e6;
  }

  private size(market: Market): bigint {
    return market.sizeWorth(BigInt(this.random.int(TYPICAL_QUOTE / 4, TYPICAL_QUOTE * 2)));
  }

  private fundHourly(now: number): void {
    const hour = Math.floor(now / HOUR_MS);
    if (hour === this.lastHour) return;
    this.lastHour = hour;
    for (const market of this.venue.markets) this.venue.fund(market, BigInt(this.random.int(-20, 40)));
  }
}
