import type { EndpointContext } from '../rest/endpoint-context.js';
import type { RequestLog } from '../rest/request-log.js';
import { acceptedTransaction } from '../rest/transaction-endpoints.js';
import { SimulatedError } from '../simulated-error.js';

/** Types of messages that carry a transaction, with the endpoint that takes the same by REST. */
const ENDPOINTS: Readonly<Record<string, 'sendTx' | 'sendTxBatch'>> = {
  'jsonapi/sendtx': 'sendTx',
  'jsonapi/sendtxbatch': 'sendTxBatch',
};

/** Takes transactions that come as messages of the stream. */
export class SocketTransactions {
  constructor(
    private readonly context: EndpointContext,
    private readonly log: RequestLog,
  ) {}

  /** @param text of the message, recorded as it is @returns the answer; `null` when it carries no transaction */
  answer(type: unknown, text: string): string | null {
    const endpoint = typeof type === 'string' && Object.hasOwn(ENDPOINTS, type) ? ENDPOINTS[type]! : null;
    if (endpoint === null) return null;
    this.log.transactions.push({ endpoint: String(type), contentType: undefined, body: Buffer.from(text) });
    const { data = {}, id } = JSON.parse(text) as { data?: Record<string, unknown>; id?: unknown };
    const about = { id: data.id ?? id, type };
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(data))
      form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    try {
      const body = JSON.parse(acceptedTransaction(this.context, endpoint, form)) as object;
      return JSON.stringify({ ...body, ...about });
    } catch (error) {
      if (!(error instanceof SimulatedError)) throw error;
      const { code, message } = error;
      return JSON.stringify({ code, error: { code, message }, message, ...about });
    }
  }
}
