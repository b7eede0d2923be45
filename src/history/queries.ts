import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import type { StoredRow } from './row.js';
import type { TableName } from './tables.js';

/** Position between two rows in time order. `row` is the store's own row number, which orders rows of one instant. */
export interface Cursor {
  timestamp: Millis;
  row: string;
}

interface Range {
  /** Inclusive; `null` from the beginning. */
  from: Millis | null;
  /** Exclusive; `null` up to now. */
  to: Millis | null;
}

export interface PageQuery<T extends TableName = TableName> extends Range {
  table: T;
  /** `null` is every account. */
  accounts: readonly number[] | null;
  order: 'asc' | 'desc';
  limit: number;
  /** Only rows after this position, in the given order. */
  cursor: Cursor | null;
}

export interface Page<T extends TableName = TableName> {
  rows: StoredRow<T>[];
  /** `null` on the last page. */
  next: Cursor | null;
}

export const RESOLUTIONS = { '1m': 60_000, '15m': 900_000, '1h': 3_600_000, '1d': 86_400_000 } as const;
export type Resolution = keyof typeof RESOLUTIONS;

export interface EquityQuery {
  accounts: readonly number[];
  resolution: Resolution;
  from: Millis;
  to: Millis;
}

/**
 * One or more accounts combined at the end of a bucket: the last snapshot of each by then, which may be older than the bucket.
 * An account without a snapshot is left out; a value that no account has is `null`.
 */
export interface EquityPoint {
  /** Start of the bucket. */
  timestamp: Millis;
  equity: Decimal;
  collateral: Decimal | null;
  available_balance: Decimal | null;
  pnl: Decimal | null;
  daily_volume: Decimal | null;
  positions_count: number | null;
  orders_count: number | null;
  /** Number of accounts included. */
  accounts: number;
  /** How many of them were stale at that time. */
  stale_accounts: number;
}

export const PNL_GROUPS = ['account', 'market', 'day', 'hour'] as const;
export type PnlGroup = (typeof PNL_GROUPS)[number];

export interface PnlQuery extends Range {
  by: PnlGroup;
  accounts: readonly number[] | null;
  /** IANA time zone of the days. */
  tz: string;
}

/** Equity of one account as of a requested time. */
export interface EquityAt {
  account_index: number;
  /** The requested time. */
  time: Millis;
  /** When it was recorded: by then, or later when nothing was recorded by then. */
  at: Millis;
  equity: Decimal;
}

/** Exact sums over one account, market, day of a time zone, or hour (UTC). */
export interface PnlRow {
  /** Account index, market id, or start of the day or hour in epoch ms. */
  key: number;
  realized_pnl: Decimal;
  /** Fees paid; negative is a rebate. */
  fees: Decimal;
  /** Funding received; negative was paid. */
  funding: Decimal;
  /** Deposits and transfers in, minus withdrawals and transfers out; part of no PnL. 0 by market. */
  cash_flows: Decimal;
  /** Quote units. */
  volume: Decimal;
  trades: number;
  /** Trades without a known realized PnL; the sum is complete only when this is 0. */
  trades_without_pnl: number;
}
