import { difference } from 'lighter-broadcaster-protocol/decimal';
import type { EquityPoint } from '../api/history.js';
import type { Totals } from './totals.js';

/** One point of one or more accounts combined. Unknown parts are `null`. */
export interface EquitySample {
  /** Epoch ms. */
  time: number;
  equity: string;
  unrealized: string | null;
  marginUsed: string | null;
  volume24h: string | null;
  positions: number | null;
  orders: number | null;
  /** Accounts that were not stale. */
  live: number;
}

function pastSample(point: EquityPoint): EquitySample {
  const { collateral, available_balance } = point;
  const known = collateral !== null && available_balance !== null;
  return {
    time: Date.parse(point.timestamp),
    equity: point.equity,
    unrealized: point.pnl,
    marginUsed: known ? difference(collateral, available_balance) : null,
    volume24h: point.daily_volume,
    positions: point.positions_count,
    orders: point.orders_count,
    live: point.accounts - point.stale_accounts,
  };
}

/**
 * Points of the history. Accounts that start one after another, as on the first start, would draw a cliff that dwarfs
 * everything after it, so the curve begins once no more accounts join between points.
 */
export function pastSamples(points: readonly EquityPoint[]): EquitySample[] {
  const begin = points.findIndex(
    ({ accounts }, place) => (points[place + 1]?.accounts ?? accounts) <= accounts,
  );
  return points.slice(Math.max(begin, 0)).map(pastSample);
}

/** The current point; `null` while no account is known. */
export function liveSample(totals: Totals, time: number): EquitySample | null {
  if (totals.known === 0) return null;
  const { equity, unrealized, marginUsed, volume24h, positions, orders, live } = totals;
  return { time, equity, unrealized, marginUsed, volume24h, positions, orders, live };
}

/**
 * Joins history and live samples into one curve with one point per bucket: its last known value. Buckets that the history
 * covers completely keep the history's value.
 */
export function joined(
  past: readonly EquitySample[],
  seen: readonly EquitySample[],
  step: number,
): EquitySample[] {
  const end = past.at(-1)?.time ?? -Infinity;
  const curve = new Map(past.map((sample) => [sample.time, sample]));
  for (const sample of seen) {
    const time = Math.floor(sample.time / step) * step;
    if (time >= end) curve.set(time, { ...sample, time });
  }
  return [...curve.values()];
}
