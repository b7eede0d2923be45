import type { RetentionStep } from '../config/values/retention-steps.js';

/** A span in which one snapshot per `every_ms` is kept, or none. Its ends fall on bucket boundaries. */
export interface ThinningSpan {
  /** Inclusive. */
  from: number;
  /** Exclusive. */
  to: number;
  /** `null` keeps none. */
  every_ms: number | null;
  /** Whether snapshots of notable moments are kept as well, as in the youngest span. */
  keep_notable: boolean;
}

/** The spans to thin, relative to `now`. */
export function thinningSpans(steps: readonly RetentionStep[], now: number): ThinningSpan[] {
  const spans: ThinningSpan[] = [];
  let to = now;
  for (const { everyMs, forMs } of steps) {
    to = floor(to, everyMs);
    const from = forMs === null ? 0 : floor(now - forMs, everyMs);
    spans.push({ from, to, every_ms: everyMs, keep_notable: spans.length === 0 });
    to = from;
  }
  if (to > 0) spans.push({ from: 0, to, every_ms: null, keep_notable: false });
  return spans;
}

function floor(time: number, step: number): number {
  return Math.floor(time / step) * step;
}
