import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './transaction.js';

/** Brings a file from one version to the next. Runs inside a transaction of its own. */
export type Migration = (database: DatabaseSync) => void;

/**
 * In order: the first brings version 1 to version 2. A step never changes once it is released, so it must not use the list
 * of tables, which is always the newest.
 */
const MIGRATIONS: readonly Migration[] = [keyTradesByTime, addCashFlows, addAlerts, addGapProgress];

/** Version of the files that this code writes. */
export const SCHEMA_VERSION = MIGRATIONS.length + 1;

/** Which version a file had, and which it has now. */
export interface Upgrade {
  from: number;
  to: number;
}

/** A newer release has written the file. */
export class NewerSchema extends Error {
  constructor(found: number, newest: number) {
    super(
      `history.sqlite has schema version ${found}, this release reads up to ${newest}: start the newer release again, or ` +
        'restore the copy of DATA_DIR that was made before the upgrade',
    );
    this.name = 'NewerSchema';
  }
}

/**
 * Brings the file to the newest version, each step in one transaction: a crash leaves a whole version, and the next start goes
 * on from there.
 * @returns `null` when there was nothing to do, as with a new file
 * @throws NewerSchema
 */
export function migrate(
  database: DatabaseSync,
  migrations: readonly Migration[] = MIGRATIONS,
): Upgrade | null {
  const newest = migrations.length + 1;
  const found = Number(readMeta(database, 'schema_version') ?? newest);
  if (found > newest) throw new NewerSchema(found, newest);
  for (const [at, step] of migrations.entries()) {
    const version = at + 2;
    if (version <= found) continue;
    inTransaction(database, () => {
      step(database);
      database.prepare(`UPDATE meta SET value = ? WHERE name = 'schema_version'`).run(String(version));
    });
  }
  return found < newest ? { from: found, to: newest } : null;
}

/** A value that the file holds about itself; `null` when it is new. */
export function readMeta(
  database: DatabaseSync,
  name: 'schema_version' | 'exchange' | 'network' | 'events_kept_until',
): string | null {
  const known = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'meta'`).get();
  if (!known) return null;
  const row = database.prepare('SELECT value FROM meta WHERE name = ?').get(name);
  return (row?.value as string | undefined) ?? null;
}

const DAY_S = 86_400;

/**
 * Version 2. After a reset the exchange counts trade ids from the start again, so a trade is known by its id and its time,
 * and the newest trade of an account is the one with the latest time. Positions get the time of their mark. Events are deleted by
 * age from a day after the upgrade on, so that an operator can raise EVENT_RETENTION first.
 */
function keyTradesByTime(database: DatabaseSync): void {
  const table = database.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'trades'`).get()?.sql as string;
  const rebuilt = table
    .replace('trades', 'trades_rebuilt')
    .replace('UNIQUE (account_index, trade_id)', 'UNIQUE (account_index, trade_id, timestamp)');
  database.exec(`${rebuilt};
    INSERT INTO trades_rebuilt SELECT * FROM trades;
    DROP TABLE trades;
    ALTER TABLE trades_rebuilt RENAME TO trades;
    CREATE INDEX trades_by_account ON trades (account_index, timestamp);
    CREATE INDEX trades_by_time ON trades (timestamp);
    ALTER TABLE positions ADD COLUMN mark_at INTEGER;
    ALTER TABLE account_marks ADD COLUMN last_trade_at INTEGER;
    INSERT OR REPLACE INTO meta VALUES ('events_kept_until', (unixepoch() + ${DAY_S}) * 1000);
    UPDATE account_marks SET last_trade_at = (SELECT max(timestamp) FROM trades
      WHERE trades.account_index = account_marks.account_index AND trade_id = last_trade_id)`);
}

/** Version 3: deposits, withdrawals and transfers. */
function addCashFlows(database: DatabaseSync): void {
  database.exec(`CREATE TABLE cash_flows (id INTEGER PRIMARY KEY, account_index INTEGER, timestamp INTEGER, flow_id TEXT,
      amount TEXT, source TEXT, confirmed_at INTEGER, epoch TEXT, seq INTEGER, received_at INTEGER, raw_data TEXT,
      UNIQUE (account_index, flow_id));
    CREATE INDEX cash_flows_by_account ON cash_flows (account_index, timestamp);
    CREATE INDEX cash_flows_by_time ON cash_flows (timestamp)`);
}

/** Version 4: labels of accounts, rules and alerts. */
function addAlerts(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE account_labels (id INTEGER PRIMARY KEY, account_index INTEGER, timestamp INTEGER, label TEXT,
      group_name TEXT, tags TEXT, epoch TEXT, seq INTEGER, received_at INTEGER, raw_data TEXT, UNIQUE
      (account_index));
    CREATE INDEX account_labels_by_account ON account_labels (account_index, timestamp);
    CREATE INDEX account_labels_by_time ON account_labels (timestamp);
    CREATE TABLE alert_rules (id INTEGER PRIMARY KEY, account_index INTEGER, timestamp INTEGER, rule_id TEXT,
      rule TEXT, deleted INTEGER, epoch TEXT, seq INTEGER, received_at INTEGER, raw_data TEXT, UNIQUE
      (rule_id));
    CREATE INDEX alert_rules_by_account ON alert_rules (account_index, timestamp);
    CREATE INDEX alert_rules_by_time ON alert_rules (timestamp);
    CREATE TABLE alerts (id INTEGER PRIMARY KEY, account_index INTEGER, timestamp INTEGER, alert_id TEXT,
      rule_id TEXT, kind TEXT, severity TEXT, state TEXT, account_name TEXT, market TEXT, subject TEXT, summary
      TEXT, details TEXT, updated_at INTEGER, acknowledged_by TEXT, acknowledged_at INTEGER, resolved_at
      INTEGER, count INTEGER, epoch TEXT, seq INTEGER, received_at INTEGER, raw_data TEXT, UNIQUE (alert_id));
    CREATE INDEX alerts_by_account ON alerts (account_index, timestamp);
    CREATE INDEX alerts_by_time ON alerts (timestamp);
    CREATE TABLE alert_notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`);
}

/** Version 5: how far the trades of an open gap were read. */
function addGapProgress(database: DatabaseSync): void {
  database.exec('ALTER TABLE gaps ADD COLUMN progress TEXT');
}
