import type { Position } from 'lighter-broadcaster-protocol/account';
import type { WireObject } from '../wire.js';
import { decimal, decimalOr, integer, integerOr, textOr } from './fields.js';
import { MalformedFrame } from './malformed-frame.js';

/** The state derives mark and liquidation distance. */
export function mapPosition(row: WireObject): Position {
  const marketId = integer(row, 'market_id');
  return {
    market_id: marketId,
    symbol: textOr(row, 'symbol', String(marketId)),
    size: signedSize(row),
    avg_entry_price: decimal(row, 'avg_entry_price'),
    position_value: decimal(row, 'position_value'),
    unrealized_pnl: decimal(row, 'unrealized_pnl'),
    realized_pnl: decimalOr(row, 'realized_pnl', '0'),
    liquidation_price: decimalOr(row, 'liquidation_price', '0'),
    initial_margin_fraction: decimalOr(row, 'initial_margin_fraction', '0'),
    margin_mode: integerOr(row, 'margin_mode', 0) === 1 ? 'isolated' : 'cross',
    allocated_margin: decimalOr(row, 'allocated_margin', '0'),
    total_funding_paid_out: decimalOr(row, 'total_funding_paid_out', null),
    open_order_count: integerOr(row, 'open_order_count', 0),
    pending_order_count: integerOr(row, 'pending_order_count', 0),
    position_tied_order_count: integerOr(row, 'position_tied_order_count', 0),
    mark_price: null,
    pnl_source: 'exchange',
    liquidation_distance: null,
  };
}

/** On the wire `position` is an unsigned magnitude, with `sign` beside it, which is 1 on flat rows too. */
function signedSize(row: WireObject): string {
  const magnitude = decimal(row, 'position');
  if (magnitude.startsWith('-')) throw new MalformedFrame('position is negative');
  if (!/[1-9]/.test(magnitude)) return magnitude;
  const sign = integer(row, 'sign');
  if (sign !== 1 && sign !== -1) throw new MalformedFrame('sign is neither 1 nor -1');
  return sign === 1 ? magnitude : `-${magnitude}`;
}
