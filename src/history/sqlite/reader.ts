import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Cursor, Page, PageQuery } from '../queries.js';
import type { StoredRow } from '../row.js';
import type { TableName } from '../tables.js';
import { fromSql } from './codec.js';

/** One page; several accounts are asked one by one and merged, so that each is a walk along its own index. */
export function readPage(database: DatabaseSync, query: PageQuery, source: Source): Page {
  const { where, values } = conditions(query);
  const parts = (query.accounts ?? [null]).map((account) => {
    const filter = account === null ? where : [`account_index = ${Number(account)}`, ...where];
    const condition = filter.length > 0 ? `WHERE ${filter.join(' AND ')}` : '';
    return `SELECT * FROM (SELECT * FROM ${query.table} ${condition} ${orderBy(query)} LIMIT ${query.limit + 1})`;
  });
  if (parts.length === 0) return { rows: [], next: null };
  const sql =
    parts.length === 1
      ? parts.join()
      : `${parts.join(' UNION ALL ')} ${orderBy(query)} LIMIT ${query.limit + 1}`;
  const found = database.prepare(sql).all(...parts.flatMap(() => values));
  const rows = found.slice(0, query.limit).map((row) => storedRow(query.table, row, source));
  const last = rows.at(-1);
  return { rows, next: found.length > query.limit && last ? cursorOf(last) : null };
}

export interface Source {
  exchange: string;
  network: string;
}

function conditions({ from, to, cursor, order }: PageQuery): { where: string[]; values: SQLInputValue[] } {
  const where: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (condition: string, ...bound: SQLInputValue[]): void => {
    where.push(condition);
    values.push(...bound);
  };
  if (from !== null) add('timestamp >= ?', from);
  if (to !== null) add('timestamp < ?', to);
  if (cursor)
    add(`(timestamp, id) ${order === 'asc' ? '>' : '<'} (?, ?)`, cursor.timestamp, Number(cursor.row));
  return { where, values };
}

function orderBy({ order }: PageQuery): string {
  return `ORDER BY timestamp ${order}, id ${order}`;
}

function storedRow(table: TableName, row: Record<string, unknown>, source: Source): StoredRow {
  return { id: String(row.id), ...source, ...fromSql(table, row) } as unknown as StoredRow;
}

function cursorOf(row: StoredRow): Cursor {
  return { timestamp: row.timestamp ?? 0, row: row.id };
}
