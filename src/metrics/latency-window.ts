/** Rolling windows over latencies and arrivals (pure). All times are epoch ms, all durations ms. */

/** Values measured within the last `spanMs`, at most the latest `capacity`. */
export class LatencyWindow {
  private readonly values: number[] = [];
  private readonly times: number[] = [];
  private next = 0;

  constructor(
    private readonly capacity: number,
    private readonly spanMs: number,
  ) {}

  add(value: number, at: number): void {
    this.values[this.next] = value;
    this.times[this.next] = at;
    this.next = (this.next + 1) % this.capacity;
  }

  /** Forgets everything. */
  clear(): void {
    this.values.length = this.times.length = this.next = 0;
  }

  within(now: number): number[] {
    return this.values.filter((_, index) => this.times[index]! > now - this.spanMs);
  }
}

export interface Percentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  count: number;
}

/** Percentiles by nearest rank; `null` without values. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number | null =>
    sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? null;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), count: sorted.length };
}

export interface Intervals {
  interval_min: number;
  interval_avg: number;
  interval_max: number;
  /** Oldest first. */
  samples: number[];
}

/** Intervals between the last `limit` + 1 arrivals, given in any order; zeros if there are fewer than two. */
export function intervalsOf(arrivals: readonly number[], limit: number): Intervals {
  const latest = [...arrivals].sort((a, b) => a - b).slice(-limit - 1);
  const samples = latest.slice(1).map((at, index) => at - latest[index]!);
  if (samples.length === 0) return { interval_min: 0, interval_avg: 0, interval_max: 0, samples };
  return {
    interval_min: Math.min(...samples),
    interval_avg: mean(samples)!,
    interval_max: Math.max(...samples),
    samples,
  };
}

/** Rounded to a thousandth; `null` without values. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1000) / 1000;
}

/**
 * How far our clock is ahead of the exchange's, in ms: the smallest delay is the offset plus half a round trip.
 * @param delays received minus stamped, of many messages.
 */
export function clockOffset(delays: readonly number[], fastestRoundTrip: number | null): number | null {
  if (delays.length === 0) return null;
  const fastest = delays.reduce((least, delay) => Math.min(least, delay), Infinity);
  return Math.round(fastest - (fastestRoundTrip ?? 0) / 2);
}
