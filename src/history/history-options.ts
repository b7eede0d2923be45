import type { Secret } from '../secrets/secret.js';
import type { RetentionStep } from '../config/retention.js';

export const HISTORY_OPTIONS = Symbol('HistoryOptions');

export interface HistoryOptions {
  backend: 'sqlite' | 'supabase' | 'off';
  /** Absolute or relative folder; one living process at a time, one network for ever. */
  dataDir: string;
  exchange: string;
  network: string;
  snapshotIntervalMs: number;
  journalMaxBytes: number;
  /** How long a start waits for the process before it to end. */
  lockWaitMs: number;
  retention: readonly RetentionStep[];
  supabase: { url: string; key: Secret } | null;
}
