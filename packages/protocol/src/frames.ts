import type { Millis } from './account.js';
import type { ErrorCode } from './errors.js';

/** Protocol version in `hello`. */
export const PROTOCOL = 1;

/** Maximum frequency of a channel's changes: `live` sends each one, the other rates conflate to the latest state. */
export const RATES = ['live', '100ms', '1s'] as const;
export type Rate = (typeof RATES)[number];

/** `exchange`: the exchange's timestamp; `received`: when its bytes arrived; `sent`: when this frame was encoded. */
export interface FrameTimes {
  exchange: Millis | null;
  received: Millis | null;
  sent: Millis;
}

/** Limits of a client; past them it is warned, then disconnected. */
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

/** `id` is that of the op, or `null` for a subscription that the server made by itself. */
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

/** The changes after `prev_seq`, which is the previous `seq` of this channel; any other value means that frames were lost. */
export interface ChangeFrame<D = unknown> extends Positioned {
  type: 'change' | 'gap';
  prev_seq: number;
  data: D;
  /** Hash of the state after the change, on every Nth change. */
  hash?: string;
}

/** All missed changes have been sent; the channel is at `to_seq`. */
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
  /** Milliseconds to wait before reconnecting; `null` if the connection stays open. */
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

/** Answer to `list`: the client's subscriptions, and the channels that it may subscribe to. */
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

/** Chosen by the client and repeated in the answer. */
export type RequestId = string | number | null;

/** A position to resume from: that of the last frame of the channel. */
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
