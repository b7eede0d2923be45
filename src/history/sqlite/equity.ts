import type { DatabaseSync } from 'node:sqlite';
import { sum } from 'lighter-broadcaster-protocol/decimal';
import { RESOLUTIONS, type EquityAt, type EquityPoint, type EquityQuery } from '../queries.js';
import { toColumns, toRows, type ColumnsText } from './columns.js';

const MONEY = ['equity', 'collateral', 'available_balance', 'pnl', 'daily_volume'] as const;
const COUNTS = ['positions_count', 'orders_count', 'accounts', 'stale_accounts'] as const;

const LAST = `SELECT max(timestamp) FROM account_snapshots WHERE account_index = ?1 AND equity IS NOT NULL AND timestamp <`;

/** Sums of the accounts per bucket, newest first. @param isCanceled asked before each account; ends the sum with an error */
export function readEquity(
  database: DatabaseSync,
  { accounts, resolution, from, to }: EquityQuery,
  isCanceled: () => boolean = () => false,
): ColumnsText {
  const step = RESOLUTIONS[resolution];
  const [only, ...others] = [...new Set(accounts)];
  const within = database.prepare(pointsSql(lastOfBuckets(step), step));
  const read = (account: number): ColumnsText => {
    if (isCanceled()) throw new Error('the sum was canceled');
    return within.get(account, to, from)?.columns as string;
  };
  if (only === undefined) return toColumns([]);
  // Fast path for one account, the most common chart: the text that SQLite produced is passed on.
  if (others.length === 0) return read(only);
  const before = database.prepare(pointsSql(`SELECT (${LAST} ?2) AS at`, step));
  const curves = [only, ...others].map((account) => ({
    points: new Map(toRows<EquityPoint>(read(account)).map((point) => [point.timestamp, point])),
    last: toRows<EquityPoint>(before.get(account, from)?.columns as string)[0],
  }));
  return toColumns(together(curves).reverse());
}

/**
 * Walks back along the index from bucket to bucket, so the cost depends on the number of points, not of snapshots; the last step
 * lands before the span. The step is inlined because bound numbers are floats, whose division yields no bucket.
 */
function lastOfBuckets(step: number): string {
  return `WITH RECURSIVE leap (at) AS (
      ${LAST} ?2 UNION ALL SELECT (${LAST} at / ${step} * ${step}) FROM leap WHERE at >= ?3)
    SELECT at FROM leap WHERE at >= ?3`;
}

/** The snapshots of account ?1 at these times, as columns of points. */
function pointsSql(times: string, step: number): string {
  const own = [...MONEY, 'positions_count', 'orders_count'].map((name) => [name, name]);
  const columns = [
    ['timestamp', `timestamp / ${step} * ${step}`],
    ...own,
    ['accounts', '1'],
    ['stale_accounts', 'ifnull(stale, 0)'],
  ];
  return `SELECT json_object(${columns.map(([name, value]) => `'${name}', json_group_array(${value})`).join(', ')}) AS columns
    FROM (${times}) CROSS JOIN account_snapshots INDEXED BY account_snapshots_curve ON account_index = ?1 AND timestamp = at`;
}

/** Two steps along the index for each account and time. @param isCanceled as for `readEquity` */
export function readEquityAt(
  database: DatabaseSync,
  accounts: readonly number[],
  times: readonly number[],
  isCanceled: () => boolean = () => false,
): EquityAt[] {
  const nearest = (compare: string, order: string) =>
    database.prepare(`SELECT timestamp AS at, equity FROM account_snapshots WHERE account_index = ? AND timestamp ${compare} ?
      AND equity IS NOT NULL ORDER BY timestamp ${order} LIMIT 1`);
  const before = nearest('<=', 'DESC');
  const after = nearest('>', 'ASC');
  return [...new Set(accounts)].flatMap((account_index) => {
    if (isCanceled()) throw new Error('the sum was canceled');
    return [...new Set(times)].flatMap((time) => {
      const row = before.get(account_index, time) ?? after.get(account_index, time);
      return row ? [{ account_index, time, ...(row as Pick<EquityAt, 'at' | 'equity'>) }] : [];
    });
  });
}

interface Curve {
  /** The last snapshot of each bucket that has one. */
  points: ReadonlyMap<number, EquityPoint>;
  /** Value of the account until its next point; initially its last snapshot before the span. */
  last: EquityPoint | undefined;
}

function together(curves: Curve[]): EquityPoint[] {
  const buckets = new Set(curves.flatMap(({ points }) => [...points.keys()]));
  return [...buckets]
    .sort((a, b) => a - b)
    .map((bucket) => {
      for (const curve of curves) curve.last = curve.points.get(bucket) ?? curve.last;
      return sumOf(
        bucket,
        curves.flatMap(({ last }) => last ?? []),
      );
    });
}

function sumOf(bucket: number, points: readonly EquityPoint[]): EquityPoint {
  const sums = [
    ...MONEY.map((name) => [name, money(points, name)]),
    ...COUNTS.map((name) => [name, count(points, name)]),
  ];
  return { timestamp: bucket, ...(Object.fromEntries(sums) as Omit<EquityPoint, 'timestamp'>) };
}

/** `null` when no account has a value. */
function money(points: readonly EquityPoint[], name: (typeof MONEY)[number]): string | null {
  const known = points.flatMap((point) => point[name] ?? []);
  return known.length === 0 ? null : sum(known);
}

function count(points: readonly EquityPoint[], name: (typeof COUNTS)[number]): number | null {
  const known = points.flatMap((point) => point[name] ?? []);
  return known.length > 0 ? known.reduce((sum, value) => sum + value) : null;
}
