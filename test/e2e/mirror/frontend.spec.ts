import { get as httpGet } from 'node:http';
import { CollectorLink } from '../../../src/mirror/collector/collector-link.js';
import { Followers } from '../../../src/mirror/stream/followers.js';
import { alike, ExchangeClient } from '../../support/exchange-client.js';
import { ALL, FIRST, MirroredProduct, OWNER } from '../../support/mirrored-product.js';
import { UnreliableLink } from '../../support/unreliable-link.js';

/** The mirror of an instance that reads from another one, which follows the exchange. */
let collector: MirroredProduct;
let link: UnreliableLink;
let frontend: MirroredProduct;
let index: number;
let other: number;
const clients: ExchangeClient[] = [];

beforeAll(async () => {
  collector = await MirroredProduct.start({ MIRROR_WRITES: 'pass', CACHE_TTL: '1' });
  link = await UnreliableLink.to(collector.streamUrl);
  frontend = await collector.servedElsewhere({ MIRROR_WRITES: 'pass', CACHE_TTL: '1' }, base());
  [index, other] = collector.at.accounts.map(({ account_index }) => account_index) as [number, number];
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(async () => {
  await frontend?.stop();
  await link?.close();
  await collector?.stop();
  await collector?.simulator.stop();
});

const base = (): string => link.url.replace('ws:', 'http:').replace('/ws', '');

async function open(at: MirroredProduct, headers = { 'x-api-key': ALL } as Record<string, string>) {
  const client = await ExchangeClient.open(at.streamUrl, headers);
  clients.push(client);
  return client;
}

const CHANNELS = (): string[] => [
  `account_all_positions/${index}`,
  `account_all_orders/${index}`,
  `account_all_trades/${index}`,
  `account_all_assets/${index}`,
  `user_stats/${index}`,
  `account_orders/0/${index}`,
  `account_orders/0/${other}`,
  `account_all/${index}`,
  'market_stats/all',
  'order_book/0',
  'trade/0',
  'ticker/0',
];

/** Moves accounts and markets. */
function act(): void {
  const { exchange, feeds } = collector.simulator;
  for (const account of [index, other]) {
    const order = exchange.placeOrder({ account, market: 0, side: 'buy', price: '1000.00', size: '0.5000' });
    exchange.fillOrder(order.id, '0.2000');
    exchange.cancelOrder(order.id);
  }
  exchange.applyFunding(0);
  exchange.deposit(index, '5.25');
  for (let step = 0; step < 10; step++) {
    exchange.tick();
    feeds.step();
  }
}

/** Sends the path unchanged; `fetch` would resolve its dots. */
function getRaw(path: string): Promise<string> {
  const { hostname, port } = new URL(frontend.url);
  return new Promise((resolve, reject) => {
    httpGet({ hostname, port, path, headers: { 'x-api-key': OWNER } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}

describe('the mirror of an instance that collects nothing', () => {
  it("gives its collector's answers, and says where they come from", async () => {
    const address = (await collector.get(`account?by=index&value=${index}`)).body as {
      accounts: { l1_address: string }[];
    };
    const owner = address.accounts[0]!.l1_address;
    for (const path of [
      `account?by=index&value=${index}`,
      `account?by=l1_address&value=${owner}`,
      `accountsByL1Address?l1_address=${owner}`,
      `accountActiveOrders?account_index=${index}&market_id=255`,
      `trades?account_index=${index}&sort_by=timestamp&limit=5`,
      `accountInactiveOrders?account_index=${index}&limit=5`,
      `apikeys?account_index=${index}&api_key_index=255`,
      'orderBookDetails',
      '/info',
      'account?by=index&value=5',
      'accountActiveOrders?account_index=x',
      'account?by=name&value=5',
      'changeAccountTier',
    ]) {
      const [near, far] = [await collector.get(path), await frontend.get(path)];
      expect([path, far.status, far.text]).toEqual([path, near.status, near.text]);
      const source = (headers: Headers) => headers.get('x-lighter-source');
      expect([path, source(far.headers)]).toEqual([path, source(near.headers)]);
    }
    expect((await frontend.get('/', {})).body).toMatchObject({ status: 200, network_id: expect.any(Number) });
    expect((await frontend.get(`account?by=index&value=${index}`, {})).body.code).toBe(20001);
  });

  it('passes every frame of its collector on, from one subscription for all clients', async () => {
    const [near, first, second] = [await open(collector), await open(frontend), await open(frontend)];
    const before = collector.app.get(Followers).subscriptions;
    for (const channel of CHANNELS()) {
      const snapshot = await near.subscribe(channel);
      for (const client of [first, second]) expect(await client.subscribe(channel)).toBe(snapshot);
    }
    expect(collector.app.get(Followers).subscriptions - before).toBe(2 * CHANNELS().length);
    act();
    await alike(first, near, 20);
    await alike(second, near, 20);
    expect(first.updates.some((text) => text.includes('update/order_book'))).toBe(true);
    const late = await open(frontend);
    const orders = `account_all_orders/${index}`;
    expect(await late.subscribe(orders)).toBe(await (await open(collector)).subscribe(orders));
    expect(await late.subscribe(orders)).toContain('30003');
    const subscriptions = 2 * CHANNELS().length;
    for (const [at, passed] of [
      [collector, expect.any(Number)],
      [frontend, null],
    ] as const) {
      expect((await at.get('/api/connections/health')).body.mirror).toMatchObject({
        ...{ connected: true, passed_on: passed, added_delay_ms: expect.any(Number) },
      });
      const { hops } = (await at.get('/api/latency')).body as { hops: Record<string, { count: number }> };
      expect(hops.received_to_mirrored!.count).toBeGreaterThan(0);
      expect((await at.get('/metrics')).text).toMatch(/lighter_mirror_delay_seconds_count\{[^}]+\} [1-9]/);
    }
    expect((await frontend.get('/api/connections/health')).body.mirror).toMatchObject({
      ...{ clients: 3, subscriptions: subscriptions + 1 },
    });
    for (const client of clients.splice(0)) client.close();
    await frontend.until(() => frontend.app.get(Followers).isEmpty);
    await collector.until(() => collector.app.get(Followers).isEmpty);
  });

  it('shows a key, or a token of the exchange, only its account', async () => {
    const forged = collector.sign().replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    const opens = async (headers: Record<string, string>, account: number) => {
      const { status } = await frontend.get(`accountActiveOrders?account_index=${account}`, headers);
      const client = await open(frontend, headers);
      const answer = await client.subscribe(`account_all_orders/${account}`);
      return [status, /"code":(\d+)/.exec(answer)?.[1] ?? 'subscribed'];
    };
    for (const headers of [
      { 'x-api-key': FIRST },
      { authorization: collector.sign() },
      { authorization: collector.first.read_only_token },
    ] as Record<string, string>[]) {
      const isKnown = !(headers.authorization ?? '').startsWith('ro:');
      expect(await opens(headers, index)).toEqual(isKnown ? [200, 'subscribed'] : [401, '20013']);
      expect(await opens(headers, other)).toEqual(isKnown ? [400, '30005'] : [401, '20013']);
    }
    expect(await opens({ authorization: forged }, index)).toEqual([401, '20013']);
    expect((await frontend.get(`account?by=index&value=${index}&auth=${ALL}`, {})).status).toBe(401);
  });

  it('forwards no path of its caller', async () => {
    for (const path of ['../../api/accounts', '%2e%2e/%2e%2e/api/accounts', `..${'%5c'}api/accounts`, 'info'])
      expect([path, JSON.parse(await getRaw(`/api/v1/${path}`))]).toEqual([
        path,
        { code: 29404, message: 'not found' },
      ]);
  });

  it('hands a transaction to its collector byte by byte, and only of callers that may trade', async () => {
    const body = `tx_type=14&tx_info=${encodeURIComponent(`{"AccountIndex": ${index},"Sig":"q+/="}`)}`;
    const post = async (headers: Record<string, string>, to = frontend) => {
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const init = { method: 'POST', headers: { ...type, ...headers }, body };
      return ((await (await fetch(`${to.url}/api/v1/sendTx`, init)).json()) as { code: number }).code;
    };
    const { transactions } = collector.simulator.requests;
    expect(await post({ 'x-api-key': OWNER })).toBe(200);
    expect(await post({ authorization: collector.sign() })).toBe(200);
    expect(transactions.map((one) => one.body.toString())).toEqual([body, body]);
    expect(await post({ 'x-api-key': ALL })).toBe(21515);
    const reader = await collector.servedElsewhere();
    expect(await post({ 'x-api-key': OWNER }, reader)).toBe(21515);
    await reader.stop();
    expect(transactions).toHaveLength(2);
  });

  it('delivers what an interrupted connection hid, each frame once', async () => {
    const [near, far] = [await open(collector), await open(frontend)];
    for (const channel of CHANNELS()) {
      await near.subscribe(channel);
      await far.subscribe(channel);
    }
    act();
    link.cut();
    act();
    link.repair();
    act();
    await alike(far, near, 60);
    expect(far.closed).toBeNull();
  });

  it('closes its sockets when the collector stays away, and serves again when it is back', async () => {
    const impatient = await collector.servedElsewhere({ MIRROR_STALE_AFTER: '1', CACHE_TTL: '1' }, base());
    const client = await open(impatient);
    await client.subscribe(`account_all_positions/${index}`);
    link.cut();
    await client.until(() => client.closed !== null);
    expect(client.closed).toEqual({ code: 1012, reason: 'the collecting instance is lost' });
    const late = await open(impatient);
    expect(await late.subscribe(`account_all_positions/${index}`)).toContain('"code":30012');
    expect(await impatient.get(`account?by=index&value=${index}`)).toMatchObject({
      status: 503,
      body: { code: 29500, message: 'internal server error: the collecting instance is out of reach' },
    });
    link.repair();
    await impatient.until(() => impatient.app.get(CollectorLink).downSince === null);
    expect(await late.subscribe(`account_all_positions/${index}`)).toContain('subscribed/');
    expect((await impatient.get(`account?by=index&value=${index}`)).status).toBe(200);
    await impatient.stop();
  });
});
