import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { isLive, type AccountState, type Millis } from 'lighter-broadcaster-protocol/account';
import { SystemClock } from '../../src/clock/system-clock.js';
import { accountsOfShares } from '../../src/cluster/shares/share-layout.js';
import { readAccounts } from '../../src/config/accounts/accounts.js';
import type { StatusDto } from '../../src/metrics/status.dto.js';
import { Simulator } from '../../src/simulator/simulator.js';
import { startFarSide, type FarSide } from '../support/far-side.js';
import { FollowingClient } from '../support/following-client.js';
import {
  followAll,
  launchProduct,
  startProduct,
  type LaunchedProduct,
  type Product,
} from '../support/product.js';
import { startHttpProxy, type TestProxy } from '../support/proxies.js';
import { PushBrowser, vapidClaims } from '../support/push-browser.js';
import { RedisServer } from '../support/redis-server.js';
import { now, overlaps } from './fail-over/held-line.js';

const SHARES = 4;
/** Long enough for many processes on a busy machine. */
const LEASE_SECONDS = 6;
const LOOK_EVERY: Millis = 100;
const TRADE_EVERY: Millis = 300;
const ADMIN = 'cluster-test-admin-key-0123456789';

/** What each collector calls the exchange, so that the proxies know which of them speaks. */
const NAMES = ['first.test', 'second.test', 'third.test'];

/** How one account reaches the exchange, and when which collector sent something there. */
interface Route {
  proxy: TestProxy;
  sent: Map<string, Millis[]>;
}

/** One route for each account, so that each account is a group, and one group for each share. */
async function routesToShares(): Promise<Route[]> {
  const routes = new Map<string, Route>();
  for (let source = 2; routes.size < SHARES; source++) {
    const sent = new Map<string, Millis[]>();
    const proxy = await startHttpProxy({
      localAddress: `127.0.0.${source}`,
      names: Object.fromEntries(NAMES.map((name) => [name, '127.0.0.1'])),
      onSent: (target) => sent.set(target, [...(sent.get(target) ?? []), now()]),
    });
    const env = { Lighter_1_a_Account_Index: '1', Lighter_1_PROXY_1_URL: `127.0.0.1:${proxy.port}` };
    const [share] = [...accountsOfShares(readAccounts(env, []), SHARES)].find(([, own]) => own.length > 0)!;
    if (routes.has(share)) await proxy.close();
    else routes.set(share, { proxy, sent });
  }
  return [...routes.values()];
}

/** A collector with its processes. */
class Collector {
  readonly target: string;
  readonly product: LaunchedProduct;

  constructor(name: string, { url, accounts }: Simulator['listening'], env: NodeJS.ProcessEnv) {
    this.target = `${name}:${new URL(url).port}`;
    const proxies = routes.map(({ proxy }, place) => [
      `Lighter_${place + 1}_PROXY_1_URL`,
      `127.0.0.1:${proxy.port}`,
    ]);
    this.product = launchProduct(
      {
        ...env,
        ...followAll({
          url: `http://${this.target}`,
          ws_url: `ws://${this.target}/stream`,
          accounts: [...accounts],
        }),
        ...(Object.fromEntries(proxies) as NodeJS.ProcessEnv),
        CLUSTER_ROLES: 'collector',
      },
      { ownGroup: true },
    );
  }

  /** As a machine fails: no process of it does anything more. */
  kill(): void {
    process.kill(-this.product.child.process.pid!, 'SIGKILL');
  }
}

const historyDir = mkdtempSync(join(tmpdir(), 'shares-history-'));
const ended: (() => Promise<unknown>)[] = [];
let simulator: Simulator;
let routes: Route[];
let pushService: FarSide;
let collectors: Collector[] = [];
let gateways: Product[] = [];
let clients: FollowingClient[] = [];
let trading: NodeJS.Timeout | undefined;

beforeAll(async () => {
  simulator = new Simulator({
    clock: new SystemClock(),
    accounts: SHARES,
    walk: { activity: 1, tickMs: 1e9 },
  });
  await simulator.start();
  ended.push(() => simulator.stop());
  const redis = await RedisServer.start();
  ended.push(() => redis.stop());
  pushService = await startFarSide({ status: 201 });
  ended.push(() => pushService.close());
  routes = await routesToShares();
  ended.push(() => Promise.all(routes.map(({ proxy }) => proxy.close())));
  const env = {
    API_KEYS: `owner:admin:${ADMIN}`,
    PUBLIC_READ: 'on',
    TRUST_LOOPBACK: 'off',
    RATE_LIMIT: '100000/minute',
    CLUSTER_URL: redis.url,
    CLUSTER_LEASE: String(LEASE_SECONDS),
    CLUSTER_SHARDS: String(SHARES),
    MIRROR: 'off',
    ALERT_PUSH_CONTACT: 'me@desk.example',
    GAP_SETTLE: '2',
  };
  const recorder = launchProduct({ ...env, CLUSTER_ROLES: 'recorder', DATA_DIR: historyDir });
  ended.push(() => recorder.stop());
  collectors = NAMES.map((name) => new Collector(name, simulator.listening, env));
  for (const { product } of collectors) ended.push(() => product.stop());
  gateways = await Promise.all([0, 1].map(() => startProduct({ ...env, CLUSTER_ROLES: 'gateway' })));
  for (const gateway of gateways) ended.push(() => gateway.stop());
  clients = gateways.map(({ url }) => new FollowingClient(`${url.replace('http', 'ws')}/ws`));
});

afterAll(async () => {
  clearInterval(trading);
  for (const { client } of clients) client.close();
  for (const end of ended.reverse()) await end();
  rmSync(historyDir, { recursive: true, force: true });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(LOOK_EVERY);
}

const indexes = (): number[] => simulator.listening.accounts.map(({ account_index }) => account_index);

function isSettled(): boolean {
  return clients.every(({ client }) =>
    indexes().every((index) => {
      const state = client.state(`account/${index}`);
      return (
        state !== undefined &&
        isLive(state) &&
        (state.gaps ?? []).every(({ closed_at }) => closed_at !== null)
      );
    }),
  );
}

/** `account/id` of every trade that was made. */
function made(): string[] {
  return indexes().flatMap((index) =>
    simulator.exchange.account(index).trades.map(({ id }) => `${index}/${String(id)}`),
  );
}

function recorded(): string[] {
  if (!existsSync(join(historyDir, 'history.sqlite'))) return [];
  const history = new DatabaseSync(join(historyDir, 'history.sqlite'), { readOnly: true, timeout: 10_000 });
  try {
    const rows = history.prepare('SELECT account_index, trade_id FROM trades').all();
    return rows.map(({ account_index, trade_id }) => `${String(account_index)}/${String(trade_id)}`);
  } finally {
    history.close();
  }
}

function received({ trades }: FollowingClient): string[] {
  return [...trades].flatMap(([channel, ids]) =>
    ids.map((id) => `${channel.slice('account/'.length)}/${id}`),
  );
}

async function ask<T>(path: string, method = 'GET', body: object | null = null): Promise<T> {
  const response = await fetch(`${gateways[0]!.url}${path}`, {
    method,
    headers: { 'x-api-key': ADMIN, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** The shares that the processes of each machine lead, as the members announce them. */
async function led(): Promise<string[]> {
  const { cluster } = await ask<StatusDto>('/api/status');
  return cluster!.members.flatMap(({ share, leads }) => (leads && share != null ? [share] : []));
}

/** Which collector each account is followed by: the last one that used its route. */
function followedBy(): (string | undefined)[] {
  return routes.map(({ sent }) => [...sent].sort(([, a], [, b]) => b.at(-1)! - a.at(-1)!)[0]?.[0]);
}

/** Nothing was missed, doubled, refused or started over. */
async function judge(): Promise<void> {
  await until(isSettled);
  const wanted = made();
  for (const client of clients) {
    await until(() => wanted.every((id) => received(client).includes(id)));
    expect(received(client).filter((id, at, all) => all.indexOf(id) !== at)).toEqual([]);
    expect(client.restarts).toEqual([]);
    expect(client.losses).toEqual([]);
  }
  await until(() => wanted.every((id) => recorded().includes(id)));
  expect(new Set(recorded()).size).toBe(recorded().length);
  const epochs = clients.flatMap(({ epochs: of }) => indexes().map((index) => of.get(`account/${index}`)));
  expect(new Set(epochs).size).toBe(1);
  expect(simulator.refusedByLimits).toEqual({ requests: 0, connections: 0, messages: 0 });
  for (const { sent } of routes) expect(overlaps([...sent.values()], LEASE_SECONDS * 1_000)).toBe(0);
}

describe('four shares and three collectors', () => {
  it('follow each account once and send push messages, also when a collector is killed', async () => {
    await until(isSettled);
    trading = setInterval(() => simulator.exchange.tick(), TRADE_EVERY);
    await until(async () => new Set(await led()).size === SHARES);
    await judge();
    const before = followedBy();
    for (const { target } of collectors)
      expect(before.filter((by) => by === target).length).toBeLessThanOrEqual(2);
    const { public_key } = await ask<{ public_key: string }>('/api/alerts/push');
    const browser = new PushBrowser(`${pushService.url}/browser`);
    await ask('/api/alerts/push', 'POST', browser.subscription);
    const victim = collectors.find(({ target }) => before.filter((by) => by === target).length === 2)!;
    victim.kill();
    await until(() => followedBy().every((by) => by !== victim.target));
    await judge();
    for (const { target } of collectors.filter((one) => one !== victim))
      expect(followedBy().filter((by) => by === target)).toHaveLength(2);
    const pushed = pushService.received.length;
    const tested = await ask('/api/alerts/test?channel=push', 'POST');
    expect(tested).toMatchObject({ result: 'delivered', answer: '1 of 1 browsers' });
    const tests = pushService.received
      .slice(pushed)
      .filter((one) => browser.read(one).title.startsWith('Test'));
    expect(tests.map((one) => vapidClaims(one, public_key).aud)).toEqual([pushService.url]);
  });

  it('are paused and resumed as one', async () => {
    const counts = (): number[] => routes.map(({ sent }) => [...sent.values()].flat().length);
    await ask('/api/control/pause', 'POST');
    expect(await ask('/api/control/status')).toMatchObject({ rest_paused: true, ws_paused: true });
    const paused = counts();
    await until(() =>
      clients.every(({ client }) =>
        indexes().every((index) => !isLive(client.state(`account/${index}`) as AccountState)),
      ),
    );
    expect(counts()).toEqual(paused);
    await ask('/api/control/resume', 'POST');
    await judge();
  });

  it('answer for an account from its collector, and for all of them together', async () => {
    for (const index of indexes()) {
      await ask(`/api/ws/reconnect?account_index=${index}`, 'POST');
    }
    await expect(ask('/api/rest/reconnect', 'POST')).resolves.toEqual({ success: true, reset_count: SHARES });
    const { errors } = await ask<{ errors: { error_type: string }[] }>('/api/errors');
    expect(errors.map(({ error_type }) => error_type)).toContain('lease-lost');
    const { cluster } = await ask<StatusDto>('/api/status');
    expect(cluster).toMatchObject({
      shares: { count: SHARES, led: SHARES },
      leads_since: expect.any(Number),
    });
    await judge();
  });
});
