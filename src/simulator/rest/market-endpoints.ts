import { ASSET_DETAILS, orderBookDetailsJson, orderBooksJson } from '../wire/market-json.js';
import { integer, oneOf } from './rest-request.js';
import type { Endpoint } from './endpoint-context.js';

const ANY_MARKET = 255;

export const orderBooks: Endpoint = (context) => orderBooksJson(context.exchange.venue.markets);

export const orderBookDetails: Endpoint = (context, { query }) => {
  const id = integer(query, 'market_id', { fallback: ANY_MARKET });
  const filter = oneOf(query, 'filter', ['all', 'spot', 'perp'], 'all');
  const markets = context.exchange.venue.markets.filter((market) => id === ANY_MARKET || market.id === id);
  return orderBookDetailsJson(filter === 'spot' ? [] : markets, filter !== 'perp' && id === ANY_MARKET);
};

export const assetDetails: Endpoint = () => ASSET_DETAILS;

/** `GET /`: no `code`. */
export const status: Endpoint = (context) =>
  `{"status":200,"network_id":${context.networkId},"timestamp":${Math.floor(context.clock.wallNow() / 1000)}}`;

export const info: Endpoint = () => `{"contract_address":"0x3B4D794a66304F130a4Db8F2551B0070dfCf5ca7"}`;
