import type { Span } from '../../api/history.js';

/** Whole local days, both ends included, as the API asks for them; an empty day leaves its end open. */
export function spanOf(from: string, to: string): Span {
  return { from: startOf(from), to: startOf(to, 1) };
}

/** @param later so many days, which a change of the clocks makes shorter or longer */
function startOf(day: string, later = 0): number | undefined {
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + later);
  const time = start.getTime();
  return Number.isNaN(time) ? undefined : time;
}
