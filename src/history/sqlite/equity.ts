import type { DatabaseSync } from 'node:sqlite';
import { addExact, exactText, ZERO, type ExactSum } from '../exact-sum.js';
import { RESOLUTIONS, type EquityPoint, type EquityQuery } from '../queries.js';

const MONEY = ['equity', 'collateral', 'available_balance', 'pnl', 'daily_volume'] as const;
const COUNTS = ['positions_count', 'orders_count'] as const;

type Snapshot = { timestamp: number; stale: number | null } & Record<(typeof MONEY)[number], string | null> &
  Record<(typeof COUNTS)[number], number | null>;

/**
 * Leaps back from bucket to bucket along the index, so that the cost is that of the points, not of the snapshots; the
 * last leap lands before the span. (Bound numbers would be floats, and their division no bucket.)
 */
function lastOfBuckets(step: number): string {
  const last = `SELECT max(timestamp) FROM account_snapshots WHERE account_index = ?1 AND equity IS NOT NULL AND timestamp <`;
  return `WITH RECURSIVE leap (at) AS (
      ${last} ?2 UNION ALL SELECT (${last} at / ${step} * ${step}) FROM leap WHERE at >= ?3)
    SELECT timestamp, ${[...MONEY, ...COUNTS].join(', ')}, stale
    FROM leap JOIN account_snapshots ON account_index = ?1 AND timestamp = at`;
}

/** What the accounts come to, bucket by bucket. */
export function readEquity(database: DatabaseSync, query: EquityQuery): EquityPoint[] {
  const step = RESOLUTIONS[query.resolution];
  const statement = database.prepare(lastOfBuckets(step));
  const curves = [...new Set(query.accounts)].map((account) => {
    const snapshots = statement.all(account, query.to, query.from) as unknown as Snapshot[];
    return toCurve(snapshots, query.from, step);
  });
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

interface Curve {
  /** The last snapshot of each bucket that has one. */
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

function together(timestamp: number, snapshots: readonly Snapshot[]): EquityPoint {
  return {
    timestamp,
    equity: money(snapshots, 'equity') ?? '0',
    collateral: money(snapshots, 'collateral'),
    available_balance: money(snapshots, 'available_balance'),
    pnl: money(snapshots, 'pnl'),
    daily_volume: money(snapshots, 'daily_volume'),
    positions_count: count(snapshots, 'positions_count'),
    orders_count: count(snapshots, 'orders_count'),
    accounts: snapshots.length,
    stale_accounts: snapshots.filter(({ stale }) => stale === 1).length,
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
