import type { DatabaseSync } from 'node:sqlite';
import { addExact, exactText, ZERO, type ExactSum } from '../exact-sum.js';
import { RESOLUTIONS, type EquityPoint, type EquityQuery } from '../queries.js';

const MONEY = ['equity', 'collateral', 'available_balance', 'pnl', 'daily_volume'] as const;
const COUNTS = ['positions_count', 'orders_count'] as const;

type Money = string | null;
type Count = number | null;
type Row = [number, Money, Money, Money, Money, Money, Count, Count, stale: number | null];

type Snapshot = { timestamp: number; stale: boolean } & Record<(typeof MONEY)[number], Money> &
  Record<(typeof COUNTS)[number], Count>;

/**
 * Leaps back from bucket to bucket along the index, so that the cost is that of the points, not of the snapshots; the
 * last leap lands before the span. (Bound numbers would be floats, and their division no bucket.)
 */
function lastOfBuckets(step: number): string {
  const last = `SELECT max(timestamp) FROM account_snapshots WHERE account_index = ?1 AND equity IS NOT NULL AND timestamp <`;
  return `WITH RECURSIVE leap (at) AS (
      ${last} ?2 UNION ALL SELECT (${last} at / ${step} * ${step}) FROM leap WHERE at >= ?3)
    SELECT timestamp, ${[...MONEY, ...COUNTS].join(', ')}, stale
    FROM leap CROSS JOIN account_snapshots INDEXED BY account_snapshots_curve ON account_index = ?1 AND timestamp = at`;
}

/** What the accounts come to, bucket by bucket. */
export function readEquity(database: DatabaseSync, query: EquityQuery): EquityPoint[] {
  const step = RESOLUTIONS[query.resolution];
  const statement = database.prepare(lastOfBuckets(step));
  statement.setReturnArrays(true);
  const curves = [...new Set(query.accounts)].map((account) => {
    const rows = statement.all(account, query.to, query.from) as unknown as Row[];
    return toCurve(rows.map(toSnapshot), query.from, step);
  });
  const [only, ...others] = curves;
  if (only && others.length === 0)
    return [...only.points].reverse().map(([bucket, snapshot]) => alone(bucket, snapshot));
  const buckets = new Set(curves.flatMap(({ points }) => [...points.keys()]));
  const last = curves.map(({ before }) => before);
  return [...buckets]
    .sort((a, b) => a - b)
    .map((bucket) => {
      curves.forEach(({ points }, place) => (last[place] = points.get(bucket) ?? last[place]));
      return together(
        bucket,
        last.filter((snapshot) => snapshot !== undefined),
      );
    });
}

function toSnapshot(row: Row): Snapshot {
  const [timestamp, equity, collateral, available_balance, pnl, daily_volume, positions, orders, stale] = row;
  return {
    timestamp,
    equity,
    collateral,
    available_balance,
    pnl,
    daily_volume,
    positions_count: positions,
    orders_count: orders,
    stale: stale === 1,
  };
}

interface Curve {
  /** The last snapshot of each bucket that has one, newest first. */
  points: Map<number, Snapshot>;
  /** The last one before the span. */
  before: Snapshot | undefined;
}

function toCurve(snapshots: readonly Snapshot[], from: number, step: number): Curve {
  const within = snapshots.filter(({ timestamp }) => timestamp >= from);
  return {
    points: new Map(within.map((snapshot) => [Math.floor(snapshot.timestamp / step) * step, snapshot])),
    before: snapshots.find(({ timestamp }) => timestamp < from),
  };
}

function together(bucket: number, snapshots: readonly Snapshot[]): EquityPoint {
  return {
    timestamp: bucket,
    equity: money(snapshots, 'equity') ?? '0',
    collateral: money(snapshots, 'collateral'),
    available_balance: money(snapshots, 'available_balance'),
    pnl: money(snapshots, 'pnl'),
    daily_volume: money(snapshots, 'daily_volume'),
    positions_count: count(snapshots, 'positions_count'),
    orders_count: count(snapshots, 'orders_count'),
    accounts: snapshots.length,
    stale_accounts: snapshots.filter(({ stale }) => stale).length,
  };
}

/** Charts of one account are the most common, and sums of one would cost most of the answer. */
function alone(bucket: number, snapshot: Snapshot): EquityPoint {
  const { equity, collateral, available_balance, pnl, daily_volume, positions_count, orders_count } =
    snapshot;
  return {
    timestamp: bucket,
    equity: equity ?? '0',
    collateral,
    available_balance,
    pnl,
    daily_volume,
    positions_count,
    orders_count,
    accounts: 1,
    stale_accounts: snapshot.stale ? 1 : 0,
  };
}

/** `null` when none of them tells it. */
function money(snapshots: readonly Snapshot[], name: (typeof MONEY)[number]): string | null {
  let sum: ExactSum | null = null;
  for (const { [name]: value } of snapshots) if (value !== null) sum = addExact(sum ?? ZERO, value);
  return sum && exactText(sum);
}

function count(snapshots: readonly Snapshot[], name: (typeof COUNTS)[number]): number | null {
  const told = snapshots.flatMap((snapshot) => snapshot[name] ?? []);
  return told.length > 0 ? told.reduce((sum, value) => sum + value) : null;
}
