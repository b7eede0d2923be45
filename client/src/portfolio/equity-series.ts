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

/** A point of the history. */
export function pastSample(point: EquityPoint): EquitySample {
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

/** This moment; `null` while no account is known. */
export function liveSample(totals: Totals, time: number): EquitySample | null {
  if (totals.known === 0) return null;
  const { equity, unrealized, marginUsed, volume24h, positions, orders, live } = totals;
  return { time, equity, unrealized, marginUsed, volume24h, positions, orders, live };
}

/**
 * The past and what followed it on this page as one curve: each minute seen here counts from where the history ends, at
 * the width of the points there, and the last of each width stays.
 */
export function joined(
  past: readonly EquitySample[],
  seen: readonly EquitySample[],
  step: number,
): EquitySample[] {
  const end = past.at(-1)?.time ?? -Infinity;
  const later = seen.filter(({ time }) => time >= end + step);
  const last = later.filter(({ time }, place) => {
    const next = later[place + 1];
    return !next || Math.floor(next.time / step) > Math.floor(time / step);
  });
  return [...past, ...last];
}
