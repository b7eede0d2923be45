import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import { ProxyFault } from '../egress/proxy-fault.js';
import { DOWN_CODES, REFUSED_TOKEN_CODES, WIRE_CODES } from './wire.js';
import type { HttpAnswer } from '../egress/http-answer.js';
import { MalformedFrame } from './mapper/malformed-frame.js';

/** Why a request failed, in the categories that decide what to do next. */
export type ExchangeErrorKind =
  | 'rate-limited'
  | 'auth-refused'
  | 'no-credential'
  | 'geo-blocked'
  | 'not-found'
  | 'cdn-block'
  | 'exchange-down'
  | 'refused'
  | 'malformed'
  | 'timeout'
  | 'network'
  | 'wrong-network'
  | 'paused';

/** A failed request to the exchange. The message contains neither tokens nor response content. */
export class ExchangeError extends Error {
  constructor(
    readonly kind: ExchangeErrorKind,
    message: string,
    /** The exchange's own code, else the HTTP status; `null` without a response. */
    readonly code: number | null = null,
  ) {
    super(message);
    this.name = 'ExchangeError';
  }
}

/** The stable kebab-case kind of an error in incidents. */
export function kindOf(error: unknown): IncidentKind {
  if (error instanceof ExchangeError || error instanceof ProxyFault) return error.kind;
  return error instanceof MalformedFrame ? 'malformed' : 'internal';
}

/** The error that a response represents; `null` for a success: status 2xx, and `code` absent or 200. */
export function errorOf({ status, text }: HttpAnswer, endpoint: string): ExchangeError | null {
  if (status === 429) return new ExchangeError('rate-limited', `${endpoint}: too many requests`, 429);
  const ok = status >= 200 && status < 300;
  const code = codeOf(text);
  if (ok && (code === null || code === WIRE_CODES.ok)) return null;
  if (code === null) return byStatus(status, endpoint);
  const kind = kindByCode(code, status, MENTIONS_AUTH.test(text));
  return new ExchangeError(kind, `${endpoint}: HTTP ${status}, code ${code}`, code);
}

/** A bad signature may be answered as an internal error; only the message identifies it. */
const MENTIONS_AUTH = /signature|\bauth/i;

function kindByCode(code: number, status: number, mentionsAuth: boolean): ExchangeErrorKind {
  if (DOWN_CODES.has(code)) return mentionsAuth ? 'auth-refused' : 'exchange-down';
  if (code === WIRE_CODES.tooManyRequests) return 'rate-limited';
  if (REFUSED_TOKEN_CODES.has(code) || status === 401) return 'auth-refused';
  if (code === WIRE_CODES.restrictedJurisdiction) return 'geo-blocked';
  if (code === WIRE_CODES.accountNotFound || code === WIRE_CODES.notFound) return 'not-found';
  return status >= 500 ? 'exchange-down' : 'refused';
}

function byStatus(status: number, endpoint: string): ExchangeError {
  if (status === 403)
    return new ExchangeError('cdn-block', `${endpoint}: blocked by the exchange's CDN`, 403);
  if (status === 401) return new ExchangeError('auth-refused', `${endpoint}: token refused`, 401);
  const kind = status >= 500 ? 'exchange-down' : 'refused';
  return new ExchangeError(kind, `${endpoint}: HTTP ${status}`, status);
}

/** Every envelope begins with `code`, which can therefore usually be read without parsing. */
function codeOf(text: string): number | null {
  const match = /^\s*\{\s*"code"\s*:\s*(\d{1,6})\b/.exec(text);
  if (match) return Number(match[1]);
  if (text.length > MAX_ENVELOPE || !text.trimStart().startsWith('{')) return null;
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'number' ? code : null;
  } catch {
    return null;
  }
}

/** Errors are short: a longer body that does not begin with a code is not one. */
const MAX_ENVELOPE = 4096;
