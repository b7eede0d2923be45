import type { Secret } from '../secrets/secret.js';
import { networkName } from './network-name.js';
import type { AppConfig } from '../config/app-config.js';
import type { RetentionStep } from '../config/values/retention-steps.js';

export const HISTORY_OPTIONS = Symbol('HistoryOptions');

export interface HistoryOptions {
  /** Whether this process has to do with the history: it makes the rows, or stores them, or both. */
  enabled: boolean;
  /** It makes rows of what it collects; otherwise it stores those of another process. */
  records: boolean;
  /** Absolute or relative folder; used by one process at a time, bound to one network. */
  dataDir: string;
  exchange: string;
  network: string;
  snapshotIntervalMs: number;
  journalMaxBytes: number;
  /** Readiness fails below this much free disk space. */
  diskFloorBytes: number;
  /** How long a start waits for the previous process to end. */
  lockWaitMs: number;
  retention: readonly RetentionStep[];
  /** Age at which SQLite deletes states of orders and closed positions; `null` is never. */
  eventRetentionMs: number | null;
  accounts: readonly number[];
  /** `null` keeps history in `dataDir`. */
  supabase: { url: string; key: Secret } | null;
}

const LOCK_WAIT_MS = 15_000;

/** The history's part of the configuration. */
export function historyOptions(config: AppConfig): HistoryOptions {
  const { history, lighter, mode, accounts } = config;
  const { supabaseUrl: url, supabaseServiceRole: key } = history;
  const supabase = url && key ? { url, key } : null;
  return {
    enabled: history.enabled && (config.collects || config.keepsHistory),
    records: history.enabled && config.collects,
    dataDir: history.dataDir,
    exchange: 'lighter',
    network: mode === 'demo' ? 'demo' : networkName(lighter.baseUrl),
    snapshotIntervalMs: history.snapshotIntervalMs,
    journalMaxBytes: history.journalMaxBytes,
    diskFloorBytes: history.diskFloorBytes,
    lockWaitMs: LOCK_WAIT_MS,
    retention: history.snapshotRetention,
    eventRetentionMs: history.eventRetentionMs,
    accounts: accounts.map(({ index }) => index),
    supabase,
  };
}
