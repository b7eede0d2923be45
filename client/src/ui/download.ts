import { dateTime, shownZone } from '../format/time.js';

/** `accounts_2026-11-28_1405_Europe-Berlin.csv`: what, and as of when in the shown time zone. */
export function fileName(what: string, ending: string, now = Date.now()): string {
  const made = dateTime(now).slice(0, 16).replace(' ', '_').replace(':', '');
  return `${[what, made, shownZone().replaceAll('/', '-')].join('_')}.${ending}`;
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
