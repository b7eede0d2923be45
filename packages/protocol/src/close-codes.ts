interface CloseCode {
  readonly code: number;
  /** Sent as the reason of the close frame. */
  readonly reason: string;
  readonly meaning: string;
  /** Whether a client should reconnect by itself, after its usual backoff. */
  readonly reconnect: boolean;
  /** What the client, or its developer, should do. */
  readonly what_to_do: string;
}

/** Every code with which the server closes a WebSocket. */
export const CLOSE_CODES = {
  drain: {
    code: 1001,
    reason: 'going away: reconnect and subscribe with since',
    meaning: 'The server stops or restarts.',
    reconnect: true,
    what_to_do:
      'Wait for the `resume_after_ms` of the notice before it, then reconnect and resume with `since`.',
  },
  frame_too_big: {
    code: 1009,
    reason: 'message too big',
    meaning: 'A client frame was larger than `max_frame_bytes`.',
    reconnect: false,
    what_to_do: 'Split the op; sent again as it is, it would be refused again.',
  },
  garbage: {
    code: 4002,
    reason: 'too many invalid messages',
    meaning: 'The client went on sending invalid messages after errors and a notice.',
    reconnect: false,
    what_to_do: 'Correct the client; each `error` frame names the field.',
  },
  key_revoked: {
    code: 4003,
    reason: 'the key or session of this connection is no longer valid',
    meaning:
      'The key was removed from `API_KEYS_FILE` or changed there, or the session signed out or expired.',
    reconnect: false,
    what_to_do: 'Get a valid key or sign in first.',
  },
  slow_consumer: {
    code: 4008,
    reason: 'slow consumer: reconnect and subscribe with since {epoch, seq} of your last frames',
    meaning: 'More than `CLIENT_MAX_BYTES` was pending, or the socket accepted nothing for `CLIENT_MAX_AGE`.',
    reconnect: true,
    what_to_do: 'Reconnect and resume with `since`; read faster, or subscribe at a lower rate.',
  },
  pong_timeout: {
    code: 4010,
    reason: 'no pong',
    meaning: 'A protocol ping was not answered in time.',
    reconnect: true,
    what_to_do: 'Reconnect and resume with `since`.',
  },
  too_many_connections: {
    code: 4011,
    reason: 'too many connections',
    meaning: 'The server is at `MAX_CONNECTIONS`.',
    reconnect: true,
    what_to_do: 'Reconnect with growing waits.',
  },
  too_many_connections_per_ip: {
    code: 4012,
    reason: 'too many connections from this address',
    meaning: 'The address is at `MAX_CONNECTIONS_PER_IP` (loopback is exempt).',
    reconnect: true,
    what_to_do: 'Reconnect with growing waits; close connections that are not needed.',
  },
  too_many_subscriptions: {
    code: 4013,
    reason: 'too many subscriptions',
    meaning: 'The client went on subscribing after the limit was answered with errors and a notice.',
    reconnect: false,
    what_to_do: 'Subscribe to at most `max_subscriptions` channels, or to `accounts`.',
  },
  too_many_messages: {
    code: 4029,
    reason: 'too many messages',
    meaning: 'The client sent more than `max_messages_per_second` after a notice.',
    reconnect: true,
    what_to_do: 'Reconnect and send fewer messages; one op can name many channels.',
  },
} as const satisfies Record<string, CloseCode>;

export type CloseName = keyof typeof CLOSE_CODES;

const FINAL = new Set<number>(
  Object.values(CLOSE_CODES)
    .filter(({ reconnect }) => !reconnect)
    .map(({ code }) => code),
);

/** Whether a client should reconnect after this code. Codes that are not the server's (a lost connection) allow it. */
export function mayReconnect(code: number): boolean {
  return !FINAL.has(code);
}
