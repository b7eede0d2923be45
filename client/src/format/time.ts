const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span in its one or two largest units: `850 ms`, `12 s`, `3 m 20 s`, `5 h 02 m`, `2 d 4 h`. */
export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m ${pad((ms % MINUTE) / SECOND)} s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${pad((ms % HOUR) / MINUTE)} m`;
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
}

/** Age in whole seconds below a minute, so that a column of ages does not flicker. */
export function age(ms: number): string {
  return ms < SECOND ? 'now' : duration(ms);
}

let utc = false;

/** Shows all times in UTC, or in the time zone of the browser. */
export function showTimesIn(zone: 'local' | 'utc'): void {
  utc = zone === 'utc';
}

/** The IANA time zone in which times are shown. */
export function shownZone(): string {
  return utc ? 'UTC' : new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** `14:03:09` in the shown time zone. */
export function timeOfDay(at: number): string {
  return onClock(at).toISOString().slice(11, 19);
}

/** `2026-11-23 14:03:09` in the shown time zone. */
export function dateTime(at: number): string {
  return onClock(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** A date whose UTC fields are those of the shown clock. */
function onClock(at: number): Date {
  return new Date(utc ? at : at - new Date(at).getTimezoneOffset() * MINUTE);
}

function pad(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
