import type { Gap } from 'lighter-broadcaster-protocol/account';
import type { HistoryStatus } from './history-status.js';
import type { EquityPoint, EquityQuery, Page, PageQuery, PnlQuery, PnlRow } from './queries.js';
import type { HistoryRow, RowOf } from './row.js';
import type { TableName } from './tables.js';

/** What one account left behind in earlier lives of the process. */
export interface AccountCheckpoint {
  first_start: boolean;
  /** Highest trade id ever recorded. */
  last_trade_id: string | null;
  open_gaps: Gap[];
}

/** The last row recorded of each position that has not closed, each order that is live, each outage that has not ended. */
export interface OpenRows {
  positions: RowOf<'positions'>[];
  orders: RowOf<'orders'>[];
  outages: RowOf<'link_outages'>[];
}

/** Where history lives. Writing is idempotent: a row that comes twice is there once. */
export abstract class HistoryStore {
  /**
   * Resolves when the rows are on disk, proof against `kill -9` and power loss, in the order of the calls.
   * @throws when the disk refuses them; nothing of the call is stored then.
   */
  abstract append(rows: readonly HistoryRow[]): Promise<void>;
  abstract checkpointOf(accountIndex: number): Promise<AccountCheckpoint>;
  abstract openRows(): Promise<OpenRows>;
  /** @throws Problem HISTORY_UNAVAILABLE when the store can't be reached, HISTORY_OFF when there is none. */
  abstract page<T extends TableName>(query: PageQuery<T>): Promise<Page<T>>;
  /** A point for each bucket in which any of the accounts has a snapshot, oldest first. */
  abstract equity(query: EquityQuery): Promise<EquityPoint[]>;
  abstract pnl(query: PnlQuery): Promise<PnlRow[]>;
  /** Thins snapshots by age. */
  abstract retain(now: number): Promise<void>;
  abstract status(): HistoryStatus;
  /** Ends writing and releases the data directory. */
  abstract close(): Promise<void>;
}
