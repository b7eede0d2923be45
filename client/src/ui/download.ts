import { dateTime, shownZone } from '../format/time.js';

/** `trades_desk-05_2026-11-01_to_2026-11-28_UTC.csv`: what, of when, and in which time zone. */
export function fileName(parts: readonly string[], ending: string, now = Date.now()): string {
  const made = dateTime(now).slice(0, 16).replace(' ', '_').replace(':', '');
  const named = parts.length > 1 ? parts : [...parts, made];
  const zone = shownZone().replaceAll('/', '-');
  return `${[...named, zone].map((part) => part.replaceAll(/[^A-Za-z0-9.+-]+/g, '-')).join('_')}.${ending}`;
}

/** Saves a text as a file. */
export function downloadText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
