import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { QuietHours } from 'lighter-broadcaster-protocol/alert';

/** Whether this moment is within the span, by the wall clock of its zone. */
export function isQuiet({ from, to, zone }: QuietHours, at: Millis, defaultZone: string): boolean {
  const time = timeOfDay(at, zone ?? defaultZone);
  return from < to ? from <= time && time < to : time >= from || time < to;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `HH:MM` in a zone. */
function timeOfDay(at: Millis, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone,
    });
    formats.set(timeZone, format);
  }
  return format.format(at);
}
