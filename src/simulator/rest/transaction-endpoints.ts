import { createHash } from 'node:crypto';
import type { Endpoint, EndpointContext } from './endpoint-context.js';
import { integer, requiredText, type RestRequest } from './rest-request.js';
import { invalidParam } from '../simulated-error.js';

const ENDPOINTS: ReadonlySet<string> = new Set(['sendTx', 'sendTxBatch']);

export function isTransaction({ method, endpoint }: RestRequest): boolean {
  return method === 'POST' && ENDPOINTS.has(endpoint);
}

/** Accepts any transaction of a known account; nothing happens on the exchange. */
export const sendTx: Endpoint = (context, { query }) => acceptedTransaction(context, 'sendTx', query);

export const sendTxBatch: Endpoint = (context, { query }) =>
  acceptedTransaction(context, 'sendTxBatch', query);

/** @param form fields of the transaction, by REST or in a message @returns the answer. Throws SimulatedError to refuse. */
export function acceptedTransaction(
  context: EndpointContext,
  endpoint: 'sendTx' | 'sendTxBatch',
  form: URLSearchParams,
): string {
  if (endpoint === 'sendTx') {
    integer(form, 'tx_type');
    return accepted(context, `"${hashOf(context, requiredText(form, 'tx_info'))}"`);
  }
  const infos = parsed(requiredText(form, 'tx_infos'));
  if (!Array.isArray(infos) || infos.length === 0) throw invalidParam('tx_infos');
  const hashes = infos.map((info) => hashOf(context, typeof info === 'string' ? info : JSON.stringify(info)));
  return accepted(context, JSON.stringify(hashes));
}

function accepted({ clock }: EndpointContext, hash: string): string {
  const message = JSON.stringify('{"ratelimit": "didn\'t use volume quota"}');
  return `{"code":200,"message":${message},"tx_hash":${hash},"predicted_execution_time_ms":${clock.wallNow()}}`;
}

function hashOf(context: EndpointContext, info: string): string {
  const { AccountIndex } = (parsed(info) ?? {}) as { AccountIndex?: unknown };
  if (typeof AccountIndex !== 'number') throw invalidParam('tx_info');
  context.account(AccountIndex);
  return createHash('sha384').update(info).digest('hex').slice(0, 80);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidParam('tx_info');
  }
}
