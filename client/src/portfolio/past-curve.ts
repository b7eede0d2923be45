import { equityOf, type EquityPoint, type Resolution } from '../api/history.js';
import { RANGES, resolutionOf, STEP_MS, type RangeName } from './ranges.js';

/** Past points with the distance in ms from one to the next. */
export interface PastCurve {
  points: EquityPoint[];
  step: number;
}

/**
 * What the history holds of a range. Where the past is much shorter than the range, a few wide points would be all of
 * it: then it is asked for again, as finely as so short a past is drawn.
 */
export async function pastCurve(
  indexes: readonly number[] | null,
  rangeName: RangeName,
  now: number,
): Promise<PastCurve> {
  const { span, resolution } = RANGES[rangeName];
  const points = await since(indexes, resolution, now - span);
  const first = points[0];
  if (!first) return { points, step: STEP_MS[resolutionOf(0)] };
  const begin = Date.parse(first.timestamp);
  const finer = resolutionOf(now - begin);
  if (STEP_MS[finer] >= STEP_MS[resolution]) return { points, step: STEP_MS[resolution] };
  return { points: await since(indexes, finer, begin), step: STEP_MS[finer] };
}

/** From the start of a bucket, so that all who ask within one ask the same. */
function since(
  indexes: readonly number[] | null,
  resolution: Resolution,
  time: number,
): Promise<EquityPoint[]> {
  const step = STEP_MS[resolution];
  return equityOf(indexes, resolution, { from: Math.floor(time / step) * step });
}
