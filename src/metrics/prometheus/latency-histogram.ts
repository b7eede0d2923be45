import type { Metric, Registry } from 'prom-client';

/** Upper bounds in seconds, from a tenth of a millisecond to ten seconds. */
const BOUNDS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Series {
  /** Observations by bound, the last beyond all of them. */
  counts: number[];
  sum: number;
}

/** A histogram by hop. The one of prom-client hashes its labels at every observation: a thirtieth of the cost of a frame. */
export class LatencyHistogram<Hop extends string> {
  private readonly series: Readonly<Record<Hop, Series>>;

  constructor(
    registry: Registry,
    private readonly name: string,
    help: string,
    private readonly hops: readonly Hop[],
  ) {
    const none = (): Series => ({ counts: Array.from({ length: BOUNDS.length + 1 }, () => 0), sum: 0 });
    this.series = Object.fromEntries(hops.map((hop) => [hop, none()])) as Record<Hop, Series>;
    const get = () =>
      Promise.resolve({ name, help, type: 'histogram', aggregator: 'sum', values: this.values() });
    registry.registerMetric({ name, help, type: 'histogram', get } as unknown as Metric);
  }

  observe(hop: Hop, seconds: number): void {
    const series = this.series[hop];
    let at = 0;
    while (at < BOUNDS.length && seconds > BOUNDS[at]!) at++;
    series.counts[at]! += 1;
    series.sum += seconds;
  }

  private values() {
    return this.hops.flatMap((hop) => {
      const { counts, sum } = this.series[hop];
      let count = 0;
      const buckets = [...BOUNDS, '+Inf'].map((le, at) => {
        count += counts[at]!;
        return { metricName: `${this.name}_bucket`, labels: { le, hop }, value: count };
      });
      if (count === 0) return [];
      return [
        ...buckets,
        { metricName: `${this.name}_sum`, labels: { hop }, value: sum },
        { metricName: `${this.name}_count`, labels: { hop }, value: count },
      ];
    });
  }
}
