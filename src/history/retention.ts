/** From `after_ms` of age on, the last snapshot of every `every_ms` is kept. */
export interface RetentionStep {
  after_ms: number;
  every_ms: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** One a minute for 2 days, one in 15 minutes for 60 days, one an hour for ever. */
export const DEFAULT_RETENTION: readonly RetentionStep[] = [
  { after_ms: 0, every_ms: MINUTE },
  { after_ms: 2 * DAY, every_ms: 15 * MINUTE },
  { after_ms: 60 * DAY, every_ms: 60 * MINUTE },
];

/** A span of time in which one snapshot per `every_ms` stays. Ends are whole buckets, so that no bucket is cut in two. */
export interface ThinningSpan {
  from: number;
  to: number;
  every_ms: number;
  /** In the youngest span the snapshots of notable moments stay beside the regular ones. */
  keep_notable: boolean;
}

export function thinningSpans(steps: readonly RetentionStep[], now: number): ThinningSpan[] {
  const ascending = [...steps].sort((a, b) => a.after_ms - b.after_ms);
  const edges = ascending.map((step) => Math.floor((now - step.after_ms) / step.every_ms) * step.every_ms);
  return ascending.map((step, index) => ({
    from: edges[index + 1] ?? 0,
    to: edges[index] ?? 0,
    every_ms: step.every_ms,
    keep_notable: index === 0,
  }));
}
