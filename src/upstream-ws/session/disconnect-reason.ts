import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { IncomingMessage } from 'node:http';
import { ProxyFault } from '../../egress/proxy-fault.js';
import { retryAfterMs } from '../../egress/retry-after.js';
import { WIRE_CODES } from '../../lighter/wire.js';

/** Why a connection to the exchange ended, or never came to be. */
export interface DisconnectReason {
  /** `closed`: by ourselves; `refused`: the upgrade was answered with an error; `path`: the way there failed. */
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
  /** Of a rate limit: how long the exchange told us to stay away, `null` when it told nothing. */
  retryAfterMs: number | null;
  /** Of `path`: what was thrown. */
  error?: unknown;
}

export function disconnectReason(
  kind: DisconnectReason['kind'],
  message: string,
  more: Partial<DisconnectReason> = {},
): DisconnectReason {
  return { kind, message, code: null, retryAfterMs: null, ...more };
}

/** What an HTTP answer in place of the upgrade means. The body is untrusted and may be HTML. @param now epoch ms. */
export function reasonOfRefusal(response: IncomingMessage, body: string, now: number): DisconnectReason {
  const status = response.statusCode ?? 0;
  const code = codeOf(body);
  if (code === WIRE_CODES.restrictedJurisdiction)
    return disconnectReason('geo-blocked', 'refused from a restricted jurisdiction', { code: String(code) });
  if (status === 429 || code === WIRE_CODES.tooManyRequests)
    return disconnectReason('rate-limited', 'too many requests', {
      code: String(code ?? status),
      retryAfterMs: retryAfterMs(response.headers['retry-after'], now),
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
    return null; // HTML of the network in front of the exchange: the status says it all.
  }
}

/** The kind of incident that an end is: a failing proxy by its own fault. */
export function incidentKind({ kind, error }: DisconnectReason): IncidentKind {
  return error instanceof ProxyFault ? error.kind : `stream-${kind}`;
}
