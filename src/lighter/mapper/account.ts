import type { AccountSummary, Asset, Funding, Volumes } from 'lighter-broadcaster-protocol/account';
import type { Sourced } from '../../state/update.js';
import type { LosslessDocument } from '../lossless-json.js';
import type { WireObject } from '../wire.js';
import { decimal, decimalOr, id, integer, integerOr, millis, text, textOr } from './fields.js';
import { MalformedFrame } from './malformed-frame.js';
import type { SymbolLookup } from './order.js';

/** Margin and equity from REST `account`. */
export function mapSummary(account: WireObject): Partial<AccountSummary> {
  return {
    collateral: decimal(account, 'collateral'),
    total_asset_value: decimalOr(account, 'total_asset_value', null),
    available_balance: decimal(account, 'available_balance'),
    cross_asset_value: decimalOr(account, 'cross_asset_value', null),
    cross_initial_margin_requirement: decimalOr(account, 'cross_initial_margin_requirement', null),
    cross_maintenance_margin_requirement: decimalOr(account, 'cross_maintenance_margin_requirement', null),
    account_trading_mode: integerOr(account, 'account_trading_mode', 0),
    account_type: integerOr(account, 'account_type', null),
    status: integerOr(account, 'status', null),
    l1_address: textOr(account, 'l1_address', null),
    total_order_count: integerOr(account, 'total_order_count', null),
    pending_order_count: integerOr(account, 'pending_order_count', null),
  };
}

/** Margin and equity from the stream's `user_stats`; its `portfolio_value` is REST's `total_asset_value`. */
export function mapUserStats(stats: WireObject): Partial<AccountSummary> {
  return {
    collateral: decimal(stats, 'collateral'),
    total_asset_value: decimal(stats, 'portfolio_value'),
    available_balance: decimal(stats, 'available_balance'),
    leverage: decimal(stats, 'leverage'),
    margin_usage: decimal(stats, 'margin_usage'),
    buying_power: decimal(stats, 'buying_power'),
    account_trading_mode: integerOr(stats, 'account_trading_mode', 0),
  };
}

export function mapAsset(row: WireObject): Asset {
  return {
    asset_id: integer(row, 'asset_id'),
    symbol: text(row, 'symbol'),
    balance: decimal(row, 'balance'),
    locked_balance: decimalOr(row, 'locked_balance', '0'),
    margin_mode: textOr(row, 'margin_mode', 'disabled'),
    margin_balance: decimalOr(row, 'margin_balance', '0'),
  };
}

export function mapFunding(
  row: WireObject,
  document: LosslessDocument,
  symbolOf: SymbolLookup,
): Sourced<Funding> {
  const marketId = integer(row, 'market_id');
  const side = text(row, 'position_side');
  if (side !== 'long' && side !== 'short')
    throw new MalformedFrame('position_side is neither long nor short');
  const entity: Funding = {
    funding_id: id(row, 'funding_id'),
    market_id: marketId,
    symbol: symbolOf(marketId),
    timestamp: millis(row, 'timestamp'),
    change: decimal(row, 'change'),
    rate: decimal(row, 'rate'),
    position_size: decimal(row, 'position_size'),
    position_side: side,
    discount: decimalOr(row, 'discount', '0'),
  };
  return { entity, text: document.textOf(row), version: 0 };
}

/** `null` when the frame has none: only snapshots carry them. */
export function mapVolumes(frame: WireObject): Volumes | null {
  if (frame.total_volume === undefined) return null;
  return {
    daily_volume: decimal(frame, 'daily_volume'),
    weekly_volume: decimal(frame, 'weekly_volume'),
    monthly_volume: decimal(frame, 'monthly_volume'),
    total_volume: decimal(frame, 'total_volume'),
  };
}
