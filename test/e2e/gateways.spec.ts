import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { WebSocket } from 'ws';
import { ExchangeClient } from '../support/exchange-client.js';
import { FollowingClient } from '../support/following-client.js';
import {
  followAll,
  startExchange,
  startProduct,
  type Product,
  type SimulatedExchange,
} from '../support/product.js';
import { until } from '../support/until.js';

const ADMIN = 'gateways-test-admin-key-0123456789';
const MAX_CONNECTIONS = 30;

let exchange: SimulatedExchange;
let service: Product;
const clients: FollowingClient[] = [];

beforeAll(async () => {
  exchange = await startExchange('--accounts', '1', '--activity', '3', '--tick-ms', '100');
  service = await startProduct({
    ...followAll(exchange),
    GATEWAYS: '2',
    API_KEYS: `owner:admin:${ADMIN}`,
    TRUST_LOOPBACK: 'off',
    PUBLIC_READ: 'on',
    MAX_CONNECTIONS: String(MAX_CONNECTIONS),
  });
});
afterAll(async () => {
  for (const { client } of clients) client.close();
  await Promise.all([service.stop(), exchange.child.stop()]);
});

const channel = (): string => `account/${exchange.accounts[0]!.account_index}`;

const isLive = ({ client }: FollowingClient): boolean => {
  const state = client.state(channel()) as AccountState | undefined;
  return state !== undefined && !state.sections.positions.stale && !state.sections.trades.stale;
};

async function follow(): Promise<void> {
  const client = new FollowingClient(`${service.url.replace('http', 'ws')}/ws`);
  clients.push(client);
  await client.until(isLive);
}

const openSocket = (): WebSocket => new WebSocket(`${service.url.replace('http', 'ws')}/ws`);

const get = (path: string): Promise<Response> =>
  fetch(`${service.url}${path}`, { headers: { 'x-api-key': ADMIN } });

/** The processes that the service runs. */
function gateways(): number[] {
  const { pid } = service.child.process;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** How many connections of clients a process has. */
function connectionsOf(pid: number): number {
  const own = new Set<string>();
  for (const fd of readdirSync(`/proc/${pid}/fd`))
    own.add(/socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? '');
  const port = Number(new URL(service.url).port).toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  return rows.filter((row) => {
    const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
    return local.endsWith(`:${port}`) && state === '01' && own.has(inode);
  }).length;
}

/** Whether every client has the same state at the same count. */
function agree(): boolean {
  const [first, ...others] = clients as [FollowingClient, ...FollowingClient[]];
  if (others.some(({ seqs }) => seqs.get(channel()) !== first.seqs.get(channel()))) return false;
  for (const other of others) expect(other.state(channel())).toEqual(first.state(channel()));
  return true;
}

async function clientsInAll(): Promise<number> {
  return ((await (await get('/api/status')).json()) as { broadcast_clients: number }).broadcast_clients;
}

describe('several gateways on one port', () => {
  it('resumes the clients of a killed gateway at another, with nothing missed', async () => {
    const [one, two] = gateways() as [number, number];
    // The kernel spreads connections, so it takes a few until each gateway has one.
    while (clients.length < 2 || connectionsOf(one) === 0 || connectionsOf(two) === 0) await follow();
    await until(agree);
    const snapshots = clients.map((client) => client.snapshots);
    const dropped = new Set<FollowingClient>();
    for (const client of clients)
      client.client.on('status', ({ state }) => void (state === 'waiting' && dropped.add(client)));
    const atOne = connectionsOf(one);
    process.kill(one, 'SIGKILL');
    await until(() => dropped.size === atOne && [...dropped].every(({ recoveries }) => recoveries > 0));
    const before = clients[0]!.seqs.get(channel())!;
    await until(() => clients[0]!.seqs.get(channel())! > before && agree());
    expect(clients.map((client) => client.snapshots)).toEqual(snapshots);
    expect(clients.flatMap(({ losses }) => losses)).toEqual([]);
    await until(() => gateways().length === 2 && !gateways().includes(one));
  });

  it('counts and limits connections over all gateways', async () => {
    while ((await clientsInAll()) !== clients.length);
    expect(await (await get('/metrics')).text()).toMatch(
      new RegExp(`^lighter_clients ${clients.length}$`, 'm'),
    );
    const more = Array.from({ length: MAX_CONNECTIONS - clients.length }, openSocket);
    await Promise.all(more.map((socket) => once(socket, 'message')));
    while ((await clientsInAll()) !== MAX_CONNECTIONS);
    const [close] = (await once(openSocket(), 'close')) as [number];
    expect(close).toBe(CLOSE_CODES.too_many_connections.code);
    for (const socket of more) socket.terminate();
  });

  it('has every metric of a cluster that the alert rules use', async () => {
    const rules = readFileSync('deploy/prometheus-alerts.yaml', 'utf8');
    const used = new Set(rules.match(/\blighter_cluster_[a-z_]+/g));
    expect(used.size).toBeGreaterThan(3);
    const text = await (await get('/metrics')).text();
    for (const name of used) expect(text).toMatch(new RegExp(`^${name}(?:{[^}]*})? \\d`, 'm'));
    expect(text).toMatch(/^lighter_cluster_leads 1$/m);
  });

  it('accepts a ticket once and ends a session everywhere, whichever gateway a connection reaches', async () => {
    const anew = (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`${service.url}${path}`, { ...init, headers: { ...init.headers, connection: 'close' } });
    const link = await anew('/api/session/ticket', { method: 'POST', headers: { 'x-api-key': ADMIN } });
    const { ticket } = (await link.json()) as { ticket: string };
    const signIn = (): Promise<Response> =>
      anew('/api/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ticket }),
      });
    const answers = await Promise.all(Array.from({ length: 6 }, signIn));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
    const cookie = answers
      .find(({ ok }) => ok)!
      .headers.get('set-cookie')!
      .split(';')[0]!;
    const names = async (): Promise<string[]> => {
      const sessions = await Promise.all(
        Array.from({ length: 6 }, () => anew('/api/session', { headers: { cookie } })),
      );
      return Promise.all(sessions.map(async (session) => ((await session.json()) as { name: string }).name));
    };
    expect(new Set(await names())).toEqual(new Set(['owner']));
    expect((await anew('/api/session', { method: 'DELETE', headers: { cookie } })).status).toBe(204);
    while ((await names()).includes('owner'));
  });

  it('passes requests on to the process that leads, which records', async () => {
    const trades = await get(`/api/history/trades/${exchange.accounts[0]!.account_index}`);
    expect(trades.status).toBe(200);
    expect(await (await get('/health')).json()).toMatchObject({
      details: { history: { backend: 'sqlite' } },
    });
  });

  it('serves the mirror of the process that leads', async () => {
    const { account_index } = exchange.accounts[0]!;
    const answer = await get(`/api/v1/accountActiveOrders?account_index=${account_index}`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('"orders"')]);
    const client = await ExchangeClient.open(`${service.url.replace('http', 'ws')}/stream`);
    expect(await client.subscribe(`account_all_trades/${account_index}`)).toContain('subscribed/');
    await client.until(() => client.of('update/account_all_trades').length > 0);
    client.close();
  });

  it('ends all of its processes with SIGTERM', async () => {
    const all = gateways();
    for (const { client } of clients) client.close();
    expect(await service.stop()).toBe(0);
    for (const pid of all) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
