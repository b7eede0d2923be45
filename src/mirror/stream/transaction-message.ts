import type { SentTransaction } from '../transactions.js';
import type { ExchangeRefusal } from '../exchange-answers.js';
import { membersOf, valueOf } from '../splice.js';

/** Types of messages that carry a transaction, with the endpoint that takes the same by REST. */
const ENDPOINTS = {
  'jsonapi/sendtx': 'sendTx',
  'jsonapi/sendtxbatch': 'sendTxBatch',
} as const satisfies Record<string, SentTransaction['endpoint']>;

export type TransactionType = keyof typeof ENDPOINTS;

export function isTransactionType(type: unknown): type is TransactionType {
  return typeof type === 'string' && Object.hasOwn(ENDPOINTS, type);
}

/** A client's message with a transaction. */
export interface TransactionMessage {
  readonly type: TransactionType;
  /** Text of the client's own id of the message; `null` without one. */
  readonly id: string | null;
  readonly transaction: SentTransaction;
}

/** @param text of the whole message, whose transaction is passed on digit for digit */
export function readTransaction(type: TransactionType, text: string): TransactionMessage {
  const data = valueOf(text, 'data') ?? '{}';
  const members = data.startsWith('{') ? membersOf(data) : [];
  const form = new URLSearchParams();
  let id = valueOf(text, 'id');
  for (const { key, valueStart, end } of members) {
    const value = data.slice(valueStart, end);
    if (key === 'id') id ??= value;
    else form.set(key, value.startsWith('"') ? (JSON.parse(value) as string) : value);
  }
  return {
    type,
    id: id !== undefined && /^(?:\d{1,20}|"[^"\\]{1,100}")$/.test(id) ? id : null,
    transaction: {
      endpoint: ENDPOINTS[type],
      body: Buffer.from(form.toString()),
      contentType: 'application/x-www-form-urlencoded',
    },
  };
}

/** The exchange's answer by REST, as its stream words it. */
export function answerFrame({ type, id }: TransactionMessage, text: string): string {
  const { code, message } = JSON.parse(text) as { code?: unknown; message?: unknown };
  // A refusal: in two places, because clients read either; with one alone some take it for an accepted order.
  const error = code === 200 ? '' : `,"error":${JSON.stringify({ code, message })}`;
  const own = `${error}${id === null ? '' : `,"id":${id}`},"type":"${type}"`;
  return `${text.slice(0, text.lastIndexOf('}'))}${own}}`;
}

export function refusalFrame(message: TransactionMessage, { body }: ExchangeRefusal): string {
  return answerFrame(message, body);
}
