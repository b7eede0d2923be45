import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HistoryRow } from '../row.js';
import { columnsOf, TABLE_NAMES, TABLES, type TableName } from '../tables.js';
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
  const { key, onConflict } = TABLES[table] as { key: readonly string[]; onConflict: 'keep' | 'replace' };
  const names = columnsOf(table).map(([name]) => name);
  const insert = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  const updates = names.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`);
  const action = onConflict === 'keep' ? 'NOTHING' : `UPDATE SET ${updates.join(', ')}`;
  return `${insert} ON CONFLICT (${key.join(', ')}) DO ${action}`;
}
