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
import type { ReportedPosition } from './update.js';

/** The position as the exchange told it, beside the mark that is known. */
export function besideMark(reported: ReportedPosition, mark: Decimal | null): Position {
  const position: Position = {
    market_id: reported.market_id,
    symbol: reported.symbol,
    size: reported.size,
    avg_entry_price: reported.avg_entry_price,
    position_value: reported.position_value,
    unrealized_pnl: reported.unrealized_pnl,
    realized_pnl: reported.realized_pnl ?? '0',
    liquidation_price: reported.liquidation_price ?? '0',
    initial_margin_fraction: reported.initial_margin_fraction ?? '0',
    margin_mode: reported.margin_mode ?? 'cross',
    allocated_margin: reported.allocated_margin ?? '0',
    total_funding_paid_out: reported.total_funding_paid_out ?? null,
    open_order_count: reported.open_order_count ?? 0,
    pending_order_count: reported.pending_order_count ?? 0,
    position_tied_order_count: reported.position_tied_order_count ?? 0,
    mark_price: null,
    pnl_source: 'exchange',
    liquidation_distance: null,
  };
  return markedAs(position, mark);
}

function markedAs(position: Position, mark: Decimal | null): Position {
  return {
    ...position,
    mark_price: mark,
    pnl_source: 'exchange',
    liquidation_distance: liquidationDistance(position, mark),
  };
}

/**
 * PnL and value recomputed exactly from a mark that moved: (mark − entry) × size, and |size| × mark. A mark at which the
 * exchange has valued the position itself is no move: its own PnL, from an entry that it does not round, stands.
 */
export function atMark(position: Position, mark: Decimal): Position {
  const price = parseDecimal(mark);
  const size = parseDecimal(position.size);
  const value = times(price, size.units < 0n ? { ...size, units: -size.units } : size);
  const position_value = toFixed(value, decimalsOf(position.position_value));
  if (position.pnl_source === 'exchange' && position_value === position.position_value)
    return markedAs(position, mark);
  const gain = times(minus(price, parseDecimal(position.avg_entry_price)), size);
  return {
    ...position,
    unrealized_pnl: toFixed(gain, decimalsOf(position.unrealized_pnl)),
    position_value,
    mark_price: mark,
    pnl_source: 'mark',
    liquidation_distance: liquidationDistance(position, mark),
  };
}

/** How far the mark may move against the position, in percent of the mark; negative when it is already past. */
function liquidationDistance(position: Position, mark: Decimal | null): Decimal | null {
  if (mark === null || isZero(mark) || isZero(position.liquidation_price)) return null;
  const price = parseDecimal(mark);
  const room = minus(price, parseDecimal(position.liquidation_price));
  const percent = { units: position.size.startsWith('-') ? -100n : 100n, scale: 0 };
  return quotient(times(room, percent), price, 2);
}
