// Long: each case starts the products of a cluster, so cases of one cluster are together.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { WebSocket } from 'ws';
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
const NARROW = 'cluster-test-narrow-key-0123456789';
const LIMITED = 'cluster-test-limited-key-0123456789';
const REMOVED = 'cluster-test-removed-key-0123456789';
/** Requests a day. */
const LIMIT = 20;
const KEYS = { PUBLIC_READ: 'on', TRUST_LOOPBACK: 'off', HISTORY: 'off' };

/** What a collector logs once it leads. */
const LEADS = {
  ready: /collector leads; the other processes reach it at (http:\/\/[^\s"]+)/,
};

/** What a recorder logs once it stores the history. */
const RECORDS = {
  ready: /stores the history; the other processes reach it at (http:\/\/[^\s"]+)/,
};

const folder = mkdtempSync(join(tmpdir(), 'cluster-keys-'));
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
  rmSync(folder, { recursive: true });
});

const environment = (name: string, roles: string): NodeJS.ProcessEnv => ({
  ...KEYS,
  API_KEYS: [
    `owner:admin:${ADMIN}`,
    `narrow:read:${NARROW}:accounts=${exchange.accounts[0]!.account_index}`,
    `limited:read:${LIMITED}:rate=${LIMIT}/day`,
  ].join(','),
  CLUSTER_URL: redis.url,
  CLUSTER_NAME: name,
  CLUSTER_ROLES: roles,
  CLUSTER_LEASE: '4',
  ...(roles === 'gateway' ? {} : followAll(exchange)),
});

async function start(name: string, roles: string, more: NodeJS.ProcessEnv = {}): Promise<Product> {
  const product = await startProduct(
    { ...environment(name, roles), ...more },
    roles === 'collector' ? LEADS : {},
  );
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

const withKey = (key: string, headers: Record<string, string> = {}): Record<string, string> => ({
  'x-api-key': key,
  ...headers,
});

async function acceptsTicketsOnce(a: Product, b: Product): Promise<void> {
  const asked = await fetch(`${a.url}/api/ws/ticket`, { method: 'POST', headers: withKey(NARROW) });
  const { ticket } = (await asked.json()) as { ticket: string };
  const open = async ({ url }: Product): Promise<{ status: number; first: string }> => {
    const stop = new AbortController();
    const response = await fetch(`${url}/api/stream?channels=accounts&ticket=${ticket}`, {
      signal: stop.signal,
    });
    const { value } = await (response.body as ReadableStream<Uint8Array>).getReader().read();
    stop.abort();
    return { status: response.status, first: new TextDecoder().decode(value) };
  };
  expect((await open(b)).status).toBe(200);
  expect((await open(a)).status).toBe(401);
  expect((await open(b)).first).toContain('unknown, used or expired');
}

async function endsSessions(a: Product, b: Product): Promise<void> {
  const signIn = await fetch(`${a.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: ADMIN }),
  });
  const cookie = signIn.headers.get('set-cookie')!.split(';')[0]!;
  const nameAt = async ({ url }: Product): Promise<string> =>
    ((await (await fetch(`${url}/api/session`, { headers: { cookie } })).json()) as { name: string }).name;
  expect([await nameAt(a), await nameAt(b)]).toEqual(['owner', 'owner']);
  expect(
    (
      await fetch(`${b.url}/api/session`, {
        method: 'DELETE',
        headers: { cookie },
      })
    ).status,
  ).toBe(204);
  while ((await nameAt(a)) !== 'public');
}

/** One view has one ETag at every gateway, and a restricted key sees its account only. */
async function answersAlike(a: Product, b: Product): Promise<void> {
  const [own, hidden] = exchange.accounts.map(({ account_index }) => `/api/accounts/${account_index}`);
  const get = ({ url }: Product, path: string, headers = {}): Promise<Response> =>
    fetch(`${url}${path}`, { headers: withKey(NARROW, headers) });
  expect((await get(b, hidden!)).status).toBe(404);
  let status = 0;
  while (status !== 304) {
    const etag = (await get(a, own!)).headers.get('etag')!;
    ({ status } = await get(b, own!, { 'if-none-match': etag }));
  }
}

/** An event stream goes on at another gateway with the event id of the first. */
async function resumesStreams(a: Product, b: Product): Promise<void> {
  const [channel] = channels() as [string];
  /** Reads until the pattern has come. */
  const readUntil = async ({ url }: Product, found: RegExp, lastId?: string): Promise<string> => {
    const stop = new AbortController();
    const headers = withKey(ADMIN, lastId === undefined ? {} : { 'last-event-id': lastId });
    const response = await fetch(`${url}/api/stream?channels=${channel}`, { headers, signal: stop.signal });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let text = '';
    while (!found.test(text)) text += decoder.decode((await reader.read()).value, { stream: true });
    stop.abort();
    return text;
  };
  const first = await readUntil(a, /^id: .+\n(?:.*\n)*?\n/m);
  expect(first).toContain('"type":"snapshot"');
  const [, id] = /^id: (.+)$/m.exec(first)!;
  const resumed = await readUntil(b, new RegExp(`"type":"(?:change|snapshot)","channel":"${channel}"`), id);
  expect(resumed).not.toContain('"type":"snapshot"');
}

/** A caller that used up its limit at one gateway is soon refused by the other. @param heard lets time pass */
async function countsTogether(a: Product, b: Product, heard: FollowingClient): Promise<void> {
  const ask = async ({ url }: Product): Promise<number> =>
    (await fetch(`${url}/api/portfolio`, { headers: withKey(LIMITED) })).status;
  for (let asked = 0; asked < LIMIT; asked++) expect(await ask(a)).toBe(200);
  let admitted = 0;
  while ((await ask(b)) === 200) {
    admitted++;
    const before = received(heard);
    await heard.until((self) => received(self) > before);
  }
  expect(admitted).toBeLessThan(LIMIT);
}

interface Status {
  cluster?: {
    engine: string;
    rate_limits: string;
    members: { roles: string[]; leads: boolean }[];
  };
}

async function listsMembers({ url }: Product): Promise<void> {
  const status = async (key: string): Promise<Status> =>
    (await (await fetch(`${url}/api/status`, { headers: withKey(key) })).json()) as Status;
  let members: { roles: string[]; leads: boolean }[] = [];
  while (members.length < 3) members = (await status(ADMIN)).cluster!.members;
  expect(members.map(({ roles, leads }) => `${roles.join()} ${leads}`).sort()).toEqual([
    'collector true',
    'gateway false',
    'gateway false',
  ]);
  expect((await status(ADMIN)).cluster).toMatchObject({ engine: 'up', rate_limits: 'shared' });
  expect((await status(NARROW)).cluster).toBeUndefined();
}

/** @param file of keys that another gateway has */
async function removesKeys({ url }: Product, file: string): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: withKey(REMOVED) });
  await once(socket, 'message');
  writeFileSync(file, '');
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(CLOSE_CODES.key_revoked.code);
}

async function incidentKinds({ url }: Product): Promise<string[]> {
  const response = await fetch(`${url}/api/errors`, { headers: withKey(ADMIN) });
  return JSON.stringify(await response.json()).match(/"error_type":"([a-z-]+)"/g) ?? [];
}

async function recordedTrades({ url }: Product): Promise<string[]> {
  const response = await fetch(`${url}/api/history/trades?limit=1000`, {
    headers: { 'x-api-key': ADMIN },
  });
  if (!response.ok) return [];
  const { trades } = (await response.json()) as {
    trades: { trade_id: string }[];
  };
  return trades.map(({ trade_id }) => trade_id);
}

describe('a cluster', () => {
  it('serves one state with one count at every gateway', async () => {
    const file = join(folder, 'keys');
    writeFileSync(file, `removed:read:${REMOVED}\n`);
    const [a, b] = await Promise.all([
      start('one', 'gateway', { API_KEYS_FILE: file }),
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
    await acceptsTicketsOnce(a, b);
    await endsSessions(a, b);
    await answersAlike(a, b);
    await resumesStreams(a, b);
    await countsTogether(a, b, first);
    await listsMembers(a);
    await removesKeys(b, file);
  });

  it('passes control to the collector for a caller that may', async () => {
    await start('control', 'collector');
    const gateway = await start('control', 'gateway');
    const post = (path: string, key?: string) =>
      fetch(`${gateway.url}${path}`, {
        method: 'POST',
        headers: key ? { 'x-api-key': key } : {},
      });
    expect((await post('/api/control/pause')).status).toBe(403);
    expect((await post('/api/control/pause', ADMIN)).status).toBe(200);
    const status = await fetch(`${gateway.url}/api/control/status`, {
      headers: { 'x-api-key': ADMIN },
    });
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
    const reported = await incidentKinds(gateway);
    expect(reported).toContain('"error_type":"lease-lost"');
    expect(reported).toContain('"error_type":"failover"');
  });

  it('runs GATEWAYS over the server', async () => {
    const product = await startProduct({ ...environment('machine', 'collector,gateway'), GATEWAYS: '2' });
    products.push(product);
    const client = follow(product);
    await client.until(isLive);
    const status = await fetch(`${product.url}/api/status`, {
      headers: { 'x-api-key': ADMIN },
    });
    expect(await status.json()).toMatchObject({ broadcast_clients: expect.any(Number) });
    expect(await product.child.stop()).toBe(0);
  });

  it('is one process with all roles, which ends with its collector and recorder', async () => {
    const roles = 'collector,recorder,gateway';
    const all = await startProduct({ ...environment('all', roles), HISTORY: 'on' });
    products.push(all);
    const client = follow(all);
    await client.until(isLive);
    await client.until((self) => received(self) > 3);
    const [, collector] = await all.child.line(LEADS.ready);
    const [, recorder] = await all.child.line(RECORDS.ready);
    expect(new Set([collector, recorder, all.url]).size).toBe(3);
    const sent = [...client.trades.values()].flat();
    let recorded = await recordedTrades(all);
    while (!sent.every((id) => recorded.includes(id))) recorded = await recordedTrades(all);
    expect(new Set(recorded).size).toBe(recorded.length);
    expect(await all.child.stop()).toBe(0);
    await expect(fetch(collector!)).rejects.toThrow();
    await expect(fetch(recorder!)).rejects.toThrow();
  });
});
