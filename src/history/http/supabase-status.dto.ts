import type { HistoryFault } from '../history-status.js';

export class HistoryFaultDto {
  /** @example 'missing-table' */
  kind!: HistoryFault['kind'];
  message!: string;
  /** @example 'Run supabase_schema.sql in the SQL editor of the project.' */
  what_to_do!: string;
  /** @example '2026-11-01T00:00:00.000Z' */
  since!: string;
}

export class SupabaseStatusDto {
  /** Whether a store is open. */
  initialized!: boolean;
  /** False only with `HISTORY=off`. */
  persistence_enabled!: boolean;
  backend!: 'sqlite' | 'supabase' | 'off';
  /** Recorded rows that have not reached their store yet. */
  lag_rows!: number;
  /** Age of the oldest such row, in seconds. */
  lag_seconds!: number;
  /** @example '2026-11-01T00:00:00.000Z' */
  last_success!: string | null;
  last_error!: string | null;
  faults!: HistoryFaultDto[];
  /** Rows that Supabase rejected individually; kept locally and retried at every start. */
  quarantined_rows!: number;
  /** Rows dropped: all while the history could not be opened; because the journal was full, never trades or gaps. */
  dropped_rows!: number;
  /** Size of the rows that wait for Supabase. */
  journal_bytes!: number;
  /** Size of `history.sqlite` and its write-ahead log, which is the whole history without Supabase. */
  database_bytes!: number;
  /** False while the disk is nearly full or refuses writes, or when the history could not be opened; readiness fails then. */
  ready!: boolean;
}
