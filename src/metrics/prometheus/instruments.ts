import { type Aggregator, Counter, Gauge, type Registry } from 'prom-client';

/** Of several processes that are one service, only the first one's counts: each of them sees the same state. */
export const OF_STATE: Aggregator = 'first';

/** A gauge that is read at each scrape. @param aggregator for several processes that are one service */
export function gauge(
  registry: Registry,
  name: string,
  help: string,
  read: () => number,
  aggregator: Aggregator = 'sum',
): void {
  new Gauge({
    name,
    help,
    aggregator,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

/** A gauge with labels, whose series are all read at each scrape. */
export function gauges<L extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly L[],
  read: () => readonly { labels: Record<L, string>; value: number }[],
  aggregator: Aggregator = 'sum',
): void {
  new Gauge({
    name,
    help,
    aggregator,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, value } of read()) this.set(labels, value);
    },
  });
}

/** A counter maintained elsewhere, read at each scrape. */
export function counted(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

/** Counters by one label, maintained elsewhere, read at each scrape. */
export function countedBy<L extends string>(
  registry: Registry,
  name: string,
  help: string,
  label: L,
  read: () => Iterable<readonly [string, number]>,
  aggregator: Aggregator = 'sum',
): void {
  new Counter<L>({
    name,
    help,
    aggregator,
    labelNames: [label],
    registers: [registry],
    collect() {
      this.reset();
      for (const [key, value] of read()) this.inc({ [label]: key } as Record<L, string>, value);
    },
  });
}
