import { localDate, startOfLocalDay, startOfNextLocalDay } from 'lighter-broadcaster-protocol/local-day';
import type { TimeSpan } from '../api/history.js';

const HALF_DAY_MS = 43_200_000;

/** Whole days of a time zone, both inclusive; an empty date leaves that end open. */
export function rangeOf(from: string, to: string, zone: string): TimeSpan {
  const [begin, last] = [startOfDate(from, zone), startOfDate(to, zone)];
  return {
    ...(begin !== null && { from: begin }),
    ...(last !== null && { to: startOfNextLocalDay(last, zone) }),
  };
}

/** First moment of a date such as `2026-11-01`; `null` unless it is one. */
export function startOfDate(date: string, zone: string): number | null {
  const noon = Date.parse(`${date}T12:00:00Z`);
  if (Number.isNaN(noon)) return null;
  // Far east and far west of Greenwich, noon there is on a neighboring date.
  const on = [noon, noon - HALF_DAY_MS, noon + HALF_DAY_MS].find(
    (moment) => localDate(moment, zone) === date,
  );
  return on === undefined ? null : startOfLocalDay(on, zone);
}
