import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HistoryRow } from '../row.js';
import { columnsOf, TABLE_NAMES, TABLES, type Table, type TableName } from '../tables.js';
import { toSql } from './codec.js';

/** Upserts rows into their tables by natural key. */
export class RowWriter {
  private readonly statements: Map<TableName, StatementSync>;

  constructor(database: DatabaseSync) {
    this.statements = new Map(TABLE_NAMES.map((table) => [table, database.prepare(upsertSql(table))]));
  }

  write({ table, values }: HistoryRow): void {
    this.statements.get(table)?.run(...toSql(table, values));
  }
}

function upsertSql(table: TableName): string {
  const { key, onConflict, ends } = TABLES[table] as Table;
  const names = columnsOf(table).map(([name]) => name);
  const insert = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  const updates = names.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`);
  const forward = ends ? ` WHERE ${table}.${ends} IS NULL OR excluded.${ends} IS NOT NULL` : '';
  const action = onConflict === 'keep' ? keepSql(table, names) : `UPDATE SET ${updates.join(', ')}${forward}`;
  return `${insert} ON CONFLICT (${key.join(', ')}) DO ${action}`;
}

/** The first form stays, except that the symbol of a market replaces its id, which stands in for it while it is unknown. */
function keepSql(table: TableName, names: readonly string[]): string {
  if (!names.includes('market')) return 'NOTHING';
  return `UPDATE SET market = excluded.market WHERE ${table}.market = CAST(${table}.market_id AS TEXT)`;
}
