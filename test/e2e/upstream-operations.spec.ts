import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionsHealthDto } from '../../src/connections/connections-health.dto.js';
import type { Gap } from 'lighter-broadcaster-protocol/account';
import type { StateStore } from '../../src/state/state.store.js';
import { Collector } from '../support/collector.js';
import { reader } from '../support/http-app.js';
import { SkewedClock } from '../support/skewed-clock.js';
import { runSimulator, type RunningSimulator } from '../support/running-simulator.js';

let sim: RunningSimulator;
let collector: Collector;
let dataDir: string;
let index: number;

const PAUSED = { rest_paused: true, ws_paused: true };
const start = async (credential: 'token' | 'none' | 'private' = 'token'): Promise<void> => {
  collector = await Collector.start({ clock: sim.clock, at: sim.at, dataDir, credential });
};
/** Newest first. */
const gaps = (): Gap[] => collector.feed.account(index)!.gaps;
const health = async (): Promise<ConnectionsHealthDto> =>
  (await collector.http.get('/api/connections/health').expect(200)).body as ConnectionsHealthDto;
const isUp = (): boolean => {
  const { links } = collector.feed.connections();
  return links.length === 5 && links.every(({ state }) => state === 'connected');
};
const isWhole = (): boolean =>
  isUp() && gaps().length > 0 && gaps().every(({ closed_at }) => closed_at !== null);

beforeEach(async () => {
  sim = await runSimulator({ accounts: 2 });
  index = sim.account.account_index;
  dataDir = mkdtempSync(join(tmpdir(), 'broadcaster-upstream-'));
});
afterEach(async () => {
  await collector.close();
  await sim.simulator.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the views of an operator', () => {
  it('show every link with all keys of the original', async () => {
    await start();
    await collector.passUntil(isWhole);
    const { websocket, rest_api, summary } = await health();
    expect(summary).toEqual({
      ws_connected: 2,
      ws_total: 2,
      rest_connected: 2,
      rest_total: 2,
      all_healthy: true,
    });
    expect(websocket).toMatchObject({
      type: 'websocket',
      total_connections: 2,
      connected_count: 2,
      disconnected_count: 0,
    });
    expect(websocket.connections[0]).toMatchObject({
      account_id: index,
      account_name: 'Lighter_1_test',
      connected: true,
      reconnect_count: 0,
      has_proxy: false,
      retry_phase: 1,
      phase_attempts: 0,
      refused_channels: [],
    });
    expect(websocket.connections[0]!.last_message_age).toBeGreaterThanOrEqual(0);
    expect(rest_api.egresses[0]!.budget).toMatchObject({ limit: 60, window_s: 60 });
    expect(rest_api.connections[0]!.poll_interval_effective).toBeGreaterThanOrEqual(0.5);
  });

  it.each([-600_000, 3_600_000])('show the same ages after the clock is set by %d ms', async (byMs) => {
    const productClock = new SkewedClock(sim.clock);
    collector = await Collector.start({ clock: sim.clock, productClock, at: sim.at, dataDir });
    await collector.passUntil(isWhole);
    const ages = async () => {
      const { websocket, rest_api } = await health();
      const [stream, rest] = [websocket.connections[0]!, rest_api.connections[0]!];
      return [stream.last_message_age, stream.uptime_seconds, rest.last_success_age, rest.uptime_seconds];
    };
    const [, streamUp = 0, , restUp = 0] = await ages();
    productClock.step(byMs);
    await collector.pass(1_000);
    const [heard, streamUpNow, answered, restUpNow] = await ages();
    expect(heard).toBeLessThan(30);
    expect(answered).toBeLessThan(120);
    expect([streamUpNow! - streamUp, restUpNow! - restUp].map(Math.round)).toEqual([1, 1]);
  });

  it('are limited to the accounts of a key', async () => {
    await start();
    await collector.passUntil(isWhole);
    collector.as(reader(index));
    const { websocket, rest_api } = await health();
    expect(websocket.connections.map(({ account_id }) => account_id)).toEqual([index]);
    expect(rest_api.egresses.map(({ accounts }) => accounts)).toEqual([[index]]);
  });

  it('show a link with a refused subscription as unhealthy', async () => {
    sim.simulator.faults.ws.refuseSubscribe(`account_all_orders:${index}`, 30005);
    await start();
    await collector.passUntil(() =>
      collector.feed.connections().links.some(({ state }) => state === 'refused'),
    );
    const { websocket, summary } = await health();
    expect(summary.all_healthy).toBe(false);
    expect(websocket.connections[0]).toMatchObject({
      connected: false,
      state: 'refused',
      refused_channels: [`account_all_orders/${index}`],
    });
  });

  it('show the last raw frames without secrets', async () => {
    await start();
    await collector.passUntil(isWhole);
    sim.simulator.faults.ws.send(`{"type":"x","auth":"${sim.account.read_only_token}"}`, { account: index });
    await collector.settle();
    const { body } = await collector.http.get('/api/ws/raw-messages?limit=200').expect(200);
    const { messages, count } = body as {
      messages: { message: string; account_indexes: number[] }[];
      count: number;
    };
    expect(count).toBe(messages.length);
    expect(count).toBeGreaterThan(15);
    expect(messages.some(({ message }) => message.includes('"auth":"***"'))).toBe(true);
    expect(JSON.stringify(body)).not.toContain(sim.account.read_only_token);
    await collector.http.get('/api/ws/raw-messages?limit=none').expect(400);
  });
});

describe('a fill in an unreadable frame', () => {
  it('is recovered as a gap while the stream stays up', async () => {
    await start();
    await collector.passUntil(isWhole);
    const { faults, exchange } = sim.simulator;
    faults.ws.lose(`account_all_trades:${index}`, 1);
    const missed = exchange.trade(index, 0, 'buy', '0.1000');
    faults.ws.send(
      `{"type":"update/account_all_trades","channel":"account_all_trades:${index}","trades":{"0":[{}]}}`,
      { account: index },
    );
    await collector.passUntil(() => gaps().length === 2 && isWhole());
    expect(gaps()[0]).toMatchObject({ cause: 'malformed-frame', trades_recovered: 1, complete: true });
    expect(collector.feed.account(index)!.trades![0]!.trade_id).toBe(String(missed.id));
    expect((await health()).websocket.total_reconnect_attempts).toBe(0);
  });
});

describe('an order in an unreadable frame', () => {
  it('arrives with a new snapshot, and orders are stale until then', async () => {
    await start();
    await collector.passUntil(isWhole);
    const { faults, exchange } = sim.simulator;
    const reasons: (string | null)[] = [];
    collector.feed.subscribe('test', (change) => {
      if (change.entity === 'account' && change.delta.sections?.orders)
        reasons.push(change.delta.sections.orders.reason);
    });
    const orders = (): string[] => collector.feed.account(index)!.orders!.map(({ order_id }) => order_id);
    faults.ws.truncate(`account_all_orders:${index}`, 1);
    const placed = { account: index, market: 1, side: 'buy', size: '0.001', price: '60000.0' } as const;
    const { id } = exchange.placeOrder(placed);
    const at = sim.clock.monotonic();
    await collector.passUntil(() => orders().includes(String(id)));
    expect(sim.clock.monotonic() - at).toBeLessThan(5_000);
    expect([reasons[0], reasons.at(-1)]).toEqual(['a frame of the stream could not be read', null]);
    expect(gaps()).toHaveLength(1);
  });
});

describe('an operator', () => {
  it('reconnects the stream of one account, and recovers what it missed', async () => {
    await start();
    await collector.passUntil(isWhole);
    const [before] = sim.simulator.sessions.filter((session) => session.follows(index));
    const { body } = await collector.http.post(`/api/ws/reconnect?account_index=${index}`).expect(200);
    expect(body).toEqual({ success: true, account_index: index });
    const missed = sim.simulator.exchange.trade(index, 0, 'buy', '0.1000');
    await collector.passUntil(() => gaps().length === 2 && isWhole());
    expect(sim.simulator.sessions).not.toContain(before);
    expect(gaps()[0]).toMatchObject({ cause: 'reconnect', trades_recovered: 1, complete: true });
    expect(collector.feed.account(index)!.trades![0]!.trade_id).toBe(String(missed.id));
  });

  it('reconnects all accounts, and none that is unknown', async () => {
    await start();
    await collector.passUntil(isWhole);
    const post = async (path: string): Promise<unknown> => (await collector.http.post(path).expect(200)).body;
    expect(await post('/api/ws/reconnect')).toEqual({ success: true, reconnected_count: 2 });
    expect(await post('/api/rest/reconnect')).toEqual({ success: true, reset_count: 2 });
    expect(await post('/api/connections/reconnect')).toEqual({
      success: true,
      websocket_reconnected: 2,
      rest_reset: 2,
    });
    expect(await post(`/api/connections/reconnect?account_index=${index}`)).toEqual({
      success: true,
      websocket_reconnected: 1,
      rest_reset: 1,
    });
    for (const links of ['ws', 'rest', 'connections']) {
      const unknown = await collector.http.post(`/api/${links}/reconnect?account_index=5`).expect(404);
      expect(unknown.body).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    }
    const faulty = await collector.http.post('/api/rest/reconnect?account_index=abc').expect(400);
    expect((faulty.body as { message: string }).message).toMatch(/account_index/);
  });

  it('sends nothing while paused, marks everything stale, and recovers the gap on resume', async () => {
    await start();
    let books = 0;
    collector.followMarket('order_book/0', (kind) => (books += Number(kind === 'subscribed')));
    await collector.passUntil(() => isWhole() && books === 1);
    await collector.http.post('/api/control/pause').expect(200, { success: true, ...PAUSED });
    await collector.settle();
    const asked = sim.simulator.requests.all.length;
    const missed = sim.simulator.exchange.trade(index, 1, 'sell', '0.00100');
    await collector.pass(60_000, 5_000);
    expect(sim.simulator.sessions).toHaveLength(0);
    const fresh = (): string[] =>
      Object.entries(collector.feed.account(index)!.sections).flatMap(([name, { stale }]) =>
        stale ? [] : name,
      );
    for (const name of ['summary', 'positions', 'marks', 'orders', 'trades', 'assets'])
      expect(fresh()).not.toContain(name);
    // Rarely polled data has a longer bound of its own.
    await collector.pass(20 * 60_000, 5_000);
    expect(fresh()).toEqual([]);
    expect(sim.simulator.requests.all.length).toBe(asked);
    const { body } = await collector.http.get('/api/control/status').expect(200);
    expect(body).toEqual({
      rest_paused: true,
      ws_paused: true,
      paused: true,
      rest_running: false,
      ws_running: false,
    });
    await collector.http
      .post('/api/control/resume')
      .expect(200, { success: true, rest_paused: false, ws_paused: false });
    await collector.passUntil(() => gaps().length === 2 && isWhole() && books === 2);
    expect(gaps()[0]).toMatchObject({ cause: 'paused', complete: true, trades_recovered: 1 });
    expect(collector.feed.account(index)!.trades![0]!.trade_id).toBe(String(missed.id));
  });
});

describe('a leader of a cluster that was paused before it led', () => {
  it('sends nothing from its start until an operator resumes', async () => {
    const options = { clock: sim.clock, at: sim.at, dataDir };
    collector = await Collector.start(options, (feed) => (feed as StateStore).restoreControl(PAUSED));
    await collector.pass(60_000, 5_000);
    expect(sim.simulator.requests.all).toEqual([]);
    expect(sim.simulator.sessions).toEqual([]);
    const { links } = collector.feed.connections();
    expect(new Set(links.map(({ state }) => state))).toEqual(new Set(['paused']));
    const { body } = await collector.http.get('/api/control/status').expect(200);
    expect(body).toMatchObject(PAUSED);
    await collector.http.post('/api/control/resume').expect(200);
    await collector.passUntil(isWhole);
  });
});

describe('an account without a credential', () => {
  it('is followed by public data, and its other sections are unknown', async () => {
    await start('none');
    await collector.passUntil(isWhole);
    const account = collector.feed.account(index)!;
    expect(account.orders).toBeNull();
    expect(account.sections.orders.reason).toBe('no credential');
    expect(account.positions).not.toBeNull();
    expect(account.summary!.collateral).not.toBeNull();
    expect(gaps()).toMatchObject([{ complete: false, reason: 'no credential' }]);
    const trade = sim.simulator.exchange.trade(index, 0, 'buy', '0.1000');
    await collector.passUntil(
      () => collector.feed.account(index)!.trades?.[0]?.trade_id === String(trade.id),
      5_000,
    );
  });
});
