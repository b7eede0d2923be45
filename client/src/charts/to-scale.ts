export interface ChartPoint {
  /** Epoch ms. */
  time: number;
  value: number;
}

/** An axis position; empty without a value. */
export interface Place {
  time: number;
  value?: number;
  /** Unknown from here to the next value. */
  broken?: boolean;
}

/** A distance of this many usual intervals counts as unknown. */
const BROKEN = 3;

/**
 * Inserts an axis position for each missing step, because the chart spaces positions evenly: the axis is then to scale, and
 * a span without points is as wide as it was long.
 */
export function toScale(points: readonly ChartPoint[], step: number): Place[] {
  const far = BROKEN * usualDistance(points, step);
  return points.flatMap((point, place): Place[] => {
    const next = points[place + 1]?.time ?? point.time;
    const free: Place[] = [];
    for (let time = point.time + step; time < next; time += step) free.push({ time });
    return [next - point.time > far ? { ...point, broken: true } : point, ...free];
  });
}

/** The median; snapshots may be configured to be rarer than one per step. */
function usualDistance(points: readonly ChartPoint[], step: number): number {
  const distances = points.slice(1).map(({ time }, place) => time - points[place]!.time);
  return Math.max(step, distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? step);
}
