import type { Order, Side } from 'lighter-broadcaster-protocol/account';
import type { Sourced } from '../../state/reported.js';
import type { LosslessDocument } from '../lossless-json.js';
import type { WireObject } from '../wire.js';
import { decimal, decimalOr, id, idOr, integer, integerOr, millis, text, textOr } from './fields.js';
import { MalformedFrame } from './malformed-frame.js';

/** Symbol of a market; the id as text until the market is known. */
export type SymbolLookup = (marketId: number) => string;

export function mapOrder(
  row: WireObject,
  document: LosslessDocument,
  symbolOf: SymbolLookup,
): Sourced<Order> {
  const marketId = integer(row, 'market_index');
  const entity: Order = {
    order_id: id(row, 'order_id', 'order_index'),
    client_order_id: idOr(row, '0', 'client_order_id', 'client_order_index'),
    market_id: marketId,
    symbol: symbolOf(marketId),
    side: sideOf(row),
    type: text(row, 'type'),
    time_in_force: textOr(row, 'time_in_force', 'Unknown'),
    status: text(row, 'status'),
    price: decimal(row, 'price'),
    trigger_price: decimalOr(row, 'trigger_price', '0'),
    trigger_status: textOr(row, 'trigger_status', 'na'),
    initial_base_amount: decimal(row, 'initial_base_amount'),
    remaining_base_amount: decimal(row, 'remaining_base_amount'),
    filled_base_amount: decimalOr(row, 'filled_base_amount', '0'),
    filled_quote_amount: decimalOr(row, 'filled_quote_amount', '0'),
    reduce_only: row.reduce_only === true || row.reduce_only === 1,
    parent_order_id: idOr(row, '0', 'parent_order_id', 'parent_order_index'),
    order_expiry: millis(row, 'order_expiry'),
    created_at: millis(row, 'created_at'),
    updated_at: millis(row, 'updated_at'),
    transaction_time: millis(row, 'transaction_time'),
  };
  return { entity, text: document.textOf(row), version: integerOr(row, 'transaction_time', 0) };
}

/** Live data has `is_ask` and an empty `side`; older servers the reverse. */
function sideOf(row: WireObject): Side {
  if (typeof row.is_ask === 'boolean') return row.is_ask ? 'sell' : 'buy';
  if (row.side === 'sell' || row.side === 'ask') return 'sell';
  if (row.side === 'buy' || row.side === 'bid') return 'buy';
  throw new MalformedFrame('is_ask is not true or false', 'is_ask');
}
