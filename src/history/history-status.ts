import type { Principal } from '../access/principal.js';
import type { Millis } from 'lighter-broadcaster-protocol/account';

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

/** What may quote a row of any account is told only to who sees every account; states and sums, to all. */
export function statusFor<S extends Told>({ accounts }: Principal, status: S): S {
  if (accounts === null) return status;
  const faults = status.faults.map((fault) => ({ ...fault, message: WITHHELD }));
  return { ...status, last_error: status.last_error === null ? null : WITHHELD, faults };
}

const WITHHELD = 'Told to keys that see every account.';

interface Told {
  last_error: string | null;
  faults: readonly { message: string }[];
}
