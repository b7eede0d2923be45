const DAY_MS = 86_400_000;
const WEEK = 7;

/** The weeks from Monday to Sunday that hold these days. Days are `YYYY-MM-DD`. */
export function weeksOf(first: string, last: string): string[][] {
  const start = Date.parse(first);
  // Monday is the first day; 1970-01-01 was a Thursday.
  const monday = start - ((Math.floor(start / DAY_MS) + 3) % WEEK) * DAY_MS;
  const count = Math.floor((Date.parse(last) - monday) / DAY_MS / WEEK) + 1;
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: WEEK }, (_, day) =>
      new Date(monday + (week * WEEK + day) * DAY_MS).toISOString().slice(0, 10),
    ),
  );
}
