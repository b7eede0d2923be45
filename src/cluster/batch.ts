import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Change, StreamName } from '../state/change.js';
import type { EntryFields } from './engine.port.js';

/** `a` an account's change, `g` its gap, `m` a market, `i` incidents, `w` alerts, `l` links. */
type Kind = 'a' | 'g' | 'm' | 'i' | 'w' | 'l';

type Encoded = [
  stream: StreamName,
  seq: number,
  exchange: number | null,
  received: number,
  kind: Kind,
  body: unknown,
];

/** Text below this size is not worth deflating. */
const PLAIN_BYTES = 512;

/**
 * The fields of a log entry of kind `b`: `n` the overall count before it, and the changes as JSON, plain in `j` or
 * deflated in `z`.
 */
export function encodeBatch(changes: readonly Change[]): EntryFields {
  const text = Buffer.from(JSON.stringify(changes.map(encode)));
  const [name, bytes] = text.length < PLAIN_BYTES ? ['j', text] : ['z', deflateRawSync(text, { level: 1 })];
  return new Map([
    ['k', Buffer.from('b')],
    ['n', Buffer.from(String(changes[0]!.total - 1))],
    [name, bytes],
  ]);
}

/** @throws SyntaxError when the entry is not a batch of this format */
export function decodeBatch(fields: EntryFields, epoch: string): Change[] {
  const deflated = fields.get('z');
  const text = deflated ? inflateRawSync(deflated) : fields.get('j');
  const before = Number(fields.get('n'));
  return (JSON.parse(String(text)) as Encoded[]).map((encoded, place) =>
    decode(encoded, epoch, before + place + 1),
  );
}

function encode(change: Change): Encoded {
  const { stream, seq, ts } = change;
  const [kind, body] = bodyOf(change);
  return [stream, seq, ts.exchange, ts.received, kind, body];
}

function bodyOf(change: Change): [Kind, unknown] {
  switch (change.entity) {
    case 'account':
      return [change.kind === 'gap' ? 'g' : 'a', change.delta];
    case 'market':
      return ['m', change.market];
    case 'incident':
      return ['i', { upsert: change.upsert, remove: change.remove }];
    case 'alert':
      return ['w', { upsert: change.upsert, remove: change.remove }];
    case 'link':
      return ['l', { links: change.links, egresses: change.egresses, control: change.control }];
  }
}

function decode(
  [stream, seq, exchange, received, kind, body]: Encoded,
  epoch: string,
  total: number,
): Change {
  const counted = { stream, seq, epoch, total, ts: { exchange, received } };
  switch (kind) {
    case 'a':
    case 'g': {
      const account_index = Number(stream.slice('account/'.length));
      return {
        ...counted,
        entity: 'account',
        kind: kind === 'g' ? 'gap' : 'change',
        account_index,
        delta: body,
      } as Change;
    }
    case 'm':
      return { ...counted, entity: 'market', market: body } as Change;
    case 'i':
      return { ...counted, entity: 'incident', ...(body as object) } as Change;
    case 'w':
      return { ...counted, entity: 'alert', ...(body as object) } as Change;
    case 'l':
      return { ...counted, entity: 'link', ...(body as object) } as Change;
  }
}

/** An entry that only says that the leader lives, and what one account's copy should be. */
export function heartbeatFields(check: { stream: string; seq: number; hash: string } | null): EntryFields {
  const fields = new Map([['k', Buffer.from('h')]]);
  if (check) fields.set('x', Buffer.from(JSON.stringify([check.stream, check.seq, check.hash])));
  return fields;
}

export function bytesOf(fields: EntryFields): number {
  return [...fields.values()].reduce((sum, value) => sum + value.length, 0);
}
