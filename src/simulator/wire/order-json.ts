import { formatScaled } from '../exchange/scaled-integer.js';
import { QUOTE_DECIMALS } from '../exchange/market.js';
import { isLive, type Order } from '../exchange/records.js';

/**
 * An order in wire form, with ids as exact digits (they pass 2^53). `update` is true in pushed frames and for finished
 * orders, where the integrator fields are "0"; in snapshots and REST they are empty.
 */
export function orderJson(order: Order, update: boolean): string {
  const { sizeDecimals, priceDecimals } = order.market.spec;
  const base = (value: bigint): string => formatScaled(value, sizeDecimals);
  const integrator = update ? '0' : '';
  return (
    `{"order_index":${order.id},"client_order_index":${order.clientIndex},"order_id":"${order.id}",` +
    `"client_order_id":${JSON.stringify(order.clientId)},"market_index":${order.market.id},` +
    `"owner_account_index":${order.accountIndex},"initial_base_amount":"${base(order.initial)}",` +
    `"price":"${formatScaled(order.price, priceDecimals)}","nonce":${order.nonce},` +
    `"remaining_base_amount":"${base(order.remaining)}","is_ask":${order.isAsk},` +
    `"base_size":${isLive(order) ? order.remaining : 0n},"base_price":${order.price},` +
    `"filled_base_amount":"${base(order.filledBase)}",` +
    `"filled_quote_amount":"${formatScaled(order.filledQuote, QUOTE_DECIMALS)}","side":"",` +
    `"type":"${order.type}","time_in_force":"${order.timeInForce}","reduce_only":${order.reduceOnly},` +
    `"trigger_price":"${formatScaled(order.triggerPrice, priceDecimals)}","order_expiry":${order.expiryMs},` +
    `"status":"${order.status}","trigger_status":"${order.status === 'pending' ? 'mark-price' : 'na'}",` +
    `"trigger_time":0,"parent_order_index":0,"parent_order_id":"0","to_trigger_order_id_0":"0",` +
    `"to_trigger_order_id_1":"0","to_cancel_order_id_0":"0","integrator_fee_collector_index":"${integrator}",` +
    `"integrator_taker_fee":"${integrator}","integrator_maker_fee":"${integrator}","order_flags":0,` +
    `"block_height":${order.blockHeight},"timestamp":${seconds(order.updatedAtMs)},` +
    `"created_at":${seconds(order.createdAtMs)},"updated_at":${seconds(order.updatedAtMs)},` +
    `"transaction_time":${order.transactionTime}}`
  );
}

/** Orders in lists by market id. */
export function ordersJson(orders: Iterable<Order>, update: boolean): string {
  return byMarket(
    orders,
    (order) => order.market.id,
    (order) => orderJson(order, update),
  );
}

/** `{"<market>":[…]}` of any rows. */
export function byMarket<T>(
  rows: Iterable<T>,
  market: (row: T) => number,
  render: (row: T) => string,
): string {
  const lists = new Map<number, string[]>();
  for (const row of rows) {
    const list = lists.get(market(row));
    if (list) list.push(render(row));
    else lists.set(market(row), [render(row)]);
  }
  return `{${[...lists].map(([id, list]) => `"${id}":[${list.join(',')}]`).join(',')}}`;
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
