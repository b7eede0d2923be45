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
  /** Accounts that the sums include. */
  accounts: number;
  /** Of them, those that were not stale. */
  live: number;
}

function pastSample(point: EquityPoint): EquitySample {
  const { equity, available_balance } = point;
  return {
    time: Date.parse(point.timestamp),
    equity: point.equity,
    unrealized: point.pnl,
    marginUsed: available_balance === null ? null : difference(equity, available_balance),
    volume24h: point.daily_volume,
    positions: point.positions_count,
    orders: point.orders_count,
    accounts: point.accounts,
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

/** The current point; `null` while the equity of any account is unknown, because an incomplete sum looks like a crash. */
export function liveSample(totals: Totals, time: number): EquitySample | null {
  const { equity, unrealized, marginUsed, volume24h, positions, orders, accounts, live } = totals;
  if (equity === null) return null;
  return { time, equity, unrealized, marginUsed, volume24h, positions, orders, accounts, live };
}

/** The page looks once a minute. */
const LOOK_MS = 60_000;

/**
 * Joins history and live samples into one curve with one point per bucket. The page remembers its first look
 * of each minute, and what the history has of that minute is newer; only the current look overrides it.
 */
export function joined(
  past: readonly EquitySample[],
  seen: readonly EquitySample[],
  current: EquitySample | null,
  step: number,
): EquitySample[] {
  const end = past.at(-1)?.time ?? -Infinity;
  const curve = new Map(past.map((sample) => [sample.time, sample]));
  const place = (sample: EquitySample): number => Math.floor(sample.time / step) * step;
  const from = step > LOOK_MS ? end : end + step;
  for (const sample of seen)
    if (place(sample) >= from) curve.set(place(sample), { ...sample, time: place(sample) });
  if (current && place(current) >= end) curve.set(place(current), { ...current, time: place(current) });
  return [...curve.values()];
}
