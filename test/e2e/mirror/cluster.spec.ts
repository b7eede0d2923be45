import { SystemClock } from '../../../src/clock/system-clock.js';
import { Followers } from '../../../src/mirror/stream/followers.js';
import { Simulator } from '../../../src/simulator/simulator.js';
import { alike, ExchangeClient } from '../../support/exchange-client.js';
import { MirroredCluster } from '../../support/mirrored-cluster.js';
import { ALL, FIRST, type MirroredProduct, OWNER } from '../../support/mirrored-product.js';

const simulator = new Simulator({ clock: new SystemClock(), seed: 7, walk: 'off', limits: 'off' });
let cluster: MirroredCluster;
let leader: MirroredProduct;
let gateways: MirroredProduct[];
let index: number;
let other: number;
const clients: ExchangeClient[] = [];

beforeAll(async () => {
  const at = await simulator.start();
  [index, other] = at.accounts.map(({ account_index }) => account_index) as [number, number];
  cluster = new MirroredCluster({ simulator, at }, { MIRROR_WRITES: 'pass', CACHE_TTL: '2' });
  leader = await cluster.lead();
  gateways = await Promise.all([cluster.gateway(), cluster.gateway()]);
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(async () => {
  await cluster?.stop();
  await simulator.stop();
});

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
  `account_all_orders/${other}`,
  `account_all/${index}`,
  'market_stats/all',
  'order_book/0',
  'trade/0',
];

/** Moves accounts and markets. */
function act(): void {
  const { exchange, feeds } = simulator;
  for (const account of [index, other]) {
    const order = exchange.placeOrder({ account, market: 0, side: 'buy', price: '1000.00', size: '0.5000' });
    exchange.fillOrder(order.id, '0.2000');
    exchange.cancelOrder(order.id);
  }
  exchange.applyFunding(0);
  for (let step = 0; step < 10; step++) {
    exchange.tick();
    feeds.step();
  }
}

describe('the mirror of a cluster', () => {
  it("gives the leader's answers at every gateway", async () => {
    const paths = [
      `account?by=index&value=${index}`,
      `accountActiveOrders?account_index=${index}&market_id=255`,
      `trades?account_index=${index}&sort_by=timestamp&limit=5`,
      `apikeys?account_index=${index}&api_key_index=255`,
      'orderBookDetails',
      'account?by=index&value=5',
      'changeAccountTier',
    ];
    for (const gateway of gateways)
      for (const path of paths) {
        const [near, far] = [await leader.get(path), await gateway.get(path)];
        expect([path, far.status, far.text]).toEqual([path, near.status, near.text]);
      }
    const [gateway] = gateways as [MirroredProduct];
    expect((await gateway.get('/', {})).body).toMatchObject({ status: 200, network_id: expect.any(Number) });
    expect((await gateway.get(`account?by=index&value=${index}`, {})).body.code).toBe(20001);
  });

  it('passes every frame of the leader on, which follows each channel once for all', async () => {
    const near = await open(leader);
    const far = await Promise.all([...gateways, gateways[0]!].map((gateway) => open(gateway)));
    for (const channel of CHANNELS()) {
      const snapshot = await near.subscribe(channel);
      for (const client of far) expect(await client.subscribe(channel)).toBe(snapshot);
    }
    expect(leader.app.get(Followers).subscriptions).toBe(2 * CHANNELS().length);
    act();
    for (const client of far) await alike(client, near, 20);
    expect(near.updates.some((text) => text.includes('update/order_book'))).toBe(true);
    const late = await open(gateways[1]!);
    const orders = `account_all_orders/${index}`;
    expect(await late.subscribe(orders)).toBe(await (await open(leader)).subscribe(orders));
    act();
    for (const client of far) await alike(client, near, 40);
    expect(new Set(late.updates)).toEqual(new Set(late.of('update/account_all_orders')));
    expect(late.of('update/account_all_orders').length).toBeGreaterThan(0);
  });

  it('shows a key, or a token of the exchange, only its account', async () => {
    const [gateway] = gateways as [MirroredProduct];
    const opens = async (headers: Record<string, string>, account: number) => {
      const { status } = await gateway.get(`accountActiveOrders?account_index=${account}`, headers);
      const client = await open(gateway, headers);
      const answer = await client.subscribe(`account_all_orders/${account}`);
      return [status, /"code":(\d+)/.exec(answer)?.[1] ?? 'subscribed'];
    };
    for (const headers of [{ 'x-api-key': FIRST }, { authorization: leader.sign() }] as Record<
      string,
      string
    >[]) {
      expect(await opens(headers, index)).toEqual([200, 'subscribed']);
      expect(await opens(headers, other)).toEqual([400, '30005']);
    }
    const forged = leader.sign().replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    expect(await opens({ authorization: forged }, index)).toEqual([401, '20013']);
  });

  it('sends a transaction once through the leader, for callers that may trade', async () => {
    const [gateway] = gateways as [MirroredProduct];
    const body = `tx_type=14&tx_info=${encodeURIComponent(`{"AccountIndex": ${index},"Sig":"q+/="}`)}`;
    const post = async (headers: Record<string, string>) => {
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const init = { method: 'POST', headers: { ...type, ...headers }, body };
      return ((await (await fetch(`${gateway.url}/api/v1/sendTx`, init)).json()) as { code: number }).code;
    };
    expect(await post({ 'x-api-key': OWNER })).toBe(200);
    expect(await post({ 'x-api-key': ALL })).toBe(21515);
    expect(simulator.requests.transactions.map((one) => one.body.toString())).toEqual([body]);
  });

  it('is refused without a leader, closes what it followed, and goes on with the next one', async () => {
    const [gateway] = gateways as [MirroredProduct];
    const client = await open(gateway);
    await client.subscribe(`account_all_positions/${index}`);
    const idle = await open(gateway);
    await leader.stop();
    expect(await gateway.get(`account?by=index&value=${index}`)).toMatchObject({
      ...{ status: 503, body: { code: 29500 } },
    });
    expect(await idle.subscribe(`account_all_positions/${index}`)).toContain('"code":30012');
    expect(client.closed).toBeNull();
    leader = await cluster.lead();
    await client.until(() => client.closed !== null);
    expect(client.closed!.code).toBe(1012);
    expect(await idle.subscribe(`account_all_positions/${index}`)).toContain('subscribed/');
    const near = await open(leader);
    await near.subscribe(`account_all_positions/${index}`);
    act();
    await alike(idle, near, 1);
  });
});
