import type { Millis } from './account.js';
import type { ErrorCode } from './errors.js';

/** Version of the protocol that `hello` names. */
export const PROTOCOL = 1;

/** How often a channel is told at most: `live` at once, the others conflated to the latest state. */
export const RATES = ['live', '100ms', '1s'] as const;
export type Rate = (typeof RATES)[number];

/** `exchange`: the exchange's stamp; `received`: when its bytes came in; `sent`: when this frame was encoded. */
export interface FrameTimes {
  exchange: Millis | null;
  received: Millis | null;
  sent: Millis;
}

/** What a client may do before it is warned, then closed. */
export interface FrameLimits {
  max_subscriptions: number;
  max_messages_per_second: number;
  max_frame_bytes: number;
  max_pending_bytes: number;
}

export interface HelloFrame {
  type: 'hello';
  protocol: typeof PROTOCOL;
  session: string;
  server_time: Millis;
  heartbeat_ms: number;
  limits: FrameLimits;
}

/** `id` repeats the one of the op that asked; `null` where the server subscribed by itself. */
export interface SubscribedFrame {
  type: 'subscribed';
  id: RequestId;
  channel: string;
  rate: Rate;
}

export interface UnsubscribedFrame {
  type: 'unsubscribed';
  id: RequestId;
  channel: string;
}

interface Positioned {
  channel: string;
  epoch: string;
  seq: number;
  ts: FrameTimes;
}

/** The whole state of a channel as of `seq`. */
export interface SnapshotFrame<S = unknown> extends Positioned {
  type: 'snapshot';
  data: S;
}

/** What moved since `prev_seq`, the last `seq` that this channel was given; any other value there means loss. */
export interface ChangeFrame<D = unknown> extends Positioned {
  type: 'change' | 'gap';
  prev_seq: number;
  data: D;
  /** On every Nth change: the hash of the state after it. */
  hash?: string;
}

/** The missed changes have all been sent; the channel now stands at `to_seq`. */
export interface RecoveredFrame {
  type: 'recovered';
  channel: string;
  epoch: string;
  from_seq: number;
  to_seq: number;
}

export interface HeartbeatFrame {
  type: 'heartbeat';
  server_time: Millis;
}

export interface NoticeFrame {
  type: 'notice';
  code: 'drain' | 'rate_limit' | 'garbage' | 'subscriptions';
  message: string;
  /** When to connect again; `null` where the connection stays. */
  resume_after_ms: number | null;
}

export interface ErrorFrame {
  type: 'error';
  id: RequestId;
  code: ErrorCode;
  message: string;
  channel?: string;
}

export interface PongFrame {
  type: 'pong';
  id: RequestId;
  server_time: Millis;
}

/** Answer to `list`: what this client is subscribed to, and what it may subscribe to. */
export interface ListFrame {
  type: 'list';
  id: RequestId;
  subscriptions: { channel: string; rate: Rate; epoch: string; seq: number }[];
  available: string[];
}

export type ServerFrame =
  | HelloFrame
  | SubscribedFrame
  | UnsubscribedFrame
  | SnapshotFrame
  | ChangeFrame
  | RecoveredFrame
  | HeartbeatFrame
  | NoticeFrame
  | ErrorFrame
  | PongFrame
  | ListFrame;

/** Chosen by the client, repeated in the answer. */
export type RequestId = string | number | null;

/** A position to resume from: what the last frame of the channel said. */
export interface Since {
  epoch: string;
  seq: number;
}

export interface SubscribeOp {
  op: 'subscribe';
  id: RequestId;
  channels: string[];
  since: Record<string, Since>;
  rate: Rate;
}

export interface UnsubscribeOp {
  op: 'unsubscribe';
  id: RequestId;
  channels: string[];
}

export interface PingOp {
  op: 'ping';
  id: RequestId;
}

export interface ListOp {
  op: 'list';
  id: RequestId;
}

export type ClientOp = SubscribeOp | UnsubscribeOp | PingOp | ListOp;
