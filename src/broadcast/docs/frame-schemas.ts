import { ERROR_CODES } from 'lighter-broadcaster-protocol/errors';
import {
  PROTOCOL,
  RATES,
  type ChangeFrame,
  type ClientOp,
  type ErrorFrame,
  type HeartbeatFrame,
  type HelloFrame,
  type ListFrame,
  type NoticeFrame,
  type PongFrame,
  type RecoveredFrame,
  type ServerFrame,
  type SnapshotFrame,
  type SubscribedFrame,
  type UnsubscribedFrame,
} from 'lighter-broadcaster-protocol/frames';
import { listOf, millis, orNull, record, ref, text, whole, type JsonSchema } from './json-schema.js';

type FieldsOf<T> = Record<Exclude<keyof T, 'type' | 'op'>, JsonSchema>;

const id: JsonSchema = {
  oneOf: [text, { type: 'number' }, { type: 'null' }],
  description: 'Chosen by the client and repeated in the answer.',
};
const rate: JsonSchema = { enum: [...RATES] };
const epoch: JsonSchema = {
  ...text,
  description: 'Identifies one run of the seq counter. If it changes, start over.',
};
const seq: JsonSchema = { ...whole, description: 'Counts the changes of the stream behind the channel.' };
const ts = ref('Times');
const any: JsonSchema = { description: 'Depends on the channel: its whole state, or the changed parts.' };
const positioned = { channel: text, epoch, seq, ts };

const hello: FieldsOf<HelloFrame> = {
  protocol: { const: PROTOCOL },
  session: text,
  server_time: millis,
  heartbeat_ms: whole,
  limits: ref('Limits'),
};
const subscribed: FieldsOf<SubscribedFrame> = { id, channel: text, rate };
const unsubscribed: FieldsOf<UnsubscribedFrame> = { id, channel: text };
const snapshot: FieldsOf<SnapshotFrame> = { ...positioned, data: any };
const change: FieldsOf<ChangeFrame> = {
  ...positioned,
  prev_seq: {
    ...whole,
    description:
      'The previous seq sent to this subscription; if it is not the seq that you hold, frames were lost.',
  },
  data: any,
  hash: { ...text, description: 'On every Nth change: the hash of the state after this change.' },
};
const recovered: FieldsOf<RecoveredFrame> = { channel: text, epoch, from_seq: whole, to_seq: whole };
const heartbeat: FieldsOf<HeartbeatFrame> = { server_time: millis };
const notice: FieldsOf<NoticeFrame> = {
  code: { enum: ['drain', 'rate_limit', 'garbage', 'subscriptions'] },
  message: text,
  resume_after_ms: orNull(whole),
};
const error: FieldsOf<ErrorFrame> = {
  id,
  code: { enum: Object.keys(ERROR_CODES) },
  message: text,
  channel: text,
};
const pong: FieldsOf<PongFrame> = { id, server_time: millis };
const list: FieldsOf<ListFrame> = {
  id,
  subscriptions: listOf(record({ channel: text, rate, epoch, seq })),
  available: listOf(text),
};

interface Described {
  summary: string;
  schema: JsonSchema;
}

function frame(
  type: string,
  summary: string,
  fields: Record<string, JsonSchema>,
  optional: string[] = [],
): Described {
  return { summary, schema: record({ type: { const: type }, ...fields }, optional) };
}

/** Frames sent by the server. */
export const SERVER_FRAMES: Record<ServerFrame['type'], Described> = {
  hello: frame('hello', 'The first frame of a connection.', hello),
  subscribed: frame('subscribed', 'Answer to subscribe, one per channel.', subscribed),
  unsubscribed: frame('unsubscribed', 'Answer to unsubscribe, one per channel.', unsubscribed),
  snapshot: frame('snapshot', 'The whole state of a channel as of seq.', snapshot),
  change: frame('change', 'The parts that changed since prev_seq.', change, ['hash']),
  gap: frame(
    'gap',
    'Like a change; also reports that a period in which the service may have missed fills began or ended.',
    change,
    ['hash'],
  ),
  recovered: frame('recovered', 'Every missed change has been sent; the channel is at to_seq.', recovered),
  heartbeat: frame('heartbeat', 'Sent every heartbeat_ms, together with a protocol ping.', heartbeat),
  notice: frame('notice', 'A warning: the server is draining, or the client is close to a limit.', notice),
  error: frame('error', 'An op was refused.', error, ['channel']),
  pong: frame('pong', 'Answer to ping.', pong),
  list: frame('list', 'Answer to list.', list),
};

function op(
  name: ClientOp['op'],
  summary: string,
  fields: Record<string, JsonSchema>,
  optional: string[],
): Described {
  return { summary, schema: record({ op: { const: name }, ...fields }, ['id', ...optional]) };
}

const channels: JsonSchema = { ...listOf(text), minItems: 1 };
const since: JsonSchema = { type: 'object', additionalProperties: record({ epoch, seq }) };

/** Ops sent by a client. */
export const CLIENT_OPS: Record<ClientOp['op'], Described> = {
  subscribe: op('subscribe', 'Subscribes, or starts over; since resumes.', { id, channels, since, rate }, [
    'since',
    'rate',
  ]),
  unsubscribe: op('unsubscribe', 'Unsubscribes from channels.', { id, channels }, []),
  ping: op('ping', 'Requests a pong.', { id }, []),
  list: op('list', 'Requests the current subscriptions and the available channels.', { id }, []),
};

export const FRAME_PART_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Times: record({ exchange: orNull(millis), received: orNull(millis), sent: millis }),
  Limits: record({
    max_subscriptions: whole,
    max_messages_per_second: whole,
    max_frame_bytes: whole,
    max_pending_bytes: whole,
  }),
};
