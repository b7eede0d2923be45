const SHORTEST_MS = 1_000;
/** Reports a second over all links: with many links each is reported less often. */
const REPORTS_PER_SECOND = 100;

/** Milliseconds between two reports of a link's counters for this number of links. */
export function reportPeriod(links: number): number {
  return Math.max(SHORTEST_MS, (links / REPORTS_PER_SECOND) * 1_000);
}
