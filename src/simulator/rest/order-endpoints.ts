import { compareIds } from 'lighter-broadcaster-protocol/delta';
import type { Order } from '../exchange/records.js';
import { orderJson } from '../wire/order-json.js';
import { cursorOf, encodeCursor, integer, oneOf, tokenOf, type RestRequest } from './rest-request.js';
import type { Endpoint, EndpointContext } from './endpoint-context.js';

const ANY_MARKET = 255;

/** Resting and pending orders, the newest transaction first; `market_id` may be omitted. */
export const accountActiveOrders: Endpoint = (context, request) => {
  const account = gated(context, request);
  const orders = [...account.orders.values()].filter(matching(request)).sort(newestFirst);
  return `{"code":200,"orders":[${render(orders, false)}]}`;
};

/** Finished orders, newest first. */
export const accountInactiveOrders: Endpoint = (context, request) => {
  const account = gated(context, request);
  const limit = integer(request.query, 'limit', { min: 1, max: 100 });
  const before = cursorOf(request.query) ?? Infinity;
  const matches = matching(request);
  const found = account.finished
    .filter((order) => order.transactionTime < before && matches(order))
    .reverse();
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const cursor = last && found.length > limit ? `"next_cursor":"${encodeCursor(last.transactionTime)}",` : '';
  return `{"code":200,${cursor}"orders":[${render(page, true)}]}`;
};

/** By milliseconds, then by id. */
function newestFirst(a: Order, b: Order): number {
  const later = Math.floor(b.transactionTime / 1000) - Math.floor(a.transactionTime / 1000);
  return later || compareIds(String(a.id), String(b.id));
}

function gated(context: EndpointContext, request: RestRequest): ReturnType<EndpointContext['account']> {
  const index = integer(request.query, 'account_index');
  context.authority.checkFor(tokenOf(request), index);
  return context.account(index);
}

function matching({ query }: RestRequest): (order: Order) => boolean {
  const market = integer(query, 'market_id', { fallback: ANY_MARKET });
  const side = integer(query, 'ask_filter', { min: -1, max: 1, fallback: -1 });
  const type = oneOf(query, 'market_type', ['all', 'spot', 'perp'], 'all');
  return (order) =>
    type !== 'spot' &&
    (market === ANY_MARKET || order.market.id === market) &&
    (side === -1 || order.isAsk === (side === 1));
}

function render(orders: readonly Order[], finished: boolean): string {
  return orders.map((order) => orderJson(order, finished)).join(',');
}
