import { notFound } from '../simulated-error.js';
import * as accounts from './account-endpoints.js';
import * as feeds from './feed-endpoints.js';
import * as markets from './market-endpoints.js';
import * as orders from './order-endpoints.js';
import type { RestRequest } from './rest-request.js';
import * as tokens from './token-endpoints.js';
import { trades } from './trade-endpoints.js';
import { sendTx, sendTxBatch } from './transaction-endpoints.js';
import type { Endpoint } from './endpoint-context.js';

const GET: Record<string, Endpoint> = {
  '/': markets.status,
  '/info': markets.info,
  account: accounts.account,
  accountsByL1Address: accounts.accountsByL1Address,
  accountLimits: accounts.accountLimits,
  apikeys: accounts.apikeys,
  nextNonce: accounts.nextNonce,
  positionFunding: accounts.positionFunding,
  pnl: accounts.pnl,
  accountActiveOrders: orders.accountActiveOrders,
  accountInactiveOrders: orders.accountInactiveOrders,
  trades,
  orderBooks: markets.orderBooks,
  orderBookDetails: markets.orderBookDetails,
  assetDetails: markets.assetDetails,
  orderBookOrders: feeds.orderBookOrders,
  recentTrades: feeds.recentTrades,
  candles: feeds.candles,
  exchangeStats: feeds.exchangeStats,
  'funding-rates': feeds.fundingRates,
  tokens: tokens.tokens,
};

const POST: Record<string, Endpoint> = {
  sendTx,
  sendTxBatch,
  'tokens/create': tokens.createToken,
  'tokens/revoke': tokens.revokeToken,
};

/** The endpoint that answers this request. Throws 29404 when there is none. */
export function route({ method, endpoint }: RestRequest): Endpoint {
  const table = method === 'POST' ? POST : method === 'GET' ? GET : {};
  const found = Object.hasOwn(table, endpoint) ? table[endpoint] : undefined;
  if (!found) throw notFound();
  return found;
}
