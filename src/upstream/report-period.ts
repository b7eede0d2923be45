const SHORTEST_MS = 1_000;
/** Reports of lines a second in all: with many lines each is told of less often. */
const REPORTS_PER_SECOND = 100;

/** Milliseconds between two reports of the counters of so many lines. */
export function reportPeriod(connections: number): number {
  return Math.max(SHORTEST_MS, (connections / REPORTS_PER_SECOND) * 1_000);
}
