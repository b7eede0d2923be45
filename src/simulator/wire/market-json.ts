import { formatScaled } from '../exchange/scaled-integer.js';
import type { Market } from '../exchange/market.js';
import { INITIAL_MARGIN, MAINTENANCE_MARGIN } from '../exchange/position.js';
import { dailyJson } from './stats-json.js';

const CREATED_AT = '"created_at":"1737098461100","multiplier":"1.000000000000000000"';

interface BookRow {
  symbol: string;
  id: number;
  kind: 'perp' | 'spot';
  base: number;
  quote: number;
  liquidationFee: string;
  minBase: string;
  sizeDecimals: number;
  priceDecimals: number;
}

/** A spot market that is listed but never trades; clients of perpetuals must skip it. */
const SPOT: BookRow = {
  symbol: 'ETH/USDC',
  id: 2048,
  kind: 'spot',
  base: 1,
  quote: 3,
  liquidationFee: '0.0000',
  minBase: '0.0050',
  sizeDecimals: 4,
  priceDecimals: 2,
};

/** All of `orderBooks`. */
export function orderBooksJson(markets: readonly Market[]): string {
  const rows = [...markets.map(perpRow), SPOT].map((row) => `{${bookFields(row)}}`);
  return `{"code":200,"order_books":[${rows.join(',')}]}`;
}

/** `orderBookDetails` of these markets, and of the spot market when `spot`. */
export function orderBookDetailsJson(markets: readonly Market[], spot: boolean): string {
  const perps = markets.map((market) => `{${bookFields(perpRow(market))},${perpDetails(market)}}`);
  const spots = spot ? [`{${bookFields(SPOT)},${SPOT_DETAILS}}`] : [];
  return `{"code":200,"order_book_details":[${perps.join(',')}],"spot_order_book_details":[${spots.join(',')}]}`;
}

export const ASSET_DETAILS =
  `{"code":200,"asset_details":[` +
  assetRow(3, 'USDC', 6, 6, 'enabled', '1.000000') +
  ',' +
  assetRow(1, 'ETH', 18, 8, 'disabled', '2384.020000') +
  `]}`;

const SPOT_DETAILS =
  `"size_decimals":4,"price_decimals":2,"last_trade_price":2384.1,"daily_trades_count":812,` +
  `"daily_base_token_volume":681.5806,"daily_quote_token_volume":1535781.121577,"daily_price_low":2301.2,` +
  `"daily_price_high":2399.9,"daily_price_change":-0.91,"daily_chart":{}`;

function perpRow({ id, symbol, spec }: Market): BookRow {
  const { minBase, sizeDecimals, priceDecimals } = spec;
  return {
    symbol,
    id,
    kind: 'perp',
    base: 0,
    quote: 0,
    liquidationFee: '1.0000',
    minBase,
    sizeDecimals,
    priceDecimals,
  };
}

function bookFields(row: BookRow): string {
  return (
    `"symbol":"${row.symbol}","market_id":${row.id},"market_type":"${row.kind}","base_asset_id":${row.base},` +
    `"quote_asset_id":${row.quote},"status":"active","taker_fee":"0.0000","is_taker_fee_enabled":true,` +
    `"maker_fee":"0.0000","is_maker_fee_enabled":true,"liquidation_fee":"${row.liquidationFee}",` +
    `"min_base_amount":"${row.minBase}","min_quote_amount":"10.000000","order_quote_limit":"281474976.710655",` +
    `"supported_size_decimals":${row.sizeDecimals},"supported_price_decimals":${row.priceDecimals},` +
    `"supported_quote_decimals":6,${CREATED_AT}`
  );
}

function perpDetails(market: Market): string {
  const { sizeDecimals, priceDecimals } = market.spec;
  const price = (value: bigint): string => formatScaled(value, priceDecimals);
  return (
    `"size_decimals":${sizeDecimals},"price_decimals":${priceDecimals},"quote_multiplier":1,` +
    `"default_initial_margin_fraction":${INITIAL_MARGIN},"min_initial_margin_fraction":200,` +
    `"maintenance_margin_fraction":${MAINTENANCE_MARGIN},"closeout_margin_fraction":80,` +
    `"mark_price":"${price(market.mark)}","index_price":"${price(market.index)}",` +
    `"last_trade_price":${Number(price(market.last))},"daily_trades_count":${market.trades},${dailyJson(market)},` +
    `"open_interest":${Number(formatScaled(market.openInterest, sizeDecimals))},"daily_chart":{},` +
    `"market_config":{"market_margin_mode":0,"insurance_fund_account_index":281474976710655,"liquidation_mode":0,` +
    `"force_reduce_only":false,"trading_hours":"","funding_fee_discounts_enabled":true,"hidden":false,` +
    `"rfq_enabled":false},"strategy_index":0,"market_flags":0,"funding_premium_multiplier":100,` +
    `"funding_clamp_small":"0.0500","funding_clamp_big":"4.0000","base_interest_rate":"0.0001"`
  );
}

function assetRow(
  id: number,
  symbol: string,
  l1: number,
  decimals: number,
  mode: string,
  price: string,
): string {
  const minimum = formatScaled(1_000_000n, decimals);
  return (
    `{"asset_id":${id},"symbol":"${symbol}","l1_decimals":${l1},"decimals":${decimals},` +
    `"min_transfer_amount":"${minimum}","min_withdrawal_amount":"${minimum}","margin_mode":"${mode}",` +
    `"index_price":"${price}","l1_address":"0x0000000000000000000000000000000000000000"}`
  );
}
