/** An object as the exchange sent it, read by `parseExact`: untrusted, so every field is checked when read. */
export type WireObject = Record<string, unknown>;

/** Kind of a frame, from its `type`. */
export type FrameKind =
  | 'connected'
  | 'subscribed'
  | 'update'
  | 'unsubscribed'
  | 'ping'
  | 'pong'
  | 'shutdown'
  | 'error'
  | 'other';

/** Error codes of the exchange that decide how to proceed; message texts are unstable. */
export const WIRE_CODES = {
  ok: 200,
  invalidParameter: 20001,
  invalidAuth: 20013,
  restrictedJurisdiction: 20558,
  accountNotFound: 21100,
  tooManyRequests: 23000,
  notFound: 29404,
  internalError: 29500,
  internalTimeout: 29501,
  notSubscribed: 30002,
  alreadySubscribed: 30003,
  invalidChannel: 30005,
  readOnlyTokenUnknown: 61005,
  readOnlyTokenRevoked: 61006,
} as const;

/** Ids of spot markets begin here. */
export const FIRST_SPOT_MARKET = 2048;

/** The exchange has an internal fault, under any HTTP status: retry soon. */
export const DOWN_CODES: ReadonlySet<number> = new Set([
  WIRE_CODES.internalError,
  WIRE_CODES.internalTimeout,
]);

/** The token was refused: by REST, and by the stream unless it says otherwise below. */
export const REFUSED_TOKEN_CODES: ReadonlySet<number> = new Set([
  WIRE_CODES.invalidAuth,
  WIRE_CODES.readOnlyTokenUnknown,
  WIRE_CODES.readOnlyTokenRevoked,
]);

/**
 * On the stream a subscribe request has no parameter but its channel and its token, so "invalid parameter" concerns the
 * token too ("auth field is required"). By REST the same code may mean any parameter.
 */
export const STREAM_REFUSED_TOKEN_CODES: ReadonlySet<number> = new Set([
  ...REFUSED_TOKEN_CODES,
  WIRE_CODES.invalidParameter,
]);

/** Error frames about the messages of the whole IP: rate limit, messages per minute, messages in flight. */
export const EGRESS_LIMIT_CODES: ReadonlySet<number> = new Set([WIRE_CODES.tooManyRequests, 30009, 30010]);

/** Error frames about one subscription that may succeed later: limits of subscriptions, and "failed to subscribe". */
export const SUBSCRIPTION_DELAY_CODES: ReadonlySet<number> = new Set([23001, 23002, 23003, 30012]);
