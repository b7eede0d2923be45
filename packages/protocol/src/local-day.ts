import type { Millis } from './account.js';

/** Days of a time zone. Where the clocks change they have 23 or 25 hours; times are epoch milliseconds. */

const DAY_MS = 86_400_000;
const HALF_DAY_MS = DAY_MS / 2;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether this runtime knows the IANA time zone. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z0-9_+\-/]{1,64}$/.test(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** First moment of the day that `at` belongs to. @throws RangeError for an unknown zone */
export function startOfLocalDay(at: Millis, zone: string): Millis {
  return startOf(dayNumber(at, zone), at, zone);
}

/** First moment of the following day. */
export function startOfNextLocalDay(at: Millis, zone: string): Millis {
  const today = startOfLocalDay(at, zone);
  // No day has more than 25 hours, so the day after its 26th hour is the next one.
  return startOfLocalDay(today + 26 * 3_600_000, zone);
}

/** The calendar date, such as `2026-11-01`. */
export function localDate(at: Millis, zone: string): string {
  return new Date(dayNumber(at, zone) * DAY_MS).toISOString().slice(0, 10);
}

/**
 * Midnight by the offset before and by the one after a change of the clocks; the earlier one that is on this day. So a day whose
 * midnight does not exist begins when the clocks change.
 */
function startOf(day: number, near: Millis, zone: string): Millis {
  const midnight = day * DAY_MS;
  const guess = midnight - offsetOf(near, zone);
  const candidates = [guess - HALF_DAY_MS, guess, guess + HALF_DAY_MS].map(
    (moment) => midnight - offsetOf(moment, zone),
  );
  const onDay = candidates.filter((moment) => dayNumber(moment, zone) === day);
  return onDay.length > 0 ? Math.min(...onDay) : guess;
}

/** Days since the epoch by the local calendar. */
function dayNumber(at: Millis, zone: string): number {
  return Math.floor((at + offsetOf(at, zone)) / DAY_MS);
}

/** What local clocks are ahead of UTC. */
function offsetOf(at: Millis, zone: string): number {
  if (zone === 'UTC') return 0;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}
