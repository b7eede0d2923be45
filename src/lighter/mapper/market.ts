import type { Market, MarketStats } from 'lighter-broadcaster-protocol/operations';
import type { WireObject } from '../wire.js';
import { decimal, decimalOr, integer, millis, text, textOr } from './fields.js';

export function mapMarket(row: WireObject): Omit<Market, 'stats'> {
  return {
    market_id: integer(row, 'market_id'),
    symbol: text(row, 'symbol'),
    market_type: row.market_type === 'spot' ? 'spot' : 'perp',
    status: textOr(row, 'status', 'active'),
    size_decimals: integer(row, 'supported_size_decimals'),
    price_decimals: integer(row, 'supported_price_decimals'),
  };
}

export function mapMarketStats(row: WireObject): { market_id: number; symbol: string; stats: MarketStats } {
  const marketId = integer(row, 'market_id');
  return {
    market_id: marketId,
    symbol: textOr(row, 'symbol', String(marketId)),
    stats: {
      mark_price: decimal(row, 'mark_price'),
      index_price: decimal(row, 'index_price'),
      last_trade_price: decimal(row, 'last_trade_price'),
      mid_price: decimalOr(row, 'mid_price', null),
      open_interest: decimal(row, 'open_interest'),
      current_funding_rate: decimal(row, 'current_funding_rate'),
      funding_rate: decimal(row, 'funding_rate'),
      funding_timestamp: millis(row, 'funding_timestamp'),
      daily_base_token_volume: decimal(row, 'daily_base_token_volume'),
      daily_quote_token_volume: decimal(row, 'daily_quote_token_volume'),
      daily_price_low: decimal(row, 'daily_price_low'),
      daily_price_high: decimal(row, 'daily_price_high'),
      daily_price_change: decimal(row, 'daily_price_change'),
    },
  };
}
