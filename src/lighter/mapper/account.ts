import type { AccountSummary, Funding, Volumes } from 'lighter-broadcaster-protocol/account';
import type { ReportedAsset, Sourced, Unreadable } from '../../state/reported.js';
import type { LosslessDocument } from '../lossless-json.js';
import type { WireObject } from '../wire.js';
import { decimal, decimalOr, id, integer, isDecimal, millis, text, textOr } from './fields.js';
import { MalformedFrame } from './malformed-frame.js';
import { unreadableOf } from './rows.js';
import type { SymbolLookup } from './order.js';

/** How a field of the summary is read from the field of the wire. */
type SummaryReader = [wire: string, read: (node: WireObject, field: string) => unknown];
type SummaryReaders = { [Field in keyof AccountSummary]?: SummaryReader };

const ACCOUNT_FIELDS = readersOf({
  collateral: ['collateral', decimal],
  total_asset_value: ['total_asset_value', decimal],
  available_balance: ['available_balance', decimal],
  cross_asset_value: ['cross_asset_value', decimal],
  cross_initial_margin_requirement: ['cross_initial_margin_requirement', decimal],
  cross_maintenance_margin_requirement: ['cross_maintenance_margin_requirement', decimal],
  account_trading_mode: ['account_trading_mode', integer],
  account_type: ['account_type', integer],
  status: ['status', integer],
  l1_address: ['l1_address', text],
  total_order_count: ['total_order_count', integer],
  pending_order_count: ['pending_order_count', integer],
});

const STATS_FIELDS = readersOf({
  collateral: ['collateral', decimal],
  total_asset_value: ['portfolio_value', decimal],
  available_balance: ['available_balance', decimal],
  leverage: ['leverage', decimal],
  margin_usage: ['margin_usage', decimal],
  buying_power: ['buying_power', decimal],
  account_trading_mode: ['account_trading_mode', integer],
});

function readersOf(readers: SummaryReaders): readonly [field: string, reader: SummaryReader][] {
  return Object.entries(readers);
}

/** The fields that a source reported. A field it omits is absent here too and keeps its value. */
export interface ReadSummary {
  fields: Partial<AccountSummary>;
  /** Fields that are blank or invalid; omitted when there are none. */
  unreadable?: Unreadable[];
}

/** Margin and equity from REST `account`. */
export function mapSummary(account: WireObject): ReadSummary {
  return readSummary(account, ACCOUNT_FIELDS);
}

/** Margin and equity from the stream's `user_stats`; its `portfolio_value` is REST's `total_asset_value`. */
export function mapUserStats(stats: WireObject): ReadSummary {
  return readSummary(stats, STATS_FIELDS);
}

function readSummary(node: WireObject, readers: ReturnType<typeof readersOf>): ReadSummary {
  const fields: Record<string, unknown> = {};
  const unreadable: Unreadable[] = [];
  for (const [name, [wire, read]] of readers) {
    const value = node[wire];
    if (value === undefined || value === null) continue;
    if (value === '') {
      unreadable.push({ id: null, field: name, reason: 'is blank' });
      continue;
    }
    try {
      fields[name] = read(node, wire);
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      unreadable.push({ ...unreadableOf(error, null), field: name });
    }
  }
  return unreadable.length > 0 ? { fields, unreadable } : { fields };
}

export function mapAsset(row: WireObject): ReportedAsset {
  return {
    asset_id: integer(row, 'asset_id'),
    symbol: text(row, 'symbol'),
    balance: decimal(row, 'balance'),
    locked_balance: decimalOr(row, 'locked_balance', undefined),
    margin_mode: textOr(row, 'margin_mode', undefined),
    margin_balance: decimalOr(row, 'margin_balance', undefined),
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
    throw new MalformedFrame('position_side is neither long nor short', 'position_side');
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

const VOLUMES = ['daily_volume', 'weekly_volume', 'monthly_volume', 'total_volume'] as const;

/** The volumes that a frame reports, usually a snapshot; `null` when it reports none. */
export function mapVolumes(frame: WireObject): Partial<Volumes> | null {
  const volumes: Partial<Volumes> = {};
  for (const field of VOLUMES) if (isDecimal(frame[field])) volumes[field] = decimal(frame, field);
  return Object.keys(volumes).length > 0 ? volumes : null;
}
