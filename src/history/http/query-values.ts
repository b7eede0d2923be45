import type { Cursor } from '../queries.js';

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;
const ZONE = /(Z|[+-]\d\d:?\d\d)$/;
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** Reads epoch ms or ISO 8601 (UTC unless an offset is given) as epoch ms; NaN when the value is neither. */
export function readTime(value: unknown): number {
  if (typeof value !== 'string') return NaN;
  const text = value.replace(' ', '+');
  if (/^\d{1,15}$/.test(text)) return Number(text) <= LAST ? Number(text) : NaN;
  if (!ISO.test(text) || !isDay(text.slice(0, 10))) return NaN;
  return Date.parse(text.includes('T') && !ZONE.test(text) ? `${text}Z` : text);
}

/** Rejects days that do not exist: `Date.parse` reads 30 February as 2 March. */
function isDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

/** NaN unless the value is a plain whole number. */
export function readInteger(value: unknown): number {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : NaN;
}

/** Whole numbers separated by commas. */
export function readIntegers(value: unknown): number[] {
  return typeof value === 'string' ? [...new Set(value.split(',').map(readInteger))] : [NaN];
}

export function encodeCursor({ timestamp, row }: Cursor): string {
  return Buffer.from(`${timestamp}.${row}`).toString('base64url');
}

/** `null` unless the value is a cursor made by `encodeCursor`. */
export function decodeCursor(value: unknown): Cursor | null {
  if (typeof value !== 'string') return null;
  const match = /^(\d{1,15})\.(\d{1,18})$/.exec(Buffer.from(value, 'base64url').toString());
  return match?.[1] && match[2] ? { timestamp: Number(match[1]), row: match[2] } : null;
}
