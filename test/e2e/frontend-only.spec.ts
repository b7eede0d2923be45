import { readFileSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { type BroadcastFrame, LiveView } from '../support/live-view.js';
import { ask, mcpClient } from '../support/mcp-client.js';
import {
  followAll,
  startExchange,
  startProduct,
  type Product,
  type SimulatedExchange,
} from '../support/product.js';

const KEY = 'collector-key-for-the-frontend';
const READER = 'a-key-that-sees-one-account';

interface TradesAnswer {
  rows: { account_index: number; side: string; trade_id: string; timestamp: string }[];
  next_cursor: string | null;
}

let exchange: SimulatedExchange;
let collector: Product;
let frontend: Product;
let indexes: number[];

beforeAll(async () => {
  exchange = await startExchange('--seed', '11');
  collector = await startCollector('0');
  indexes = exchange.accounts.map(({ account_index }) => account_index);
  frontend = await startProduct({
    BROADCASTER_MODE: 'FRONTEND_ONLY',
    REMOTE_API_BASE: collector.url,
    REMOTE_API_KEY: KEY,
    CACHE_TTL: '1',
    API_KEYS: `all:admin:${KEY},one:read:${READER}:accounts=${indexes[0]}`,
  });
}, 120_000);

afterAll(async () => {
  await frontend?.stop();
  await collector?.stop();
  await exchange?.child.stop();
});

/** Listens on a free port (`0`) or on its previous one. */
function startCollector(port: string): Promise<Product> {
  return startProduct({ ...followAll(exchange), API_KEYS: `front:admin:${KEY}`, PORT: port });
}

async function get(product: Product, path: string, key = KEY): Promise<Record<string, unknown>> {
  const response = await fetch(product.url + path, { headers: { 'x-api-key': key } });
  return (await response.json()) as Record<string, unknown>;
}

/** Sends the path unchanged; `fetch` would resolve its dots. */
function getRaw(product: Product, path: string, key: string): Promise<string> {
  const { hostname, port } = new URL(product.url);
  return new Promise((resolve, reject) => {
    const request = httpGet({ hostname, port, path, headers: { 'x-api-key': key } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
}

const open = (product: Product, key = KEY): Promise<LiveView> =>
  LiveView.open(product.url, '/ws', { 'x-api-key': key });

describe('an instance that serves what another one collects', () => {
  it('forwards every change, in order and without a hole, under its own epoch', async () => {
    const [near, far] = await Promise.all([open(collector), open(frontend)]);
    await Promise.all([near.fresh(indexes), far.fresh(indexes)]);
    const channel = `account/${indexes[0]}`;
    const changes = (view: LiveView): BroadcastFrame[] =>
      view.frames.filter((frame) => frame.type === 'change' && frame.channel === channel);
    const texts = (view: LiveView): string[] => changes(view).map(({ data }) => JSON.stringify(data));
    const shared = (): string[] => texts(far).filter((text) => texts(near).includes(text));
    await far.until(() => shared().length >= 3);
    near.close();
    far.close();
    const first = texts(near).indexOf(shared()[0]!);
    expect(shared()).toEqual(texts(near).slice(first, first + shared().length));
    const passed = changes(far);
    for (const [place, { seq, prev_seq, epoch }] of passed.entries()) {
      expect([seq, prev_seq]).toEqual([passed[0]!.seq! + place, passed[0]!.seq! + place - 1]);
      expect(epoch).not.toBe(changes(near)[0]!.epoch);
    }
  });

  it("serves the exchange's own responses and the history", async () => {
    const path = `/api/accounts/${indexes[0]}`;
    type Answer = { account: { raw_data: { accounts: unknown[] } } };
    const answer = async (): Promise<Answer> => (await get(frontend, path)) as unknown as Answer;
    let entry = await answer();
    // The first read requests the raw data; it may have arrived once the account changes.
    const view = await open(frontend);
    for (let frames = 0; entry.account.raw_data.accounts.length === 0; entry = await answer()) {
      await view.until(() => view.frames.length > frames);
      frames = view.frames.length;
    }
    view.close();
    expect(entry.account).toMatchObject({
      raw_data: { code: 200, accounts: [{ account_index: indexes[0] }] },
    });
    const { trades } = await get(frontend, `/api/history/trades/${indexes[0]}`);
    expect((trades as unknown[]).length).toBeGreaterThan(0);
    expect(await get(frontend, '/api/supabase/status')).toMatchObject({
      initialized: true,
      backend: 'sqlite',
    });
  });

  it('shows a key only its accounts, also in forwarded answers', async () => {
    const view = await open(frontend, READER);
    await view.fresh([indexes[0]!]);
    expect([...view.accounts.keys()]).toEqual([indexes[0]]);
    view.close();
    const { trades } = await get(frontend, '/api/history/trades?limit=1000', READER);
    expect(new Set((trades as { account_index: number }[]).map((row) => Number(row.account_index)))).toEqual(
      new Set([indexes[0]]),
    );
    expect(await get(frontend, `/api/history/trades/${indexes[1]}`, READER)).toMatchObject({
      code: 'ACCOUNT_NOT_FOUND',
    });
    const curve = await get(frontend, '/api/history/equity?resolution=1m', READER);
    expect(curve).toMatchObject({ accounts: [indexes[0]], resolution: '1m' });
    expect(await get(frontend, `/api/history/equity?accounts=${indexes.join()}`, READER)).toMatchObject({
      code: 'ACCOUNT_NOT_FOUND',
    });
    const ownTrades = async (): Promise<number> => {
      const { total } = await get(collector, `/api/history/pnl?account_index=${indexes[0]}`);
      return (total as { trades: number }).trades;
    };
    const before = await ownTrades();
    const { total } = await get(frontend, '/api/history/p%6El?by=market', READER);
    expect((total as { trades: number }).trades).toBeGreaterThanOrEqual(before);
    expect((total as { trades: number }).trades).toBeLessThanOrEqual(await ownTrades());
    expect(await get(frontend, '/api/ws/raw-messages', READER)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await get(frontend, '/api/supabase/status', READER)).toMatchObject({
      backend: 'sqlite',
      faults: [],
    });
    expect(await get(frontend, '/api/errors?limit=1', READER)).toMatchObject({
      summary: { total_errors: 0 },
    });
  });

  it("answers an agent from the other instance's history, within the rights of its key", async () => {
    const client = await mcpClient(frontend.url, { 'x-api-key': READER });
    const pnl = await ask<{ sum: { trades: number } }>(client, 'get_pnl', { by: 'market' });
    expect(pnl).toMatchObject({ recording: { backend: 'sqlite' } });
    expect(pnl.sum.trades).toBeGreaterThan(0);
    const question = { side: 'buy', limit: 3 };
    const first = await ask<TradesAnswer>(client, 'get_trades', question);
    const next = await ask<TradesAnswer>(client, 'get_trades', { ...question, cursor: first.next_cursor });
    const rows = [...first.rows, ...next.rows];
    expect(new Set(rows.map((row) => `${row.account_index} ${row.side}`))).toEqual(
      new Set([`${indexes[0]} buy`]),
    );
    expect(new Set(rows.map((row) => row.trade_id)).size).toBe(rows.length);
    expect(rows.map((row) => row.timestamp)).toEqual(
      rows
        .map((row) => row.timestamp)
        .sort()
        .reverse(),
    );
    await client.close();
  });

  it.each(['/api/history/../accounts', '/api/history/%2e%2e/accounts', '/api/history/..%5caccounts'])(
    'does not reach other routes of the collector through %s',
    async (path) => {
      const answer = await getRaw(frontend, `${path}?account_index=${indexes[1]}`, READER);
      expect(answer).not.toContain(String(indexes[1]));
    },
  );

  it('has every route of the API, as a key without rights can see', async () => {
    const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Record<string, object> };
    const headers = { 'x-api-key': READER };
    for (const [path, operations] of Object.entries(paths))
      for (const method of Object.keys(operations)) {
        const url = frontend.url + path.replace(/\{\w+\}/, String(indexes[1]));
        const answer = await fetch(url, { method: method.toUpperCase(), headers });
        const isJson = answer.headers.get('content-type')?.includes('json');
        const body: unknown = isJson ? await answer.json() : await answer.body?.cancel();
        const { code } = (body ?? {}) as { code?: string };
        expect({ path, method, code }).not.toMatchObject({ code: 'NOT_FOUND' });
        expect({ path, method, code }).not.toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
      }
  });

  it('forwards the restrictions of its caller, and the collector applies them too', async () => {
    const headers = {
      'x-api-key': KEY,
      'x-restrict-accounts': String(indexes[0]),
      'x-restrict-scope': 'read',
    };
    const ask = async (path: string, method = 'GET'): Promise<unknown> =>
      (await fetch(collector.url + path, { method, headers })).json();
    expect(await ask(`/api/history/trades/${indexes[1]}`)).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    expect(await ask('/api/control/pause', 'POST')).toMatchObject({ code: 'FORBIDDEN' });
    headers['x-restrict-accounts'] = 'all';
    expect(await ask('/api/history/trades')).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('returns errors of the other instance as its own', async () => {
    expect(await get(frontend, '/api/history/trades?limit=many')).toMatchObject({
      ...{ statusCode: 400, code: 'INVALID_REQUEST', message: expect.stringContaining('limit') },
    });
  });

  it('becomes stale when the other instance stops and fresh when it returns, with small changes', async () => {
    const view = await open(frontend);
    await view.fresh(indexes);
    const path = `${frontend.url}/api/accounts/${indexes[0]}`;
    const etag = (await fetch(path, { headers: { 'x-api-key': KEY } })).headers.get('etag');
    await collector.child.stop();
    await view.until(() => [...view.accounts.values()].every(({ sections }) => sections.positions.stale));
    expect(view.accounts.get(indexes[0]!)!.sections.positions.reason).toContain('out of reach');
    const client = await mcpClient(frontend.url, { 'x-api-key': KEY });
    expect(await ask(client, 'get_positions')).toMatchObject({
      freshness: { stale: true, stale_count: indexes.length },
    });
    expect(await ask(client, 'get_health')).toMatchObject({ status: 'degraded', history: null });
    await expect(ask(client, 'get_pnl')).rejects.toThrow('UPSTREAM_FAILED');
    await client.close();
    const snapshots = view.frames.filter(
      ({ type, channel }) => type === 'snapshot' && /^account/.test(channel!),
    );
    expect(snapshots).toHaveLength(indexes.length);
    expect(await get(frontend, `/api/accounts/${indexes[0]}/state`)).toMatchObject({
      sections: { positions: { stale: true } },
    });
    const headers = { 'x-api-key': KEY, 'if-none-match': String(etag) };
    expect((await fetch(path, { headers })).status).toBe(200);
    collector = await startCollector(new URL(collector.url).port);
    await view.fresh(indexes);
    view.close();
  }, 120_000);
});
