import WebSocket from 'ws';
import { LiveView } from '../support/live-view.js';
import { LATENCY, PORTFOLIO_ENTRY, TOTALS, VOLUMES } from '../support/original-shapes.js';
import {
  followAll,
  startExchange,
  startProduct,
  type Product,
  type SimulatedExchange,
} from '../support/product.js';

let exchange: SimulatedExchange;
let product: Product;
let view: LiveView;
let indexes: number[];

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(product.url + path, { headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

beforeAll(async () => {
  exchange = await startExchange('--seed', '7');
  product = await startProduct({ ...followAll(exchange), RATE_LIMIT: '10000/minute' });
  indexes = exchange.accounts.map(({ account_index }) => account_index);
  view = await LiveView.open(product.url);
  await view.fresh(indexes);
  // The streams may be faster than the first answers of REST, the only source of the L1 address.
  await view.until(() => indexes.every((index) => view.accounts.get(index)!.summary?.l1_address));
});

afterAll(async () => {
  view?.close();
  await product?.stop();
  await exchange?.child.stop();
});

describe('the built service, following a simulated exchange in another process', () => {
  it('reports that it is live', async () => {
    const { body } = await get('/api/status');
    expect(body).toMatchObject({
      mode: 'live',
      polling: true,
      poll_interval: 0.5,
      ws_connected: true,
      broadcast_clients: 1,
      accounts_configured: indexes.length,
      alerts: 'stored',
      cache: { total_entries: indexes.length, valid_entries: indexes.length, expired_entries: 0 },
    });
  });

  it('answers /health in the shape of the original', async () => {
    const { status, body } = await get('/health');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'healthy',
      accounts_configured: indexes.length,
      ws_connected: true,
      broadcast_clients: 1,
    });
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('lists every account with the exact response of the exchange', async () => {
    const { body } = await get('/api/accounts');
    const accounts = body.accounts as Record<
      string,
      { data: Record<string, unknown>; age: number; ttl: number }
    >;
    expect(Object.keys(accounts).map(Number).sort()).toEqual([...indexes].sort());
    for (const index of indexes) {
      const entry = accounts[String(index)]!;
      expect(entry).toMatchObject({ age: expect.any(Number), ttl: expect.any(Number) });
      expect(entry.data).toMatchObject({
        account_index: index,
        account_name: expect.stringMatching(/^Lighter_\d+_acc\d+$/),
        raw_data: {
          code: 200,
          total: 1,
          accounts: [expect.objectContaining({ index, account_index: index })],
        },
        active_orders: expect.any(Array),
        last_update: expect.any(Number),
      });
    }
  });

  it('returns one account, and its canonical state', async () => {
    const index = indexes[0]!;
    const one = await get(`/api/accounts/${index}`);
    expect(one.body).toMatchObject({ account: { account_index: index }, source: 'fresh' });
    const state = await get(`/api/accounts/${index}/state`);
    expect(state.body).toMatchObject({
      account_index: index,
      summary: { collateral: expect.stringMatching(/^-?\d+\.\d+$/) },
      positions: expect.any(Array),
      orders: expect.any(Array),
      trades: expect.any(Array),
      gaps: expect.any(Array),
      sections: { positions: { stale: false }, orders: { stale: false } },
    });
  });

  it('totals all accounts', async () => {
    const { body } = await get('/api/portfolio');
    const accounts = body.accounts as Record<string, unknown>[];
    expect(accounts.map(({ account_index }) => account_index)).toEqual(indexes.map(String));
    for (const account of accounts) {
      expect(account).toMatchObject({
        ...PORTFOLIO_ENTRY,
        exchange: 'lighter',
        is_live: true,
      });
    }
    expect(body.aggregated).toMatchObject({
      ...TOTALS,
      accounts_live: indexes.length,
      accounts_total: indexes.length,
    });
    expect(body.timestamp).toEqual(expect.any(Number));
  });

  it.each([
    ['positions', {}],
    ['orders', { orders_count: expect.any(Number) }],
    ['trades', { trades_count: expect.any(Number), volumes: VOLUMES }],
  ])('answers /api/ws/%s for all and for one', async (section, more) => {
    const all = await get(`/api/ws/${section}`);
    expect(all.body.total_accounts).toBe(indexes.length);
    const list = all.body.accounts as Record<string, unknown>[];
    expect(list.map(({ account_index }) => account_index)).toEqual(indexes.map(String));
    const one = await get(`/api/ws/${section}/${indexes[0]}`);
    expect(one.body).toMatchObject({
      account_index: indexes[0],
      [section]: expect.any(Object),
      timestamp: expect.any(Number),
      age_seconds: expect.any(Number),
      ...more,
    });
  });

  it.each(['/api/accounts', '/api/ws/positions', '/api/ws/orders', '/api/ws/trades'])(
    'refuses an invalid or unknown index of %s',
    async (path) => {
      const wrong = await get(`${path}/abc`);
      expect(wrong.body).toMatchObject({ statusCode: 400, code: 'INVALID_REQUEST', error: 'Bad Request' });
      expect(wrong.body.detail).toBe(wrong.body.message);
      const unknown = await get(`${path}/99999999`);
      expect(unknown.body).toMatchObject({ statusCode: 404, code: 'ACCOUNT_NOT_FOUND', error: 'Not Found' });
      expect(unknown.body.detail).toEqual(expect.any(String));
    },
  );

  it('sends hello, a snapshot of each account, then numbered changes', async () => {
    expect(view.frames[0]).toMatchObject({ type: 'hello', protocol: 1 });
    for (const index of indexes) {
      const frames = view.frames.filter(
        ({ type, channel }) => type !== 'subscribed' && channel === `account/${index}`,
      );
      expect(frames[0]).toMatchObject({
        type: 'snapshot',
        epoch: expect.any(String),
        data: { account_index: index },
      });
      await view.until(() =>
        view.frames.some(({ type, channel }) => type === 'change' && channel === `account/${index}`),
      );
    }
    for (const index of indexes) {
      let last: number | undefined;
      for (const { type, seq, prev_seq } of view.frames.filter(
        ({ channel }) => channel === `account/${index}`,
      )) {
        if (type === 'change' || type === 'gap') expect(prev_seq).toBe(last);
        if (seq !== undefined) last = seq;
      }
    }
  });

  it('reports the latency of each hop, and the figures of the original', async () => {
    const index = indexes[0]!;
    await view.until(() => view.accounts.get(index)!.sections.summary.source === 'stream');
    const { body } = await get('/api/latency');
    expect(body).toMatchObject({ ...LATENCY, clock_offset_ms: expect.any(Number) });
    const hops = body.hops as Record<string, { p50: number; p95: number; p99: number; count: number }>;
    for (const hop of ['exchange_to_received', 'received_to_state', 'received_to_sent']) {
      const { p50, p95, p99, count } = hops[hop]!;
      expect(count).toBeGreaterThan(0);
      expect(p50).toEqual(expect.any(Number));
      expect(p95).toBeGreaterThanOrEqual(p50);
      expect(p99).toBeGreaterThanOrEqual(p95);
    }
  });

  it('refuses requests from other machines', async () => {
    const foreign: Record<string, string>[] = [
      { 'x-forwarded-for': '192.0.2.7' },
      { origin: 'https://attacker.example' },
    ];
    for (const headers of foreign) {
      const { status, body } = await get('/api/accounts', headers);
      expect(status).toBe(401);
      expect(body).toMatchObject({ code: 'UNAUTHENTICATED', detail: expect.any(String) });
      expect((await fetch(`${product.url}/health`, { headers })).status).toBe(200);
      expect((await fetch(product.url, { headers })).status).toBe(200);
    }
    const socket = new WebSocket(`${product.url.replace('http', 'ws')}/ws`, {
      origin: 'https://attacker.example',
    });
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
      socket.on('error', () => undefined);
    });
    expect(status).toBe(401);
  });

  it('serves the dashboard and the docs, and 404 for unknown paths', async () => {
    const page = await fetch(`${product.url}/accounts/1`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect((await fetch(`${product.url}/docs`)).status).toBe(200);
    const { body } = await get('/docs-json');
    expect(Object.keys(body.paths as object)).toEqual(
      expect.arrayContaining([
        '/api/accounts',
        '/api/accounts/{account_index}',
        '/api/portfolio',
        '/api/status',
        '/health',
      ]),
    );
    expect((await get('/api/nothing')).body).toMatchObject({ statusCode: 404, code: 'NOT_FOUND' });
  });

  it('never writes a private key or a token', async () => {
    const answers = await Promise.all(
      ['/api/accounts', '/api/portfolio', '/api/status', '/docs-json'].map(async (path) =>
        (await fetch(product.url + path)).text(),
      ),
    );
    const seen = [product.child.output, ...answers, JSON.stringify(view.frames)].join('\n');
    for (const { private_key, read_only_token } of exchange.accounts) {
      expect(seen).not.toContain(private_key);
      expect(seen).not.toContain(read_only_token);
    }
    expect(seen).not.toMatch(/\d{10}:\d+:\d+:[0-9a-f]{160}/);
  });

  it('exits cleanly on SIGTERM', async () => {
    view.close();
    expect(await product.stop()).toBe(0);
  });
});
