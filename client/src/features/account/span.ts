import type { Span } from '../../api/history.js';

const DAY_MS = 86_400_000;

/** Whole local days, both ends included, as the API asks for them; an empty day leaves its end open. */
export function spanOf(from: string, to: string): Span {
  const end = startOf(to);
  return { from: startOf(from), to: end === undefined ? undefined : end + DAY_MS };
}

function startOf(day: string): number | undefined {
  const start = new Date(`${day}T00:00:00`).getTime();
  return Number.isNaN(start) ? undefined : start;
}
