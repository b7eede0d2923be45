import type { TransactionChange } from '../exchange/changes.js';
import { formatScaled } from '../exchange/scaled-integer.js';
import type { Exchange } from '../exchange/exchange.js';
import { QUOTE_DECIMALS } from '../exchange/market.js';
import { usdcJson } from '../wire/account-json.js';
import { byMarket, ordersJson } from '../wire/order-json.js';
import { positionsJson } from '../wire/position-json.js';
import { userStatsJson } from '../wire/stats-json.js';
import { fundingJson, tradesJson } from '../wire/trade-json.js';
import type { AccountKind } from './channel.js';

/** The `update/…` frame of a transaction, or null when nothing changed in this channel. */
export function updateFrame(kind: AccountKind, change: TransactionChange, now: number): string | null {
  const { account } = change;
  const head = `"channel":"${kind}:${account.index}"`;
  const type = `"type":"update/${kind}"`;
  switch (kind) {
    case 'account_all':
      return accountAll(change, head, type);
    case 'account_all_positions':
      if (change.markets.size === 0) return null;
      return `{${head},"positions":${positionsJson(account, change.markets)},"shares":[]${fundingRound(change)},${type}}`;
    case 'account_all_orders':
      return change.orders.size === 0
        ? null
        : `{${head},"orders":${ordersJson(change.orders, true)},${type}}`;
    case 'account_all_trades':
      return change.trades.length === 0 ? null : `{${head},"trades":${tradesJson(change.trades)},${type}}`;
    case 'account_all_assets':
      return change.collateral
        ? `{"assets":{"3":${usdcJson(account)}},${head},"timestamp":${now},${type}}`
        : null;
    case 'user_stats':
      return change.collateral
        ? `{${head},"stats":${userStatsJson(account)},"timestamp":${now},${type}}`
        : null;
    case 'account_orders':
      return null;
  }
}

/** `account_orders/{market}/{account}`: the changed orders of one market. */
export function accountOrdersFrame(
  change: TransactionChange,
  market: number,
  exchange: Exchange,
): string | null {
  const orders = [...change.orders].filter((order) => order.market.id === market);
  if (orders.length === 0) return null;
  return (
    `{"account":${change.account.index},"channel":"account_orders:${market}",` +
    `"nonce":${exchange.market(market).nonce},"orders":${ordersJson(orders, true)},"type":"update/account_orders"}`
  );
}

function accountAll(change: TransactionChange, head: string, type: string): string {
  const { account } = change;
  const assets = change.collateral ? `"assets":{"3":${usdcJson(account)}},` : '';
  const fundings = byMarket(change.fundings, (funding) => funding.market.id, fundingJson);
  return (
    `{"account":${account.index},${assets}${head},"funding_histories":${fundings},` +
    `"positions":${positionsJson(account, change.markets)},"shares":[],"trades":${tradesJson(change.trades)},` +
    `"transaction_time":${account.transactionTime},${type}}`
  );
}

/** The last funding payment of each market's position; only in frames about funding. */
function fundingRound(change: TransactionChange): string {
  if (change.fundings.length === 0) return '';
  const paid = change.fundings.map(
    (one) => `"${one.market.id}":"${formatScaled(-one.change, QUOTE_DECIMALS)}"`,
  );
  const discounts = change.fundings.map((one) => `"${one.market.id}":"0.000000"`);
  return `,"last_funding_round":{${paid.join(',')}},"last_funding_discount":{${discounts.join(',')}}`;
}
