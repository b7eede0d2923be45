/** Every code that a WebSocket is closed with, once: the gateway, the docs and the tests read this table. */
export const CLOSE_CODES = {
  drain: {
    code: 1001,
    reason: 'going away: reconnect and subscribe with since',
    meaning: 'The server stops or restarts.',
  },
  frame_too_big: {
    code: 1009,
    reason: 'message too big',
    meaning: 'A client frame was larger than `max_frame_bytes`.',
  },
  garbage: {
    code: 4002,
    reason: 'too many invalid messages',
    meaning: 'Invalid messages went on after errors and a notice.',
  },
  key_revoked: {
    code: 4003,
    reason: 'the key that let you in is no longer valid',
    meaning: 'The key was removed or changed in `API_KEYS_FILE`.',
  },
  slow_consumer: {
    code: 4008,
    reason: 'slow consumer: reconnect and subscribe with since {epoch, seq} of your last frames',
    meaning: 'More was waiting than `CLIENT_MAX_BYTES`, or the socket took nothing for `CLIENT_MAX_AGE`.',
  },
  pong_timeout: {
    code: 4010,
    reason: 'no pong',
    meaning: 'No answer to a protocol ping in time.',
  },
  too_many_connections: {
    code: 4011,
    reason: 'too many connections',
    meaning: 'The server holds `MAX_CONNECTIONS`.',
  },
  too_many_connections_per_ip: {
    code: 4012,
    reason: 'too many connections from this address',
    meaning: 'The address holds `MAX_CONNECTIONS_PER_IP` (loopback is exempt).',
  },
  too_many_subscriptions: {
    code: 4013,
    reason: 'too many subscriptions',
    meaning: 'Subscribing went on after the limit was answered with errors and a notice.',
  },
  too_many_messages: {
    code: 4029,
    reason: 'too many messages',
    meaning: 'More messages a second than allowed, after a notice.',
  },
} as const satisfies Record<string, { code: number; reason: string; meaning: string }>;

export type CloseName = keyof typeof CLOSE_CODES;
