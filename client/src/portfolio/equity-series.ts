import Big from 'big.js';
import type { EquityPoint } from '../api/history.js';

/** One moment of one or many accounts together. Unknown parts are `null`. */
export interface EquitySample {
  /** Epoch ms. */
  time: number;
  equity: string;
  unrealized: string | null;
  marginUsed: string | null;
}

/**
 * Adds the curves of several accounts. An account keeps its last value through moments of which it has no point of its
 * own, and counts nothing before its first.
 */
export function addCurves(curves: readonly (readonly EquityPoint[])[]): EquitySample[] {
  const samples = curves.map(
    (points) => new Map(points.map((point) => [Date.parse(point.timestamp), toSample(point)])),
  );
  const times = [...new Set(samples.flatMap((curve) => [...curve.keys()]))].sort((a, b) => a - b);
  const last: (EquitySample | undefined)[] = curves.map(() => undefined);
  return times.map((time) => {
    samples.forEach((curve, place) => (last[place] = curve.get(time) ?? last[place]));
    return {
      ...last.reduce<EquitySample>(add, { time, equity: '0', unrealized: '0', marginUsed: '0' }),
      time,
    };
  });
}

function toSample({ timestamp, equity, pnl, collateral, available_balance }: EquityPoint): EquitySample {
  const marginUsed =
    collateral === null || available_balance === null
      ? null
      : new Big(collateral).minus(available_balance).toFixed();
  return { time: Date.parse(timestamp), equity, unrealized: pnl, marginUsed };
}

function add(total: EquitySample, sample: EquitySample | undefined): EquitySample {
  if (!sample) return total;
  return {
    time: total.time,
    equity: new Big(total.equity).plus(sample.equity).toFixed(),
    unrealized: plus(total.unrealized, sample.unrealized),
    marginUsed: plus(total.marginUsed, sample.marginUsed),
  };
}

function plus(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : new Big(a).plus(b).toFixed();
}
