import type { Gap, Millis } from 'lighter-broadcaster-protocol/account';
import type { WalkProgress } from '../upstream/gap-log.port.js';
import type { HistoryStatus } from './history-status.js';
import type { EquityAt, EquityPoint, EquityQuery, Page, PageQuery, PnlQuery, PnlRow } from './queries.js';
import type { HistoryRow, RowOf } from './row.js';
import type { KeptTable, TableName } from './tables.js';

/** What earlier runs recorded of an account, as far as the next start needs it. */
export interface AccountCheckpoint {
  first_start: boolean;
  /** Id of the latest recorded trade. */
  last_trade_id: string | null;
  open_gaps: Gap[];
  /** How far the trades of the open gaps were read; `null`: from the newest on. */
  progress: WalkProgress | null;
}

/** The last recorded row of each open position, live order and ongoing outage. */
export interface OpenRows {
  positions: RowOf<'positions'>[];
  orders: RowOf<'orders'>[];
  outages: RowOf<'link_outages'>[];
}

/** Values by name; `null` deletes one. */
export type Notes = Readonly<Record<string, string | null>>;

/** Storage of the history. Writes are idempotent: a row that is appended twice is stored once. */
export abstract class HistoryStore {
  /**
   * Resolves in the order of the calls when the rows are on disk, safe against `kill -9` and power loss.
   * @throws when the disk refuses them; none of the rows is stored then.
   */
  abstract append(rows: readonly HistoryRow[]): Promise<void>;
  /** Appends rows of a backup, which may be older than those of the store; resolves when they are on disk. */
  abstract import(rows: readonly HistoryRow[]): Promise<void>;
  abstract checkpointOf(accountIndex: number): Promise<AccountCheckpoint>;
  abstract openRows(): Promise<OpenRows>;
  /**
   * Every label and rule, and the alerts that are open or changed at or after `since`, oldest first. From the local file, so
   * that it works while Supabase is away; empty with HISTORY=off.
   */
  abstract kept<T extends KeptTable>(table: T, since: Millis): Promise<RowOf<T>[]>;
  /**
   * Appends rows and sets or deletes (`null`) private notes of the alerts, all or nothing, on disk when it resolves.
   * @throws when the disk refuses them
   */
  abstract appendNoted(rows: readonly HistoryRow[], notes: Notes): Promise<void>;
  /** Every note of earlier runs. They stay on this machine. */
  abstract notes(): Promise<Record<string, string>>;
  /** @throws Problem HISTORY_UNAVAILABLE when the store cannot be reached, HISTORY_OFF when there is none */
  abstract page<T extends TableName>(query: PageQuery<T>): Promise<Page<T>>;
  /** One point per bucket in which any of the accounts has a snapshot, oldest first. */
  abstract equity(query: EquityQuery, canceled?: AbortSignal): Promise<EquityPoint[]>;
  /** Equity of each account as of each time; an account without any snapshot is left out. */
  abstract equityAt(
    accounts: readonly number[],
    times: readonly Millis[],
    canceled?: AbortSignal,
  ): Promise<EquityAt[]>;
  /** @param canceled may end the work early, with any error */
  abstract pnl(query: PnlQuery, canceled?: AbortSignal): Promise<PnlRow[]>;
  /** Thins snapshots by age. */
  abstract retain(now: number): Promise<void>;
  abstract status(): HistoryStatus;
  /** Finishes writing and releases the data directory. */
  abstract close(): Promise<void>;
}
