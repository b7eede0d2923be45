import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Page, PageQuery } from '../queries.js';
import type { StoredRow, Venue } from '../row.js';
import type { TableName } from '../tables.js';
import { fromSql } from './codec.js';

/** Position of a row in time order. */
interface Place {
  timestamp: number;
  id: number;
}

/** SQLite's limit on the terms of a compound SELECT. */
const MOST_SELECTS = 500;

export function readPage(database: DatabaseSync, query: PageQuery, venue: Venue): Page {
  const { table, limit } = query;
  const places = placesOf(database, query);
  const taken = places.slice(0, limit);
  const rows = database
    .prepare(`SELECT * FROM ${table} WHERE id IN (${taken.map(({ id }) => id).join(', ')}) ${orderBy(query)}`)
    .all();
  const last = taken.at(-1);
  return {
    rows: rows.map((row) => storedRow(table, row, venue)),
    next: places.length > limit && last ? { timestamp: last.timestamp, row: String(last.id) } : null,
  };
}

/** Positions of a page's rows and of the row after it. Each account is read along its own index, then merged. */
function placesOf(database: DatabaseSync, query: PageQuery): Place[] {
  const { table, order, accounts } = query;
  const { where, values } = conditions(query);
  const rest = `${orderBy(query)} LIMIT ${query.limit + 1}`;
  const selects = (accounts ?? [null]).map((account) => {
    const filter = account === null ? where : [`account_index = ${Number(account)}`, ...where];
    const condition = filter.length > 0 ? `WHERE ${filter.join(' AND ')}` : '';
    return `SELECT * FROM (SELECT timestamp, id FROM ${table} ${condition} ${rest})`;
  });
  const places: Place[] = [];
  for (let first = 0; first < selects.length; first += MOST_SELECTS) {
    const together = selects.slice(first, first + MOST_SELECTS);
    const statement = database.prepare(`${together.join(' UNION ALL ')} ${rest}`);
    places.push(...(statement.all(...together.flatMap(() => values)) as unknown as Place[]));
  }
  const sign = order === 'asc' ? 1 : -1;
  places.sort((a, b) => sign * (a.timestamp - b.timestamp || a.id - b.id));
  return places.slice(0, query.limit + 1);
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

function storedRow(table: TableName, row: Record<string, unknown>, venue: Venue): StoredRow {
  return { id: String(row.id), ...venue, ...fromSql(table, row) } as unknown as StoredRow;
}
