export interface ChartPoint {
  /** Epoch ms. */
  time: number;
  value: number;
}

/** A place on the axis. Without a value nothing stands there. */
export interface Place {
  time: number;
  value?: number;
  /** What follows is not known up to the next value. */
  broken?: boolean;
}

/** So many times the usual distance between two points is a stretch of which nothing is known. */
const BROKEN = 3;

/**
 * The points with a place for each step between them, because a chart sets every place equally far from the next: so the
 * axis is to scale, and a stretch without points is as wide as it was long.
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

/** The median; snapshots may be set to come less often than one a step. */
function usualDistance(points: readonly ChartPoint[], step: number): number {
  const distances = points.slice(1).map(({ time }, place) => time - points[place]!.time);
  return Math.max(step, distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? step);
}
