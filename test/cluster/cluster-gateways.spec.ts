import type { AccountState } from 'lighter-broadcaster-protocol/account';
import { FollowingClient } from '../support/following-client.js';
import {
  followAll,
  startExchange,
  startProduct,
  type Product,
  type SimulatedExchange,
} from '../support/product.js';
import { RedisServer } from '../support/redis-server.js';

const ADMIN = 'cluster-test-admin-key-0123456789';
const KEYS = { API_KEYS: `owner:admin:${ADMIN}`, PUBLIC_READ: 'on', TRUST_LOOPBACK: 'off', HISTORY: 'off' };

/** What a collector logs once it leads. */
const LEADS = { ready: /reach it at (http:\/\/[^\s"]+)/ };

let exchange: SimulatedExchange;
let redis: RedisServer;
let products: Product[] = [];
let clients: FollowingClient[] = [];

beforeAll(async () => {
  [exchange, redis] = await Promise.all([
    startExchange('--accounts', '2', '--activity', '3', '--tick-ms', '100'),
    RedisServer.start(),
  ]);
});
afterEach(async () => {
  for (const { client } of clients) client.close();
  clients = [];
  await Promise.all(products.map((product) => product.stop()));
  products = [];
});
afterAll(async () => {
  await Promise.all([exchange.child.stop(), redis.stop()]);
});

const environment = (name: string, roles: string): NodeJS.ProcessEnv => ({
  ...KEYS,
  CLUSTER_URL: redis.url,
  CLUSTER_NAME: name,
  CLUSTER_ROLES: roles,
  CLUSTER_LEASE: '4',
  ...(roles === 'gateway' ? {} : followAll(exchange)),
});

async function start(name: string, roles: string): Promise<Product> {
  const product = await startProduct(environment(name, roles), roles === 'collector' ? LEADS : {});
  products.push(product);
  return product;
}

function follow({ url }: Product): FollowingClient {
  const client = new FollowingClient(`${url.replace('http', 'ws')}/ws`);
  clients.push(client);
  return client;
}

const channels = (): string[] => exchange.accounts.map(({ account_index }) => `account/${account_index}`);

const isLive = (client: FollowingClient): boolean =>
  channels().every((channel) => {
    const state = client.client.state(channel) as AccountState | undefined;
    return state !== undefined && !state.sections.positions.stale && !state.sections.trades.stale;
  });

/** How many trades the client has received in all. */
const received = (client: FollowingClient): number =>
  [...client.trades.values()].reduce((sum, ids) => sum + ids.length, 0);

describe('a cluster', () => {
  it('serves one state with one count at every gateway', async () => {
    const [a, b] = await Promise.all([
      start('one', 'gateway'),
      start('one', 'gateway'),
      start('one', 'collector'),
    ]);
    const [first, second] = [follow(a), follow(b)];
    await Promise.all([first.until(isLive), second.until(isLive)]);
    const before = received(first);
    await first.until((self) => received(self) > before + 5);
    const [channel] = channels() as [string];
    const seq = first.seqs.get(channel)!;
    const state = first.state(channel);
    await second.until((self) => self.seqs.get(channel)! >= seq);
    if (second.seqs.get(channel) === seq) expect(second.state(channel)).toEqual(state);
    expect(first.losses).toEqual([]);
    expect(second.losses).toEqual([]);
  });

  it('passes control to the collector for a caller that may', async () => {
    await start('control', 'collector');
    const gateway = await start('control', 'gateway');
    const post = (path: string, key?: string) =>
      fetch(`${gateway.url}${path}`, { method: 'POST', headers: key ? { 'x-api-key': key } : {} });
    expect((await post('/api/control/pause')).status).toBe(403);
    expect((await post('/api/control/pause', ADMIN)).status).toBe(200);
    const status = await fetch(`${gateway.url}/api/control/status`, { headers: { 'x-api-key': ADMIN } });
    expect(await status.json()).toMatchObject({ rest_paused: true });
    const forged = await fetch(`${products[0]!.url}/api/control/resume`, {
      method: 'POST',
      headers: { 'x-lighter-forwarded': 'e30.AAAA' },
    });
    expect(forged.status).toBe(401);
    expect((await post('/api/control/resume', ADMIN)).status).toBe(200);
  });

  it('continues in the same epoch with the next collector when one is killed', async () => {
    const leader = await start('fail-over', 'collector');
    const gateway = await start('fail-over', 'gateway');
    const client = follow(gateway);
    await client.until(isLive);
    const snapshots = client.snapshots;
    // It listens only once it leads.
    const standby = startProduct(environment('fail-over', 'collector'), LEADS);
    const before = received(client);
    await client.until((self) => received(self) > before + 3);
    await leader.child.stop('SIGKILL');
    products.push(await standby);
    await client.until((self) => !isLive(self)).catch(() => undefined);
    await client.until(isLive);
    const after = received(client);
    await client.until((self) => received(self) > after + 3);
    expect(client.snapshots).toBe(snapshots);
    expect(client.losses).toEqual([]);
    for (const ids of client.trades.values()) expect(new Set(ids).size).toBe(ids.length);
  });

  it('runs GATEWAYS over the server', async () => {
    const product = await startProduct({ ...environment('machine', 'collector,gateway'), GATEWAYS: '2' });
    products.push(product);
    const client = follow(product);
    await client.until(isLive);
    const status = await fetch(`${product.url}/api/status`, { headers: { 'x-api-key': ADMIN } });
    expect(await status.json()).toMatchObject({ broadcast_clients: expect.any(Number) });
    expect(await product.child.stop()).toBe(0);
  });

  it('is one process with both roles, which ends with its collector', async () => {
    const both = await start('both', 'collector,gateway');
    const client = follow(both);
    await client.until(isLive);
    const [, collector] = await both.child.line(LEADS.ready);
    expect(collector).not.toBe(both.url);
    expect(await both.child.stop()).toBe(0);
    await expect(fetch(collector!)).rejects.toThrow();
  });
});
