import {
  decimalsOf,
  type FixedPoint,
  minus,
  parseDecimal,
  shortest,
  times,
  toFixed,
  toText,
} from 'lighter-broadcaster-protocol/decimal';
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
  const held = parseDecimal(sizeBefore ?? '0');
  if (held.units === 0n || held.units > 0n === bought) return '0';
  if (entryQuoteBefore === null) return null;
  const whole = magnitude(held);
  const traded = parseDecimal(size);
  const closed = minus(whole, traded).units < 0n ? whole : traded;
  const cost = shareOf(magnitude(parseDecimal(entryQuoteBefore)), closed, whole);
  const value = times(closed, parseDecimal(price));
  const realized = bought ? minus(cost, value) : minus(value, cost);
  return toFixed(realized, Math.max(cost.scale, decimalsOf(shortest(toText(realized)))));
}

/** `total` × `part` / `whole`, truncated to the digits of `total`. */
function shareOf(total: FixedPoint, part: FixedPoint, whole: FixedPoint): FixedPoint {
  const [parts, wholes] = [part.units * 10n ** BigInt(whole.scale), whole.units * 10n ** BigInt(part.scale)];
  return { units: (total.units * parts) / wholes, scale: total.scale };
}

function magnitude({ units, scale }: FixedPoint): FixedPoint {
  return { units: units < 0n ? -units : units, scale };
}
