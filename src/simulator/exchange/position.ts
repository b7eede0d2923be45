import { abs } from './scaled-integer.js';
import type { Market } from './market.js';

/** Margin fractions in units of 1e-4 (500 = 5 %). */
export const INITIAL_MARGIN = 500;
export const MAINTENANCE_MARGIN = 120;

/** One account's position in one market; all amounts scaled integers, exact. */
export class Position {
  /** Signed: long > 0. */
  size = 0n;
  /** Cost of the open size, never negative; divided by the size it gives the average entry price. */
  entryQuote = 0n;
  realizedPnl = 0n;
  /** Total funding paid (received is negative). */
  fundingPaid = 0n;
  readonly initialMargin = INITIAL_MARGIN;

  constructor(readonly market: Market) {}

  /** Adds a signed size at a price and returns the realized PnL. */
  apply(signed: bigint, price: bigint): bigint {
    const closing =
      this.size * signed < 0n ? (abs(signed) < abs(this.size) ? abs(signed) : abs(this.size)) : 0n;
    let realized = 0n;
    if (closing > 0n) {
      const cost = (this.entryQuote * closing) / abs(this.size);
      realized = this.size > 0n ? closing * price - cost : cost - closing * price;
      this.entryQuote -= cost;
    }
    this.entryQuote += (abs(signed) - closing) * price;
    this.size += signed;
    this.realizedPnl += realized;
    return realized;
  }

  get value(): bigint {
    return abs(this.size) * this.market.mark;
  }

  get unrealizedPnl(): bigint {
    const gain = this.value - this.entryQuote;
    return this.size >= 0n ? gain : -gain;
  }

  get averageEntry(): bigint {
    return this.size === 0n ? 0n : this.entryQuote / abs(this.size);
  }

  get initialRequirement(): bigint {
    return (this.value * BigInt(this.initialMargin)) / 10_000n;
  }

  get maintenanceRequirement(): bigint {
    return (this.value * BigInt(MAINTENANCE_MARGIN)) / 10_000n;
  }
}
