import { columnsOf, TABLE_NAMES, TABLES, type ColumnKind, type TableName } from '../tables.js';

const TYPES: Record<ColumnKind, string> = {
  text: 'TEXT',
  int: 'INTEGER',
  decimal: 'TEXT',
  time: 'INTEGER',
  bool: 'INTEGER',
  json: 'TEXT',
};

/** Covers the charts: a year of minutes is read from this index alone. */
const EQUITY_INDEX = `DROP INDEX IF EXISTS account_snapshots_equity;
CREATE INDEX IF NOT EXISTS account_snapshots_curve ON account_snapshots (account_index, timestamp, equity, collateral,
  available_balance, pnl, daily_volume, positions_count, orders_count, stale)`;

/** What a start needs from earlier runs, whichever store holds the rows. */
const CHECKPOINT = `
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS account_marks (account_index INTEGER PRIMARY KEY, last_trade_id TEXT,
  last_trade_at INTEGER);
CREATE TABLE IF NOT EXISTS open_positions (account_index INTEGER, market_id INTEGER, row TEXT NOT NULL,
  PRIMARY KEY (account_index, market_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS open_orders (account_index INTEGER, order_id TEXT, row TEXT NOT NULL,
  PRIMARY KEY (account_index, order_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alert_notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;`;

/** Rows that wait for Supabase, with their size in bytes, and rows that it rejected. */
const JOURNAL = `
CREATE TABLE IF NOT EXISTS journal (id INTEGER PRIMARY KEY AUTOINCREMENT, tbl TEXT NOT NULL, row TEXT NOT NULL,
  bytes INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS journal_tbl ON journal (tbl, id);
CREATE TABLE IF NOT EXISTS quarantine (id INTEGER PRIMARY KEY, tbl TEXT NOT NULL, row TEXT NOT NULL,
  reason TEXT NOT NULL, at INTEGER NOT NULL);`;

/** Creates the missing parts of the newest version; `migrate` upgrades existing files first. */
export function schemaSql(): string {
  return [...TABLE_NAMES.map(tableSql), EQUITY_INDEX, CHECKPOINT, JOURNAL].join(';\n');
}

function tableSql(table: TableName): string {
  const { key } = TABLES[table];
  const columns = columnsOf(table).map(([name, kind]) => `${name} ${TYPES[kind]}`);
  return `CREATE TABLE IF NOT EXISTS ${table} (id INTEGER PRIMARY KEY, ${columns.join(', ')}, UNIQUE (${key.join(', ')}));
CREATE INDEX IF NOT EXISTS ${table}_by_account ON ${table} (account_index, timestamp);
CREATE INDEX IF NOT EXISTS ${table}_by_time ON ${table} (timestamp)`;
}
