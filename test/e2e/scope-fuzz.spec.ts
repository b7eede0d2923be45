import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { operations } from '../support/fuzz/openapi.js';
import { requestsTo, type FuzzRequest } from '../support/fuzz/requests.js';
import { LiveView } from '../support/live-view.js';
import { startBoth } from '../support/product-harness.js';

/** Requests in all; 10,000 take about half a minute. */
const REQUESTS = Number(process.env['SCOPE_FUZZ_REQUESTS'] ?? 1_500);
const OWNER = 'secret-of-the-one-that-owns-it';
const KEYS = { read: 'secret-of-the-narrow-reader', admin: 'secret-of-the-narrow-admin' };
/** The discard port, on which nothing listens. */
const NOBODY = '127.0.0.1:9';
const OPERATIONS = operations().filter(({ path }) => path !== '/api/stream');
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

interface Answer {
  status: number;
  body: string;
  headers: string;
}

describe('keys restricted to one account of three, on every endpoint', () => {
  const rig = startBoth(
    ['--accounts', '3', '--tick-ms', '200', '--activity', '2'],
    ({ accounts: [first] }) => ({
      // The third account has incidents, because its proxy is dead.
      Lighter_3_PROXY_1_URL: `http://${NOBODY}`,
      API_KEYS: [
        `owner:admin:${OWNER}:rate=1000000/minute`,
        ...Object.entries(KEYS).map(
          ([scope, secret]) =>
            `narrow-${scope}:${scope}:${secret}:accounts=${first!.account_index}:rate=1000000/minute`,
        ),
      ].join(','),
    }),
  );
  let own: number;
  let hidden: number[];

  const send = (key: string, method: string, { target, headers, body }: FuzzRequest): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        rig.product.url + target,
        { method, agent, headers: { ...headers, authorization: `Bearer ${key}` } },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response
            .on('end', () =>
              resolve({
                status: response.statusCode!,
                body: text,
                headers: JSON.stringify(response.headers),
              }),
            )
            .on('error', reject);
        },
      );
      outgoing.on('error', reject).end(body);
    });

  /** The parts of an answer that belong to a hidden account. An index named in the request may be repeated. */
  const leakOf = ({ target, headers, body: sent }: FuzzRequest, answer: Answer): string | null => {
    const given = `${target} ${JSON.stringify(headers)} ${sent ?? ''}`;
    const secret = [
      ...hidden.map(String).filter((index) => !given.includes(index)),
      ...['Lighter_2', 'Lighter_3', 'acc2', 'acc3', NOBODY],
    ];
    const text = answer.body + answer.headers;
    return (
      secret.find((word) => new RegExp(`(?<![\\w.])${word.replace('.', '\\.')}(?!\\d)`).test(text)) ?? null
    );
  };

  beforeAll(async () => {
    [own, ...hidden] = rig.exchange.accounts.map(({ account_index }) => account_index) as [
      number,
      ...number[],
    ];
    const view = await LiveView.open(rig.product.url, '/ws?channels=accounts,incidents', {
      authorization: `Bearer ${OWNER}`,
    });
    await view.fresh([own, hidden[0]!]);
    await view.until(() =>
      JSON.stringify(view.frames.filter(({ channel }) => channel === 'incidents')).includes(
        String(hidden[1]),
      ),
    );
    await view.until(() => view.accounts.get(hidden[0]!)!.trades!.length > 0);
    view.close();
  });
  afterAll(() => agent.destroy());

  it('recognizes a leak in an answer to the owner', async () => {
    const asked = { target: '/api/accounts', headers: {}, body: undefined };
    expect(leakOf(asked, await send(OWNER, 'GET', asked))).not.toBeNull();
  });

  it(
    `return nothing of the others in ${REQUESTS} requests`,
    async () => {
      const aimed = fc
        .constantFrom(...OPERATIONS)
        .chain((operation) =>
          fc.record({
            method: fc.constant(operation.method),
            asked: requestsTo(operation),
            index: fc.constantFrom(own, ...hidden, 999_999),
            restrict: fc.option(fc.constantFrom(...hidden.map(String), `${own},${hidden[0]}`, ''), {
              freq: 6,
            }),
            key: fc.constantFrom(...Object.values(KEYS)),
          }),
        )
        .map(({ method, asked, index, restrict, key }) => ({
          method,
          key,
          asked: {
            ...asked,
            target: asked.target.replaceAll(String(own), String(index)),
            headers: { ...asked.headers, ...(restrict !== null && { 'x-restrict-accounts': restrict }) },
          },
        }));
      await fc.assert(
        fc.asyncProperty(aimed, async ({ method, key, asked }) => {
          const answer = await send(key, method, asked);
          const leak = leakOf(asked, answer);
          if (leak)
            throw new Error(`${method} ${asked.target} returned ${leak}:\n${answer.body.slice(0, 600)}`);
        }),
        { numRuns: REQUESTS, endOnFailure: true },
      );
      const paused = await send(OWNER, 'GET', {
        target: '/api/control/status',
        headers: {},
        body: undefined,
      });
      expect(JSON.parse(paused.body)).toMatchObject({ paused: false });
      const level = await send(OWNER, 'GET', { target: '/api/log-level', headers: {}, body: undefined });
      expect(JSON.parse(level.body)).toEqual({ level: 'info' });
    },
    60_000 + REQUESTS * 20,
  );
});
