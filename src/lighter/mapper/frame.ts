import { WIRE_CODES, type FrameKind, type WireObject } from '../wire.js';
import type { LosslessDocument } from '../lossless-json.js';
import { asObject, integer, integerOr, isObject, textOr } from './fields.js';
import { parseDocument } from './response.js';

/** A parsed WebSocket frame: its kind and subject, before any of its content is mapped. */
export interface Frame {
  kind: FrameKind;
  /** The channel as spelled, such as `account_all_orders:281001`; empty without one. */
  address: string;
  /** Channel without its subject, such as `account_all_orders`; `null` without one. */
  channel: string | null;
  /** Account or market of the channel, as spelled: `281001`, `all`. */
  subject: string | null;
  /** The exchange's error; errors carry neither channel nor id. */
  error: { code: number; message: string } | null;
  /** Remaining life of the connection, in a `shutdown` frame. */
  closeInMs: number | null;
  body: WireObject;
  document: LosslessDocument;
  /** As received. */
  text: string;
}

/** @throws MalformedFrame */
export function parseFrame(text: string): Frame {
  const document = parseDocument(text);
  const body = asObject(document.value, 'frame');
  const type = textOr(body, 'type', '');
  const address = textOr(body, 'channel', '');
  const [channel = null, subject = null] = address.split(address.includes(':') ? ':' : '/');
  const error = errorOf(body);
  return {
    kind: error ? 'error' : kindOf(type),
    address,
    channel: channel === '' ? null : channel,
    subject,
    error,
    closeInMs: integerOr(body, 'close_in_ms', null),
    body,
    document,
    text,
  };
}

const PLAIN_KINDS = new Set<string>(['connected', 'unsubscribed', 'ping', 'pong', 'shutdown']);

function kindOf(type: string): FrameKind {
  if (PLAIN_KINDS.has(type)) return type as FrameKind;
  if (type.startsWith('subscribed/')) return 'subscribed';
  return type.startsWith('update/') ? 'update' : 'other';
}

/** Captured errors are `{"error":{code,message}}`; documents show `{"type":"error",code,message}`. */
function errorOf(body: WireObject): Frame['error'] {
  const error = isObject(body.error) ? body.error : body.type === 'error' ? body : null;
  if (!error) return null;
  return {
    code: integerOr(error, 'code', WIRE_CODES.invalidParameter),
    message: textOr(error, 'message', ''),
  };
}

/** Account of an account channel. @throws MalformedFrame */
export function accountOf(frame: Frame): number {
  return integer({ subject: frame.subject }, 'subject');
}
