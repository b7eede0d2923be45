import type { RetentionStep } from '../config/values/retention-steps.js';

/** A span of time in which the last snapshot of every `every_ms` stays, or none. Its ends cut no bucket in two. */
export interface ThinningSpan {
  /** Inclusive. */
  from: number;
  /** Exclusive. */
  to: number;
  /** `null` keeps none. */
  every_ms: number | null;
  /** In the youngest span the snapshots of notable moments stay beside the regular ones. */
  keep_notable: boolean;
}

/** What age does to snapshots, seen from `now`. */
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
