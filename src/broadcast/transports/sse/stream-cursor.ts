import type { Feed } from '../../fan-out/feed.js';
import type { Since } from 'lighter-broadcaster-protocol/frames';

/** The position of every channel of an event stream as one opaque word: what `Last-Event-ID` brings back. */
export function encodeCursor(classes: readonly Feed[]): string {
  const positions = classes.map((each) => [each.channel.name, each.epoch, each.last]);
  return Buffer.from(JSON.stringify(positions)).toString('base64url');
}

/** @returns `null` when the text is no cursor of ours; then everything starts from a snapshot. */
export function decodeCursor(cursor: string): Record<string, Since> | null {
  let positions: unknown;
  try {
    positions = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
  if (!Array.isArray(positions) || !positions.every(isPosition)) return null;
  return Object.fromEntries(positions.map(([channel, epoch, seq]) => [channel, { epoch, seq }]));
}

function isPosition(value: unknown): value is [string, string, number] {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [channel, epoch, seq] = value as unknown[];
  return typeof channel === 'string' && typeof epoch === 'string' && Number.isSafeInteger(seq);
}
