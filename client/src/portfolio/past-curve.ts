import { equityOf, type EquityPoint, type Resolution } from '../api/history.js';
import { RANGES, resolutionOf, STEP_MS, type RangeName } from './ranges.js';

/** Past points with the milliseconds between them. */
export interface PastCurve {
  points: EquityPoint[];
  step: number;
}

/**
 * History points of a range. If the history is much shorter than the range, it would be only a few wide points, so it is
 * requested again at the resolution of a shorter range.
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

/** Aligned to a bucket, so that requests within one bucket are identical and cacheable. */
function since(
  indexes: readonly number[] | null,
  resolution: Resolution,
  time: number,
): Promise<EquityPoint[]> {
  const step = STEP_MS[resolution];
  return equityOf(indexes, resolution, { from: Math.floor(time / step) * step });
}
