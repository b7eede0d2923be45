import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { faultOf, operations } from '../support/fuzz/openapi.js';
import { requestsTo, type FuzzRequest } from '../support/fuzz/requests.js';
import { startBoth } from '../support/product-harness.js';

/** Raised by `npm run fuzz`. */
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 8);
const SECRET = 'secret-of-the-one-that-fuzzes';
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

interface Answer {
  status: number;
  type: string;
  body: string;
}

describe('every endpoint, fuzzed from its OpenAPI description', () => {
  const rig = startBoth(['--accounts', '1', '--tick-ms', '1000'], () => ({
    API_KEYS: `fuzz:admin:${SECRET}:rate=100000000/minute`,
  }));

  afterAll(() => agent.destroy());

  it.each(operations().map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    '%s answers as documented',
    async (_name, operation) => {
      await fc.assert(
        fc.asyncProperty(requestsTo(operation), async (asked) => {
          const { status, type, body } = await ask(rig.product.url, operation.method, asked);
          if (status >= 500 && !(status === 503 && operation.responses[503]))
            throw new Error(`${status}: ${body}`);
          const fault = isOtherRoute(asked.target, status) ? null : faultOf(operation, status, type, body);
          if (fault) throw new Error(`${status} ${fault}\n${body.slice(0, 400)}`);
        }),
        { numRuns: ROUNDS, endOnFailure: true },
      );
    },
    10_000 + ROUNDS * 500,
  );
});

/** A path segment such as `..` leads to another route, or to none. */
function isOtherRoute(target: string, status: number): boolean {
  return status === 404 && /\/(\.|%2e){1,2}(\/|\?|$)/i.test(target);
}

/** Event streams are closed after their headers. */
function ask(base: string, method: string, { target, headers, body }: FuzzRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      base + target,
      { method, agent, headers: { authorization: `Bearer ${SECRET}`, ...headers } },
      (response) => {
        const { statusCode: status = 0, headers: got } = response;
        const type = got['content-type'] ?? '';
        if (type.startsWith('text/event-stream')) {
          response.destroy();
          return resolve({ status, type, body: '' });
        }
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status, type, body: text })).on('error', reject);
      },
    );
    outgoing.on('error', reject).end(body);
  });
}
