import type { Trade } from '../exchange/records.js';
import { tradeJson } from '../wire/trade-json.js';
import { cursorOf, encodeCursor, integer, oneOf, tokenOf, type RestRequest } from './rest-request.js';
import type { Endpoint } from './endpoint-context.js';

/** The exchange serves only this many of an account's latest trades. */
const TRADES_KEPT = 3000;
const ANY_MARKET = 255;

/** Pages of an account's trades; a cursor stays valid while newer trades arrive. */
export const trades: Endpoint = (context, request) => {
  const { query } = request;
  const index = integer(query, 'account_index');
  context.authority.checkFor(tokenOf(request), index);
  oneOf(query, 'sort_by', ['block_height', 'timestamp', 'trade_id']);
  const limit = integer(query, 'limit', { min: 1, max: 100 });
  const newestFirst = oneOf(query, 'sort_dir', ['asc', 'desc'], 'desc') === 'desc';
  const cursor = cursorOf(query);
  const matches = matching(request, index);
  const kept = context.account(index).trades.slice(-TRADES_KEPT);
  const sorted = newestFirst ? kept.reverse() : kept;
  const page: Trade[] = [];
  let more = false;
  for (const trade of sorted) {
    if (cursor !== null && (newestFirst ? trade.id >= cursor : trade.id <= cursor)) continue;
    if (!matches(trade)) continue;
    more = page.length === limit;
    if (more) break;
    page.push(trade);
  }
  const last = page.at(-1);
  const next = more && last ? `"next_cursor":"${encodeCursor(last.id)}",` : '';
  return `{"code":200,${next}"trades":[${page.map((trade) => tradeJson(trade, true)).join(',')}]}`;
};

function matching({ query }: RestRequest, account: number): (trade: Trade) => boolean {
  const market = integer(query, 'market_id', { fallback: ANY_MARKET });
  const role = oneOf(query, 'role', ['all', 'maker', 'taker'], 'all');
  const type = oneOf(
    query,
    'type',
    ['all', 'trade', 'liquidation', 'deleverage', 'market-settlement'],
    'all',
  );
  const side = integer(query, 'ask_filter', { min: -1, max: 1, fallback: -1 });
  const order = query.get('order_index');
  return (trade) => {
    const isAsk = trade.ask.accountIndex === account;
    const isMaker = trade.isMakerAsk === isAsk;
    return (
      (market === ANY_MARKET || trade.market.id === market) &&
      (type === 'all' || type === 'trade') &&
      (role === 'all' || (role === 'maker') === isMaker) &&
      (side === -1 || isAsk === (side === 1)) &&
      (order === null || [trade.ask, trade.bid].some((party) => String(party.orderId) === order))
    );
  };
}
