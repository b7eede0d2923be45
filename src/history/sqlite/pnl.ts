import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { type FixedPoint, parseDecimal, plus, toText, ZERO } from 'lighter-broadcaster-protocol/decimal';
import type { PnlGroup, PnlQuery, PnlRow } from '../queries.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const KEYS: Record<PnlGroup, string> = {
  account: 'account_index',
  market: 'market_id',
  day: `timestamp / ${DAY_MS} * ${DAY_MS}`,
  hour: `timestamp / ${HOUR_MS} * ${HOUR_MS}`,
};

/** Registers `exact_sum(decimal text)`; SQLite's own sum() returns a binary float. */
export function addExactSum(database: DatabaseSync, isCanceled: () => boolean = () => false): void {
  database.aggregate('exact_sum', {
    start: ZERO as never,
    step: ((total: FixedPoint, value: string | null) => {
      if (isCanceled()) throw new Error('the sum was canceled');
      return value === null ? total : plus(total, parseDecimal(value));
    }) as never,
    result: toText as never,
  });
}

export function readPnl(database: DatabaseSync, query: PnlQuery): PnlRow[] {
  const rows = new Map<number, PnlRow>();
  for (const trades of select(database, query, 'trades', TRADE_SUMS))
    rows.set(trades.key, { ...trades, funding: '0' });
  for (const { key, funding } of select(database, query, 'funding', 'exact_sum(change) AS funding')) {
    rows.set(key, { ...(rows.get(key) ?? emptyRow(key)), funding });
  }
  return [...rows.values()].sort((a, b) => a.key - b.key);
}

const TRADE_SUMS = `exact_sum(realized_pnl) AS realized_pnl, exact_sum(fee) AS fees, exact_sum(usd_amount) AS volume,
  count(*) AS trades, count(*) - count(realized_pnl) AS trades_without_pnl`;

function emptyRow(key: number): PnlRow {
  return { key, realized_pnl: '0', fees: '0', funding: '0', volume: '0', trades: 0, trades_without_pnl: 0 };
}

function select(database: DatabaseSync, query: PnlQuery, table: string, sums: string): PnlRow[] {
  const where: string[] = [];
  const values: SQLInputValue[] = [];
  if (query.accounts) where.push(`account_index IN (${query.accounts.map(Number).join(', ')})`);
  if (query.from !== null) where.push('timestamp >= ?');
  if (query.to !== null) where.push('timestamp < ?');
  for (const bound of [query.from, query.to]) if (bound !== null) values.push(bound);
  const condition = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
  const sql = `SELECT ${KEYS[query.by]} AS key, ${sums} FROM ${table} ${condition} GROUP BY 1`;
  const rows = database.prepare(sql).all(...values) as unknown as PnlRow[] | undefined;
  // node:sqlite returns nothing when a step of an aggregate throws.
  if (rows === undefined) throw new Error('the sum was canceled, or met a value that is not a decimal');
  return rows;
}
