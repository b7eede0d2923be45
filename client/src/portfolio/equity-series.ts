import Big from 'big.js';
import type { EquityPoint } from '../api/history.js';
import type { Totals } from './totals.js';

/** One moment of one or many accounts together. Unknown parts are `null`. */
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
    marginUsed: known ? new Big(collateral).minus(available_balance).toFixed() : null,
    volume24h: point.daily_volume,
    positions: point.positions_count,
    orders: point.orders_count,
    live: point.accounts - point.stale_accounts,
  };
}

/**
 * Points of the history. Accounts that begin one after the other, as at the first start, would draw a cliff that dwarfs
 * all that follows: the curve begins when no more of them join from one point to the next.
 */
export function pastSamples(points: readonly EquityPoint[]): EquitySample[] {
  const begin = points.findIndex(
    ({ accounts }, place) => (points[place + 1]?.accounts ?? accounts) <= accounts,
  );
  return points.slice(Math.max(begin, 0)).map(pastSample);
}

/** This moment; `null` while no account is known. */
export function liveSample(totals: Totals, time: number): EquitySample | null {
  if (totals.known === 0) return null;
  const { equity, unrealized, marginUsed, volume24h, positions, orders, live } = totals;
  return { time, equity, unrealized, marginUsed, volume24h, positions, orders, live };
}

/**
 * The past and what was seen on this page since as one curve with one point a bucket: the last that is known of it. A
 * bucket that the history has behind it stays as it told it.
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
