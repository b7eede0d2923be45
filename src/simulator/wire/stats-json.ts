import type { Account } from '../exchange/account.js';
import { formatScaled } from '../exchange/scaled-integer.js';
import { QUOTE_DECIMALS, type Market } from '../exchange/market.js';

const money = (value: bigint): string => formatScaled(value, QUOTE_DECIMALS);
const HOUR_MS = 3_600_000;

/** The `stats` object of `user_stats`; it is always complete. */
export function userStatsJson(account: Account): string {
  const portfolio = account.portfolioValue;
  const ratio = (part: bigint, scale: bigint): string =>
    formatScaled(portfolio > 0n ? (part * scale) / portfolio : 0n, 2);
  const six =
    `"available_balance":"${money(account.availableBalance)}","buying_power":"0",` +
    `"collateral":"${money(account.collateral)}","leverage":"${ratio(account.notional, 100n)}",` +
    `"margin_usage":"${ratio(account.initialRequirement, 10_000n)}","portfolio_value":"${money(portfolio)}"`;
  return `{"account_trading_mode":0,${six},"cross_stats":{${six}},"total_stats":{${six}}}`;
}

/** One market of `market_stats`: prices are text, `daily_*` are numbers. */
export function marketStatsJson(market: Market, now: number): string {
  const price = (value: bigint): string => formatScaled(value, market.spec.priceDecimals);
  return (
    `{"symbol":"${market.symbol}","market_id":${market.id},"index_price":"${price(market.index)}",` +
    `"mark_price":"${price(market.mark)}","mid_price":"${price(market.mark)}",` +
    `"open_interest":"${money(market.openInterest * market.mark)}",` +
    `"open_interest_limit":"72057594037927936.000000","funding_clamp_small":"0.0500","funding_clamp_big":"4.0000",` +
    `"last_trade_price":"${price(market.last)}","current_funding_rate":"0.0012","funding_rate":"0.0011",` +
    `"funding_timestamp":${Math.floor(now / HOUR_MS) * HOUR_MS},${dailyJson(market)}}`
  );
}

/** Daily figures as JSON numbers, shared by `market_stats` and `orderBookDetails`. */
export function dailyJson(market: Market): string {
  const { sizeDecimals, priceDecimals } = market.spec;
  const number = (value: bigint, decimals: number): number => Number(formatScaled(value, decimals));
  const change = Math.round((Number(market.mark) / Number(market.start) - 1) * 10_000) / 100;
  return (
    `"daily_base_token_volume":${number(market.volumeBase, sizeDecimals)},` +
    `"daily_quote_token_volume":${number(market.volumeQuote, QUOTE_DECIMALS)},` +
    `"daily_price_low":${number(market.low, priceDecimals)},` +
    `"daily_price_high":${number(market.high, priceDecimals)},"daily_price_change":${change}`
  );
}
