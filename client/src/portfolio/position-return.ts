import {
  absolute,
  difference,
  isZero,
  parseDecimal,
  quotient,
  times,
  type FixedPoint,
} from 'lighter-broadcaster-protocol/decimal';
import type { Position } from '../live/model.js';

const HUNDRED = parseDecimal('100');

/** Return on the margin of a position: unrealized PnL in percent of it; `null` while the margin is unknown. */
export function returnOf(position: Position): string | null {
  const margin = marginOf(position);
  if (!margin || margin.units === 0n) return null;
  return quotient(times(parseDecimal(position.unrealized_pnl), HUNDRED), margin, 2);
}

/** Funding received less funding paid since the position opened, unlike the exchange's field, which counts what was paid. */
export function fundingOf({ total_funding_paid_out: paid }: Position): string | null {
  return paid === null ? null : difference('0', paid);
}

/** What was allocated to an isolated position; else what the position takes at its entry price. */
function marginOf(position: Position): FixedPoint | null {
  const {
    size,
    avg_entry_price,
    initial_margin_fraction: fraction,
    margin_mode,
    allocated_margin,
  } = position;
  if (margin_mode === 'isolated' && !isZero(allocated_margin)) return parseDecimal(allocated_margin);
  if (fraction === null) return null;
  const cost = times(parseDecimal(absolute(size)), parseDecimal(avg_entry_price));
  return parseDecimal(quotient(times(cost, parseDecimal(fraction)), HUNDRED, 6));
}
