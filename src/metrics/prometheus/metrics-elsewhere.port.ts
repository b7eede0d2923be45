import type { MetricObjectWithValues, MetricValue } from 'prom-client';

/** The metrics of a process, as its registry lists them. */
export type ProcessMetrics = MetricObjectWithValues<MetricValue<string>>[];

/** Metrics of the other processes of this service. Abstract class = DI token. */
export abstract class MetricsElsewhere {
  /** Gives the others those of this process, whenever they ask. */
  abstract provide(read: () => Promise<ProcessMetrics>): void;
  /** Those of the process that leads come first; a process that does not answer is left out. */
  abstract read(): Promise<ProcessMetrics[]>;
}
