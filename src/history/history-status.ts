import type { Millis } from '../state/account-state.js';

/** What keeps the history from being written, and what an operator does about it. */
export interface HistoryFault {
  kind:
    | 'unreachable'
    | 'slow-down'
    | 'credentials'
    | 'missing-table'
    | 'missing-column'
    | 'row-level-security'
    | 'schema-changed'
    | 'rows-refused'
    | 'journal-nearly-full'
    | 'journal-full'
    | 'disk-low'
    | 'disk-failed';
  message: string;
  what_to_do: string;
  since: Millis;
}

export interface HistoryStatus {
  backend: 'sqlite' | 'supabase' | 'off';
  /** Rows taken in that have not reached the store they belong to. */
  lag_rows: number;
  /** Age of the oldest of them, in seconds. */
  lag_seconds: number;
  last_success: Millis | null;
  last_error: string | null;
  faults: HistoryFault[];
  /** Rows that Supabase refused for themselves, kept locally with the reason. */
  quarantined_rows: number;
  /** Rows given up because the journal was full; never trades or gaps. */
  dropped_rows: number;
  journal_bytes: number;
  /** False when readiness must fail: too little disk, or the disk refuses writes. */
  ready: boolean;
}
