import type { Level } from '../exchange/book.js';
import type { Market } from '../exchange/market.js';
import { formatScaled } from '../exchange/scaled-integer.js';
import { invalidParam } from '../simulated-error.js';
import { candleJson } from '../wire/feed-json.js';
import { dailyJson } from '../wire/stats-json.js';
import { tradeJson } from '../wire/trade-json.js';
import type { Endpoint, EndpointContext } from './endpoint-context.js';
import { integer, oneOf, type RestRequest } from './rest-request.js';

/** The book as orders of strangers, one a level. */
export const orderBookOrders: Endpoint = (context, request) => {
  const market = marketOf(context, request);
  const limit = integer(request.query, 'limit', { min: 1, max: 250 });
  const { asks, bids } = context.feeds.book(market.id).whole();
  const side = (name: string, levels: readonly Level[], isAsk: boolean): string => {
    const rows = levels.slice(0, limit).map((level, at) => orderJson(market, level, isAsk, at));
    return `"total_${name}":${rows.length},"${name}":[${rows.join(',')}]`;
  };
  return `{"code":200,${side('asks', asks, true)},${side('bids', bids, false)}}`;
};

export const recentTrades: Endpoint = (context, request) => {
  const market = marketOf(context, request);
  const limit = integer(request.query, 'limit', { min: 1, max: 100 });
  const trades = context.feeds.tape(market.id).slice(-limit).reverse();
  return `{"code":200,"trades":[${trades.map((trade) => tradeJson(trade, false)).join(',')}]}`;
};

/** One candle a minute, all alike. */
export const candles: Endpoint = (context, request) => {
  const market = marketOf(context, request);
  const resolution = oneOf(request.query, 'resolution', ['1m', '5m', '15m', '1h', '4h', '1d']);
  const count = integer(request.query, 'count_back', { max: 500, fallback: 0 });
  const now = context.clock.wallNow();
  const rows = Array.from({ length: Math.max(1, count) }, (_, at) =>
    candleJson(market, now - (count - 1 - at) * 60_000),
  );
  return `{"code":200,"r":"${resolution}","c":[${rows.join(',')}]}`;
};

export const exchangeStats: Endpoint = ({ exchange }) => {
  const { markets } = exchange.venue;
  const rows = markets.map(
    (market) => `{"symbol":"${market.symbol}","daily_trades_count":${market.trades},${dailyJson(market)}}`,
  );
  return `{"code":200,"total":${rows.length},"order_book_stats":[${rows.join(',')}],"daily_usd_volume":0,"daily_trades_count":0}`;
};

export const fundingRates: Endpoint = ({ exchange }) => {
  const rows = exchange.venue.markets.map(
    ({ id, symbol }) => `{"market_id":${id},"exchange":"lighter","symbol":"${symbol}","rate":0.0000125}`,
  );
  return `{"code":200,"funding_rates":[${rows.join(',')}]}`;
};

function marketOf({ exchange }: EndpointContext, { query }: RestRequest): Market {
  const id = integer(query, 'market_id');
  const market = exchange.venue.markets.find((candidate) => candidate.id === id);
  if (!market) throw invalidParam('market_id');
  return market;
}

function orderJson({ spec }: Market, { price, size }: Level, isAsk: boolean, at: number): string {
  const id = BigInt(isAsk ? 1 : 2) * 2n ** 48n + BigInt(at + 1);
  const amount = formatScaled(size, spec.sizeDecimals);
  return (
    `{"order_index":${id},"order_id":"${id}","owner_account_index":317068,"initial_base_amount":"${amount}",` +
    `"remaining_base_amount":"${amount}","price":"${formatScaled(price, spec.priceDecimals)}",` +
    `"order_expiry":0,"transaction_time":0}`
  );
}
