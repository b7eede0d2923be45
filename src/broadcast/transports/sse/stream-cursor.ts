import type { Since } from 'lighter-broadcaster-protocol/frames';

/** A channel and its position, as a feed has them. */
interface ChannelPosition {
  readonly channel: { readonly name: string };
  readonly epoch: string;
  readonly lastSeq: number;
}

/** Encodes the position of every channel of an event stream into one opaque string, which `Last-Event-ID` returns. */
export function encodeCursor(positions: readonly ChannelPosition[]): string {
  const entries = positions.map(({ channel, epoch, lastSeq }) => [channel.name, epoch, lastSeq]);
  return Buffer.from(JSON.stringify(entries)).toString('base64url');
}

/** @returns `null` when the text is not a cursor; every channel then starts from a snapshot */
export function decodeCursor(cursor: string): Record<string, Since> | null {
  let entries: unknown;
  try {
    entries = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
  if (!Array.isArray(entries) || !entries.every(isEntry)) return null;
  return Object.fromEntries(entries.map(([channel, epoch, seq]) => [channel, { epoch, seq }]));
}

function isEntry(value: unknown): value is [string, string, number] {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [channel, epoch, seq] = value as unknown[];
  return typeof channel === 'string' && typeof epoch === 'string' && Number.isSafeInteger(seq);
}
