import type { BookPart, Level } from '../exchange/book.js';
import type { Market } from '../exchange/market.js';
import type { Trade } from '../exchange/records.js';
import { formatScaled } from '../exchange/scaled-integer.js';
import { dailyJson } from './stats-json.js';
import { tradeJson } from './trade-json.js';

type Phase = 'subscribed' | 'update';

export function bookFrame(market: Market, part: BookPart, now: number, phase: Phase): string {
  const { offset, nonce, beginNonce } = part;
  const at = now * 1000;
  return (
    `{"channel":"order_book:${market.id}","last_updated_at":${at},"offset":${offset},` +
    `"order_book":{"code":0,"asks":${levels(market, part.asks)},"bids":${levels(market, part.bids)},` +
    `"offset":${offset},"nonce":${nonce},"last_updated_at":${at},"begin_nonce":${beginNonce}},` +
    `"timestamp":${now},"type":"${phase}/order_book"}`
  );
}

/** Best ask and bid of a whole book. */
export function tickerFrame(market: Market, book: BookPart, now: number, phase: Phase): string {
  const at = now * 1000;
  const [ask, bid] = [book.asks[0]!, book.bids[0]!];
  return (
    `{"channel":"ticker:${market.id}","last_updated_at":${at},"nonce":${book.nonce},` +
    `"ticker":{"s":"${market.symbol}","a":${level(market, ask)},"b":${level(market, bid)},` +
    `"last_updated_at":${at}},"timestamp":${now},"type":"${phase}/ticker"}`
  );
}

export function tradeFrame(market: Market, trades: readonly Trade[], phase: Phase): string {
  const rows = trades.map((trade) => tradeJson(trade, false));
  return (
    `{"channel":"trade:${market.id}","liquidation_trades":[],"nonce":${market.nonce},` +
    `"trades":[${rows.join(',')}],"type":"${phase}/trade"}`
  );
}

/** The running candle; only its close moves. */
export function candleFrame(market: Market, resolution: string, now: number, phase: Phase): string {
  return (
    `{"candle":${candleJson(market, now)},"channel":"candle:${market.id}:${resolution}",` +
    `"timestamp":${now},"type":"${phase}/candle"}`
  );
}

export function candleJson(market: Market, at: number): string {
  const price = (value: bigint): number => Number(formatScaled(value, market.spec.priceDecimals));
  return (
    `{"t":${Math.floor(at / 60_000) * 60_000},"o":${price(market.start)},"h":${price(market.high)},` +
    `"l":${price(market.low)},"c":${price(market.mark)},"v":1.5,"V":3576.03,"i":26412000001}`
  );
}

export function heightFrame(height: number, now: number, phase: Phase): string {
  return `{"channel":"height","height":${height},"timestamp":${now},"type":"${phase}/height"}`;
}

/** The one spot market, which is quoted like its perpetual. */
export function spotStatsFrame(name: string, market: Market, now: number, phase: Phase): string {
  const price = (value: bigint): string => formatScaled(value, market.spec.priceDecimals);
  const row =
    `{"symbol":"ETH/USDC","market_id":2048,"index_price":"${price(market.index)}",` +
    `"mid_price":"${price(market.mark)}","last_trade_price":"${price(market.last)}",${dailyJson(market)}}`;
  const stats = name.endsWith(':all') ? `{"2048":${row}}` : row;
  return `{"channel":"${name}","spot_market_stats":${stats},"timestamp":${now},"type":"${phase}/spot_market_stats"}`;
}

function levels(market: Market, of: readonly Level[]): string {
  return `[${of.map((one) => level(market, one)).join(',')}]`;
}

export function level({ spec }: Market, { price, size }: Level): string {
  return `{"price":"${formatScaled(price, spec.priceDecimals)}","size":"${formatScaled(size, spec.sizeDecimals)}"}`;
}
