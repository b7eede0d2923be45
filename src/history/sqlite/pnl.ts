import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { type FixedPoint, parseDecimal, plus, toText, ZERO } from 'lighter-broadcaster-protocol/decimal';
import { startOfLocalDay } from 'lighter-broadcaster-protocol/local-day';
import type { PnlQuery, PnlRow } from '../queries.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Three years. */
const MOST_SLOTS = 100_000;

/** Every offset in use is a multiple of it, so that all moments of one slot are on one day. */
const SLOT_MS = 15 * 60_000;

function keyOf({ by, tz }: PnlQuery): string {
  switch (by) {
    case 'account':
      return 'account_index';
    case 'market':
      return 'market_id';
    case 'day':
      return tz === 'UTC'
        ? `timestamp / ${DAY_MS} * ${DAY_MS}`
        : `local_day(timestamp / ${SLOT_MS}, '${tz}')`;
    case 'hour':
      return `timestamp / ${HOUR_MS} * ${HOUR_MS}`;
  }
}

/** Registers `local_day(slot, zone)`: start of the day of a slot of 15 minutes. */
export function addLocalDay(database: DatabaseSync): void {
  const days = new Map<string, number>();
  database.function('local_day', { deterministic: true }, (slot, zone) => {
    const key = `${String(zone)} ${Number(slot)}`;
    const known = days.get(key);
    if (known !== undefined) return known;
    if (days.size > MOST_SLOTS) days.clear();
    const day = startOfLocalDay(Number(slot) * SLOT_MS, String(zone));
    days.set(key, day);
    return day;
  });
}

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
    rows.set(trades.key, { ...trades, funding: '0', cash_flows: '0' });
  for (const { key, funding } of select(database, query, 'funding', 'exact_sum(change) AS funding')) {
    rows.set(key, { ...(rows.get(key) ?? emptyRow(key)), funding });
  }
  if (query.by !== 'market')
    for (const { key, cash_flows } of select(
      database,
      query,
      'cash_flows',
      'exact_sum(amount) AS cash_flows',
    ))
      rows.set(key, { ...(rows.get(key) ?? emptyRow(key)), cash_flows });
  return [...rows.values()].sort((a, b) => a.key - b.key);
}

const TRADE_SUMS = `exact_sum(realized_pnl) AS realized_pnl, exact_sum(fee) AS fees, exact_sum(usd_amount) AS volume,
  count(*) AS trades, count(*) - count(realized_pnl) AS trades_without_pnl`;

function emptyRow(key: number): PnlRow {
  const money = { realized_pnl: '0', fees: '0', funding: '0', cash_flows: '0', volume: '0' };
  return { key, ...money, trades: 0, trades_without_pnl: 0 };
}

function select(database: DatabaseSync, query: PnlQuery, table: string, sums: string): PnlRow[] {
  const where: string[] = [];
  const values: SQLInputValue[] = [];
  if (query.accounts) where.push(`account_index IN (${query.accounts.map(Number).join(', ')})`);
  if (query.from !== null) where.push('timestamp >= ?');
  if (query.to !== null) where.push('timestamp < ?');
  for (const bound of [query.from, query.to]) if (bound !== null) values.push(bound);
  const condition = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
  const sql = `SELECT ${keyOf(query)} AS key, ${sums} FROM ${table} ${condition} GROUP BY 1`;
  const rows = database.prepare(sql).all(...values) as unknown as PnlRow[] | undefined;
  // node:sqlite returns nothing when a step of an aggregate throws.
  if (rows === undefined) throw new Error('the sum was canceled, or met a value that is not a decimal');
  return rows;
}
