import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** A decimal for people: without trailing zeros, thousands separated. */
export function figure(decimal: Decimal): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  const shown = fraction.replace(/0+$/, '');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (shown && `.${shown}`);
}

/** A span for people: `12 s`, `5 min`, `3 h`, `2 d`. */
export function span(seconds: number): string {
  if (seconds < 2 * MINUTE_S) return `${Math.round(seconds)} s`;
  if (seconds < 2 * HOUR_S) return `${Math.round(seconds / MINUTE_S)} min`;
  if (seconds < 2 * DAY_S) return `${Math.round(seconds / HOUR_S)} h`;
  return `${Math.round(seconds / DAY_S)} d`;
}

/** `2026-11-01 10:31 UTC` */
export function moment(at: Millis): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
