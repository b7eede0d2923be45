import { Min } from 'class-validator';
import type { Secret } from '../../secrets/secret.js';
import { httpOrigin, integer, onOff, secret, seconds, text } from '../values/readers.js';
import { period, type RetentionStep, retention } from '../values/retention-steps.js';
import { Variable } from '../variable.js';

/** History: storage, retention and limits. */
export class HistoryConfig {
  @Variable('HISTORY', { default: 'on', reader: onOff, meaning: 'off keeps no history.' })
  readonly enabled!: boolean;

  @Variable('DATA_DIR', {
    default: './data',
    reader: text,
    meaning: 'Folder for everything that survives a restart.',
  })
  readonly dataDir!: string;

  @Variable('Supabase_Url', {
    alias: 'SUPABASE_URL',
    reader: httpOrigin,
    meaning:
      'Supabase project that stores the history; without one it stays in DATA_DIR. SUPABASE_URL works too.',
  })
  readonly supabaseUrl!: string | null;

  @Variable('Supabase_service_role', {
    alias: 'SUPABASE_SERVICE_ROLE',
    reader: secret,
    secret: true,
    meaning: 'Service role key of that project. SUPABASE_SERVICE_ROLE works too.',
  })
  readonly supabaseServiceRole!: Secret | null;

  @Variable('SNAPSHOT_INTERVAL', {
    default: '60',
    reader: seconds,
    meaning: 'Seconds between recorded snapshots of an account.',
  })
  @Min(1000, { message: '$property must be at least 1 second' })
  readonly snapshotIntervalMs!: number;

  @Variable('SNAPSHOT_RETENTION', {
    default: '1m:2d,15m:60d,1h:forever',
    reader: retention,
    meaning:
      'How snapshots thin out with age, as <one per>:<for how long> (m, h, d, forever). Trades are always kept.',
  })
  readonly snapshotRetention!: readonly RetentionStep[];

  @Variable('EVENT_RETENTION', {
    default: '90d',
    reader: period,
    meaning:
      'How long SQLite keeps states of orders and closed positions (m, h, d, forever). Trades, funding and gaps are always kept.',
  })
  readonly eventRetentionMs!: number | null;

  @Variable('JOURNAL_MAX_BYTES', {
    default: '1073741824',
    reader: integer,
    meaning:
      'Bytes that rows waiting for Supabase may take in DATA_DIR, trades and gaps not counted; beyond it the oldest snapshots are dropped first. Without Supabase it has no effect.',
  })
  @Min(1_048_576)
  readonly journalMaxBytes!: number;

  @Variable('DISK_FLOOR_BYTES', {
    default: '268435456',
    reader: integer,
    meaning: 'Free disk space below which the service reports itself not ready.',
  })
  readonly diskFloorBytes!: number;
}
