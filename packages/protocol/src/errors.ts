/** Every error of the REST API: a closed table for the server's answers, the documents and the clients. */
export const PROBLEMS = {
  INVALID_REQUEST: { status: 400, error: 'Bad Request', retryable: false },
  UNAUTHENTICATED: { status: 401, error: 'Unauthorized', retryable: false },
  FORBIDDEN: { status: 403, error: 'Forbidden', retryable: false },
  ACCOUNT_NOT_FOUND: { status: 404, error: 'Not Found', retryable: false },
  NOT_FOUND: { status: 404, error: 'Not Found', retryable: false },
  METHOD_NOT_ALLOWED: { status: 405, error: 'Method Not Allowed', retryable: false },
  REQUEST_TIMEOUT: { status: 408, error: 'Request Timeout', retryable: true },
  PAYLOAD_TOO_LARGE: { status: 413, error: 'Payload Too Large', retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, error: 'Unsupported Media Type', retryable: false },
  UPGRADE_REQUIRED: { status: 426, error: 'Upgrade Required', retryable: false },
  RATE_LIMITED: { status: 429, error: 'Too Many Requests', retryable: true },
  HEADERS_TOO_LARGE: { status: 431, error: 'Request Header Fields Too Large', retryable: false },
  INTERNAL: { status: 500, error: 'Internal Server Error', retryable: true },
  UPSTREAM_FAILED: { status: 502, error: 'Bad Gateway', retryable: true },
  HISTORY_OFF: { status: 503, error: 'Service Unavailable', retryable: false },
  HISTORY_UNAVAILABLE: { status: 503, error: 'Service Unavailable', retryable: true },
  HISTORY_BUSY: { status: 503, error: 'Service Unavailable', retryable: true },
  ENGINE_UNAVAILABLE: { status: 503, error: 'Service Unavailable', retryable: true },
  NOT_READY: { status: 503, error: 'Service Unavailable', retryable: true },
  DRAINING: { status: 503, error: 'Service Unavailable', retryable: true },
} as const satisfies Record<string, { status: number; error: string; retryable: boolean }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Codes of `error` frames: why an op of a client was refused. */
export const ERROR_CODES = {
  invalid_json: 'The text is not JSON.',
  invalid_message: 'The JSON is not an op of this protocol; the message names the field.',
  unknown_channel: 'The channel does not exist, or the key may not see it.',
  not_subscribed: 'The channel to unsubscribe from is not subscribed.',
  too_many_subscriptions: 'The client is at its maximum number of subscriptions.',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;
