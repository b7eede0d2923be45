import type { Clock } from '../../clock/clock.js';
import type { Account, Volumes } from '../exchange/account.js';
import { jsonNumber } from '../exchange/scaled-integer.js';
import type { Exchange } from '../exchange/exchange.js';
import { QUOTE_DECIMALS } from '../exchange/market.js';
import { assetsJson } from '../wire/account-json.js';
import { ordersJson } from '../wire/order-json.js';
import { positionsJson } from '../wire/position-json.js';
import { marketStatsJson, userStatsJson } from '../wire/stats-json.js';
import type { MarketStatsChannel, SimulatedChannel } from './channel.js';
import type { SimulatedMarketFeeds } from './simulated-market-feeds.js';

/** The `subscribed/…` frame: the current state of a channel. */
export function snapshotFrame(
  channel: SimulatedChannel,
  exchange: Exchange,
  clock: Clock,
  feeds: SimulatedMarketFeeds,
): string {
  if (channel.kind === 'market_stats') return marketFrame(channel, exchange, clock.wallNow(), 'subscribed');
  if (channel.account === null) return feeds.snapshot(channel);
  return accountSnapshot(channel, exchange.account(channel.account), exchange, clock.wallNow());
}

function accountSnapshot(
  channel: Extract<SimulatedChannel, { account: number }>,
  account: Account,
  exchange: Exchange,
  now: number,
): string {
  const { kind, name } = channel;
  const head = `"channel":"${name}"`;
  const type = `"type":"subscribed/${kind}"`;
  switch (kind) {
    case 'account_all':
      return (
        `{"account":${account.index},"assets":${assetsJson(account)},${head},${volumes(account.volumes(now), true)},` +
        `"funding_histories":{},"positions":${positionsJson(account)},"shares":[],"trades":{},${type}}`
      );
    case 'account_all_positions':
      return `{${head},"positions":${positionsJson(account)},"shares":[],${type}}`;
    case 'account_all_orders':
      return `{${head},"orders":${ordersJson(account.orders.values(), false)},${type}}`;
    case 'account_all_trades':
      return `{${head},${volumes(account.volumes(now), false)},"trades":{},${type}}`;
    case 'account_all_assets':
      return `{"assets":${assetsJson(account)},${head},"timestamp":${now},${type}}`;
    case 'user_stats':
      return `{${head},"stats":${userStatsJson(account)},"timestamp":${now},${type}}`;
    case 'account_orders': {
      const market = channel.market ?? 0;
      const orders = ordersJson(account.ordersIn(market), false);
      return `{"account":${account.index},${head},"nonce":${exchange.market(market).nonce},"orders":${orders},${type}}`;
    }
  }
}

/** One market's object, or a map of all. */
export function marketFrame(
  channel: MarketStatsChannel,
  exchange: Exchange,
  now: number,
  phase: 'subscribed' | 'update',
  only?: readonly number[],
): string {
  const { markets } = exchange.venue;
  const chosen = only ? markets.filter((market) => only.includes(market.id)) : markets;
  const stats =
    channel.market === 'all'
      ? `{${chosen.map((market) => `"${market.id}":${marketStatsJson(market, now)}`).join(',')}}`
      : marketStatsJson(exchange.market(channel.market), now);
  return `{"channel":"${channel.name}","market_stats":${stats},"timestamp":${now},"type":"${phase}/market_stats"}`;
}

function volumes(of: Volumes, withCounts: boolean): string {
  return (['daily', 'weekly', 'monthly', 'total'] as const)
    .map((span) => {
      const count = withCounts ? `"${span}_trades_count":${of[span].count},` : '';
      return `${count}"${span}_volume":${jsonNumber(of[span].quote, QUOTE_DECIMALS)}`;
    })
    .join(',');
}
