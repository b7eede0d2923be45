import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { IncomingMessage } from 'node:http';
import { ProxyFault } from '../../egress/proxy-fault.js';
import { retryAfterMs } from '../../egress/retry-after.js';
import { WIRE_CODES } from '../../lighter/wire.js';

/** Why a connection to the exchange ended, or was never established. */
export interface DisconnectReason {
  /**
   * `closed`: by this side; `refused`: the upgrade was answered with an error; `path`: the connection attempt failed.
   */
  kind:
    | 'closed'
    | 'dropped'
    | 'silent'
    | 'unanswered'
    | 'rate-limited'
    | 'geo-blocked'
    | 'refused'
    | 'path'
    | 'doubt';
  /** Short, for an operator; holds no secret. */
  message: string;
  code: string | null;
  /** Of a rate limit: the wait that the exchange asked for, ms; `null` without one. */
  retryAfterMs: number | null;
  /** Of `path`: the error thrown. */
  error?: unknown;
}

export function disconnectReason(
  kind: DisconnectReason['kind'],
  message: string,
  more: Partial<DisconnectReason> = {},
): DisconnectReason {
  return { kind, message, code: null, retryAfterMs: null, ...more };
}

/**
 * Classifies an HTTP answer in place of the upgrade. The body is untrusted and may be HTML.
 * @param exchangeNow epoch ms by the exchange's clock, `null` while unknown.
 */
export function reasonOfRefusal(
  response: IncomingMessage,
  body: string,
  exchangeNow: number | null,
): DisconnectReason {
  const status = response.statusCode ?? 0;
  const code = codeOf(body);
  if (code === WIRE_CODES.restrictedJurisdiction)
    return disconnectReason('geo-blocked', 'refused from a restricted jurisdiction', { code: String(code) });
  if (status === 429 || code === WIRE_CODES.tooManyRequests)
    return disconnectReason('rate-limited', 'too many requests', {
      code: String(code ?? status),
      retryAfterMs: retryAfterMs(response.headers['retry-after'], exchangeNow),
    });
  return disconnectReason('refused', `the upgrade was answered with HTTP ${status}`, {
    code: String(code ?? status),
  });
}

function codeOf(body: string): number | null {
  try {
    const { code } = JSON.parse(body) as { code?: unknown };
    return typeof code === 'number' ? code : null;
  } catch {
    return null; // HTML of the network in front of the exchange.
  }
}

/** The incident kind of a disconnect; a failing proxy counts by its own fault. */
export function incidentKind({ kind, error }: DisconnectReason): IncidentKind {
  return error instanceof ProxyFault ? error.kind : `stream-${kind}`;
}
