import type { Principal } from '../access/principal.js';
import type { Millis } from 'lighter-broadcaster-protocol/account';

/** A problem that keeps history from being written, and its remedy. */
export interface HistoryFault {
  kind:
    | 'unreachable'
    | 'slow-down'
    | 'too-slow'
    | 'credentials'
    | 'missing-table'
    | 'missing-column'
    | 'row-level-security'
    | 'schema-changed'
    | 'rows-refused'
    | 'journal-nearly-full'
    | 'journal-full'
    | 'disk-low'
    | 'disk-failed'
    | 'damaged'
    | 'behind';
  message: string;
  what_to_do: string;
  since: Millis;
}

export interface HistoryStatus {
  backend: 'sqlite' | 'supabase' | 'off';
  /** Recorded rows that have not reached their store yet. */
  lag_rows: number;
  /** Age of the oldest such row, in seconds. */
  lag_seconds: number;
  last_success: Millis | null;
  last_error: string | null;
  faults: HistoryFault[];
  /** Rows that Supabase rejected individually, kept locally with the reason. */
  quarantined_rows: number;
  /** Rows dropped: all while the history could not be opened; because the journal was full, never trades or gaps. */
  dropped_rows: number;
  journal_bytes: number;
  /** Size of history.sqlite and its write-ahead log. */
  database_bytes: number;
  /** False when readiness must fail: the disk is nearly full or refuses writes, or the history could not be opened. */
  ready: boolean;
}

/** Messages may quote rows, so only principals that see every account get them; counts go to everyone. */
export function statusFor<S extends WithMessages>({ accounts }: Principal, status: S): S {
  if (accounts === null) return status;
  const faults = status.faults.map((fault) => ({ ...fault, message: WITHHELD }));
  return { ...status, last_error: status.last_error === null ? null : WITHHELD, faults };
}

const WITHHELD = 'Hidden: shown only to keys that see every account.';

interface WithMessages {
  last_error: string | null;
  faults: readonly { message: string }[];
}
