import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { EntryFields } from '../engine.port.js';

/**
 * What gateways learn about a channel of the mirror: `first`, its first frame, for those who wait for one; `update`, a frame
 * that follows; `lost`, why it cannot be served any more.
 */
export interface LoggedFrame {
  kind: 'first' | 'update' | 'lost';
  /** Key of the channel. */
  key: string;
  text: string;
}

/** Text below this size is not worth deflating. */
const PLAIN_BYTES = 512;

/**
 * Fields of an entry: `r` deflated, or `q` plain. A line `[[kind, key, characters], …]`, then the texts one after the other, as
 * they are.
 */
export function encodeFrames(frames: readonly LoggedFrame[]): EntryFields {
  const heads = frames.map(({ kind, key, text }) => [kind, key, text.length]);
  const bytes = Buffer.from(`${JSON.stringify(heads)}\n${frames.map(({ text }) => text).join('')}`);
  return bytes.length < PLAIN_BYTES
    ? new Map([['q', bytes]])
    : new Map([['r', deflateRawSync(bytes, { level: 1 })]]);
}

/** The frames of any entry, in order. */
export function decodeFrames(fields: EntryFields): LoggedFrame[] {
  const deflated = fields.get('r');
  const bytes = deflated ? inflateRawSync(deflated) : fields.get('q');
  if (!bytes) return [];
  const all = bytes.toString();
  let at = all.indexOf('\n') + 1;
  const heads = JSON.parse(all.slice(0, at)) as [LoggedFrame['kind'], string, number][];
  return heads.map(([kind, key, length]) => ({ kind, key, text: all.slice(at, (at += length)) }));
}
