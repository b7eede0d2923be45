import Big from 'big.js';
import { decimalsOf } from 'lighter-broadcaster-protocol/decimal';
import type { Decimal } from 'lighter-broadcaster-protocol/account';

/** One side of a trade with the position it had before, as reported in the trade. */
export interface TradeSide {
  bought: boolean;
  size: Decimal;
  price: Decimal;
  /** Signed; `null` when flat. */
  sizeBefore: Decimal | null;
  /** Unsigned cost of that position in quote units; `null` when not reported. */
  entryQuoteBefore: Decimal | null;
}

/**
 * PnL realized by the trade: the value of the closed part less its share of the cost; `null` when the cost is not
 * reported. The share is truncated to the digits in which the exchange keeps the cost; everything else is exact.
 */
export function realizedBy({ bought, size, price, sizeBefore, entryQuoteBefore }: TradeSide): Decimal | null {
  const held = new Big(sizeBefore ?? '0');
  if (held.eq(0) || held.gt(0) === bought) return '0';
  if (entryQuoteBefore === null) return null;
  const closed = held.abs().lt(size) ? held.abs() : new Big(size);
  const cost = shareOf(entryQuoteBefore, closed, held.abs());
  const value = closed.times(price);
  const realized = bought ? cost.minus(value) : value.minus(cost);
  return realized.toFixed(Math.max(decimalsOf(entryQuoteBefore), decimalsOf(realized.toFixed())));
}

function shareOf(total: Decimal, part: Big, whole: Big): Big {
  const digits = decimalsOf(total);
  const scale = Math.max(decimalsOf(part.toFixed()), decimalsOf(whole.toFixed()));
  const units = (unitsOf(new Big(total).abs(), digits) * unitsOf(part, scale)) / unitsOf(whole, scale);
  return new Big(units.toString()).times(`1e-${digits}`);
}

function unitsOf(value: Big, digits: number): bigint {
  return BigInt(value.times(`1e${digits}`).toFixed(0));
}
