import type { ChartPoint } from '../charts/to-scale.js';
import type { EquitySample } from './equity-series.js';

/** Money that entered or left an account; negative is a withdrawal. */
export interface CashFlow {
  /** Epoch ms. */
  time: number;
  amount: number;
}

type Sample = Pick<EquitySample, 'time' | 'equity' | 'accounts'>;

/**
 * What the accounts gained since the first sample: realized and unrealized PnL, fees and funding, without cash flows. A step
 * in which an account joins or leaves the sum says nothing about gains, so it counts as none.
 */
export function netPnl(samples: readonly Sample[], flows: readonly CashFlow[]): ChartPoint[] {
  const gains = samples.map(({ equity }, place) =>
    place === 0 ? 0 : Number(equity) - Number(samples[place - 1]!.equity),
  );
  for (const { time, amount } of flows) {
    const step = stepOf(samples, gains, { time, amount });
    if (step !== null) gains[step]! -= amount;
  }
  let total = 0;
  return samples.map(({ time, accounts }, place) => {
    if (place > 0 && accounts === samples[place - 1]!.accounts) total += gains[place]!;
    return { time, value: total };
  });
}

/** How far each value lies below the highest one so far. */
export function drawdown(points: readonly ChartPoint[]): ChartPoint[] {
  let high = -Infinity;
  return points.map(({ time, value }) => {
    high = Math.max(high, value);
    return { time, value: value - high };
  });
}

/**
 * The step of equity that holds the flow; `null` for one before the first sample. A sample has the last value of its span, taken before
 * or after the flow, so the flow belongs to this step or to the next: to the one that it explains better.
 */
function stepOf(
  samples: readonly Sample[],
  gains: readonly number[],
  { time, amount }: CashFlow,
): number | null {
  const after = samples.findIndex((sample) => sample.time > time);
  const within = (after === -1 ? samples.length : after) - 1;
  if (within < 0) return null;
  const explained = (step: number): number => Math.abs(gains[step]!) - Math.abs(gains[step]! - amount);
  const next = within + 1 < samples.length ? within + 1 : within;
  if (within > 0) return explained(next) > explained(within) ? next : within;
  // The first sample begins the curve; a flow that it already holds is none of the curve's.
  return next > 0 && explained(next) > 0 ? next : null;
}
