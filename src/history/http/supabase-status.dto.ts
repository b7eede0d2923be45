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
  /** Rows taken in that have not reached the store they belong to. */
  lag_rows!: number;
  /** Age of the oldest of them. */
  lag_seconds!: number;
  /** @example '2026-11-01T00:00:00.000Z' */
  last_success!: string | null;
  last_error!: string | null;
  faults!: HistoryFaultDto[];
  /** Rows that Supabase refused for themselves; kept locally, offered again at every start. */
  quarantined_rows!: number;
  /** Rows given up because the journal was full; never trades or gaps. */
  dropped_rows!: number;
  journal_bytes!: number;
  /** False while readiness fails for want of disk. */
  ready!: boolean;
}
