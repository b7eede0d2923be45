import { startBoth } from '../support/product-harness.js';

/** A query, even an empty one, bypasses the fast path. */
const ORDINARY = '?';

describe('reads on the fast path', () => {
  const rig = startBoth(['--accounts', '2', '--tick-ms', '3600000'], ({ accounts: [first] }) => ({
    HISTORY: 'off',
    API_KEYS: [
      'all:read:secret-of-the-one-that-sees-all',
      `one:read:secret-of-the-one-that-sees-one:accounts=${first!.account_index}`,
      'few:read:secret-of-the-one-that-asks-little:rate=2/minute',
    ].join(),
  }));
  let index: number;

  const get = (path: string, key: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(rig.product.url + path, { headers: { authorization: `Bearer ${key}`, ...headers } });

  beforeAll(() => {
    index = rig.exchange.accounts[0]!.account_index;
  });

  it.each(['all', 'one'])(
    'have the headers and shape of the framework’s answer, for the key %s',
    async (who) => {
      const key = `secret-of-the-one-that-sees-${who}`;
      for (const path of [`/api/accounts/${index}`, '/api/portfolio']) {
        const [hot, ordinary] = [await get(path, key), await get(path + ORDINARY, key)];
        const varying = [
          'date',
          'x-request-id',
          'ratelimit-remaining',
          'ratelimit-reset',
          'content-length',
          'etag',
        ];
        const fixed = ({ headers }: Response): unknown[] =>
          [...headers].filter(([name]) => !varying.includes(name));
        expect(fixed(hot)).toEqual(fixed(ordinary));
        expect([...hot.headers.keys()]).toEqual([...ordinary.headers.keys()]);
        expect(Object.keys((await hot.json()) as object)).toEqual(
          Object.keys((await ordinary.json()) as object),
        );
        expect(Number(hot.headers.get('ratelimit-remaining'))).toBe(
          Number(ordinary.headers.get('ratelimit-remaining')) + 1,
        );
      }
    },
  );

  it('answer 304 when the client has the same answer', async () => {
    const key = 'secret-of-the-one-that-sees-all';
    const again = await get('/api/portfolio', key, { 'if-none-match': '*' });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });

  it('refuse an unknown key, a foreign account and too many requests as usual', async () => {
    const other = rig.exchange.accounts[1]!.account_index;
    expect((await get('/api/portfolio', 'nobody-knows-this-secret')).status).toBe(401);
    expect((await get(`/api/accounts/${other}`, 'secret-of-the-one-that-sees-one')).status).toBe(404);
    expect((await fetch(`${rig.product.url}/api/portfolio`)).status).toBe(401);
    const statuses: number[] = [];
    for (let round = 0; round < 3; round += 1)
      statuses.push((await get('/api/portfolio', 'secret-of-the-one-that-asks-little')).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('carry a valid request id of the client', async () => {
    const key = 'secret-of-the-one-that-sees-all';
    const named = await get('/api/portfolio', key, { 'x-request-id': 'trace-1' });
    expect(named.headers.get('x-request-id')).toBe('trace-1');
    const refused = await get('/api/nothing', key, { 'x-request-id': 'no id, but a sentence' });
    expect(refused.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-\d+$/);
  });
});
