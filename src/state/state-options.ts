import type { AccountLabel } from 'lighter-broadcaster-protocol/account';

/** The part of the configuration that the state needs. */
export interface StateOptions {
  /** In the order in which they are served. */
  accounts: readonly { index: number; name: string; label?: AccountLabel | null }[];
  /** How long a section stays fresh after its last successful poll or the loss of its stream. */
  cacheTtlMs: number;
  /** Trades per account in memory. */
  tradesKept: number;
  /** Whether trades are fresh only once the gap with which every life of the process begins is reported. */
  awaitsGaps: boolean;
}

export const STATE_OPTIONS = Symbol('StateOptions');
