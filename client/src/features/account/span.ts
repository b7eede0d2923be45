import type { TimeSpan } from '../../api/history.js';

/** Converts whole local days, both inclusive, to API bounds; an empty day leaves that end open. */
export function spanOf(from: string, to: string): TimeSpan {
  return { from: startOf(from), to: startOf(to, 1) };
}

/** @param later number of days to add; days of 23 or 25 hours count as one */
function startOf(day: string, later = 0): number | undefined {
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + later);
  const time = start.getTime();
  return Number.isNaN(time) ? undefined : time;
}
