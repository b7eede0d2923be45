import type { ReportedPosition } from '../../state/reported.js';
import type { WireObject } from '../wire.js';
import { decimal, decimalOr, integer, integerOr, textOr } from './fields.js';
import { MalformedFrame } from './malformed-frame.js';

/** Fields that the row omits stay undefined; the state derives mark and liquidation distance. */
export function mapPosition(row: WireObject): ReportedPosition {
  const marketId = integer(row, 'market_id');
  return {
    market_id: marketId,
    symbol: textOr(row, 'symbol', String(marketId)),
    size: signedSize(row),
    avg_entry_price: decimal(row, 'avg_entry_price'),
    position_value: decimal(row, 'position_value'),
    unrealized_pnl: decimal(row, 'unrealized_pnl'),
    realized_pnl: decimalOr(row, 'realized_pnl', undefined),
    liquidation_price: decimalOr(row, 'liquidation_price', undefined),
    initial_margin_fraction: decimalOr(row, 'initial_margin_fraction', undefined),
    margin_mode: marginMode(row),
    allocated_margin: decimalOr(row, 'allocated_margin', undefined),
    total_funding_paid_out: decimalOr(row, 'total_funding_paid_out', undefined),
    open_order_count: integerOr(row, 'open_order_count', undefined),
    pending_order_count: integerOr(row, 'pending_order_count', undefined),
    position_tied_order_count: integerOr(row, 'position_tied_order_count', undefined),
  };
}

function marginMode(row: WireObject): ReportedPosition['margin_mode'] {
  const mode = integerOr(row, 'margin_mode', undefined);
  return mode === undefined ? undefined : mode === 1 ? 'isolated' : 'cross';
}

/** On the wire `position` is an unsigned magnitude, with `sign` beside it, which is 1 on flat rows too. */
function signedSize(row: WireObject): string {
  const magnitude = decimal(row, 'position');
  if (magnitude.startsWith('-')) throw new MalformedFrame('position is negative', 'position');
  if (!/[1-9]/.test(magnitude)) return magnitude;
  const sign = integer(row, 'sign');
  if (sign !== 1 && sign !== -1) throw new MalformedFrame('sign is neither 1 nor -1', 'sign');
  return sign === 1 ? magnitude : `-${magnitude}`;
}
