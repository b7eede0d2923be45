import type { Decimal, Position } from 'lighter-broadcaster-protocol/account';
import {
  decimalsOf,
  isZero,
  minus,
  parseDecimal,
  quotient,
  times,
  toFixed,
} from 'lighter-broadcaster-protocol/decimal';
import type { Mark } from './context.js';
import type { ReportedPosition } from '../reported.js';

/** The position at its mark, `null`: not known yet. */
export function shownPosition(reported: ReportedPosition, mark: Mark | null): Position {
  const position = besideMark(reported, null);
  if (mark) moveTo(position, mark);
  return position;
}

/** The position as the exchange reported it, with the known mark. What it never reported is `null`, counts are 0. */
export function besideMark(reported: ReportedPosition, mark: Mark | null): Position {
  const position: Position = {
    market_id: reported.market_id,
    symbol: reported.symbol,
    size: reported.size,
    avg_entry_price: reported.avg_entry_price,
    position_value: reported.position_value,
    unrealized_pnl: reported.unrealized_pnl,
    realized_pnl: reported.realized_pnl ?? null,
    liquidation_price: reported.liquidation_price ?? null,
    initial_margin_fraction: reported.initial_margin_fraction ?? null,
    margin_mode: reported.margin_mode ?? null,
    allocated_margin: reported.allocated_margin ?? '0',
    total_funding_paid_out: reported.total_funding_paid_out ?? null,
    open_order_count: reported.open_order_count ?? 0,
    pending_order_count: reported.pending_order_count ?? 0,
    position_tied_order_count: reported.position_tied_order_count ?? 0,
    mark_price: null,
    mark_at: null,
    pnl_source: 'exchange',
    liquidation_distance: null,
  };
  if (mark) noteMark(position, mark);
  return position;
}

/**
 * PnL and value recomputed exactly from a mark that moved: (mark − entry) × size, and |size| × mark. At the mark at which
 * the exchange valued the position itself, its own PnL stays, since it does not round the entry price.
 */
export function atMark(position: Position, mark: Mark): Position {
  const moved = { ...position };
  moveTo(moved, mark);
  return moved;
}

function moveTo(position: Position, mark: Mark): void {
  const price = parseDecimal(mark.price);
  const size = parseDecimal(position.size);
  const value = times(price, size.units < 0n ? { ...size, units: -size.units } : size);
  const position_value = toFixed(value, decimalsOf(position.position_value));
  if (position.pnl_source !== 'exchange' || position_value !== position.position_value) {
    const gain = times(minus(price, parseDecimal(position.avg_entry_price)), size);
    position.unrealized_pnl = toFixed(gain, decimalsOf(position.unrealized_pnl));
    position.position_value = position_value;
    position.pnl_source = 'mark';
  }
  noteMark(position, mark);
}

function noteMark(position: Position, mark: Mark): void {
  position.mark_price = mark.price;
  position.mark_at = mark.at;
  position.liquidation_distance = liquidationDistance(position, mark.price);
}

/** How far the mark may move against the position, in percent of the mark; negative when it is already past. */
function liquidationDistance({ liquidation_price, size }: Position, mark: Decimal): Decimal | null {
  if (isZero(mark) || liquidation_price === null || isZero(liquidation_price)) return null;
  const price = parseDecimal(mark);
  const room = minus(price, parseDecimal(liquidation_price));
  const percent = { units: size.startsWith('-') ? -100n : 100n, scale: 0 };
  return quotient(times(room, percent), price, 2);
}
