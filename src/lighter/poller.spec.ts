import { startRestRig, type RestRig, type RestRigOptions } from '../../test/support/rest-rig.js';
import { runSimulator, type RunningSimulator } from '../../test/support/running-simulator.js';
import { until } from '../../test/support/until.js';
import { StreamWatch } from '../upstream/stream-watch.js';
import { RestUpstream } from '../upstream/upstream.port.js';

const FIRST = 281001;
let sim: RunningSimulator;
let rig: RestRig;

async function start(options: Partial<RestRigOptions> = {}): Promise<void> {
  const accounts = sim.at.accounts.slice(0, 1);
  rig = await startRestRig({ clock: sim.clock, url: sim.at.url, accounts, ...options });
}

/** Lets the next question go out, and get there. */
async function askAndWait(): Promise<void> {
  const before = sim.simulator.requests.total;
  sim.clock.advance(3_000);
  rig.tick();
  await until(() => sim.simulator.requests.total > before);
}

const asked = (endpoint: string): number => sim.simulator.requests.to(endpoint).length;

beforeEach(async () => void (sim = await runSimulator({ accounts: 2 })));

afterEach(async () => {
  await rig.close();
  expect(sim.simulator.requests.refusedByLimit).toBe(0);
  await sim.simulator.stop();
  expect(sim.clock.pending).toBe(0);
});

describe('polling', () => {
  it('brings the account, its orders and the markets, each as our words and as text', async () => {
    await start();
    await rig.pass(10_000);
    expect(rig.of('raw').map(({ response }) => response)).toEqual(
      expect.arrayContaining(['account', 'orders']),
    );
    expect(rig.of('summary')[0]).toMatchObject({ account_index: FIRST, arrival: { source: 'rest' } });
    expect(rig.of('positions')[0]!.mode).toBe('snapshot');
    expect(rig.of('orders')[0]!.mode).toBe('snapshot');
    expect(rig.of('markets')[0]!.markets.length).toBeGreaterThan(3);
    const symbols = rig.of('orders').flatMap(({ rows }) => rows.map(({ entity }) => entity.symbol));
    expect(symbols.filter((symbol) => /^\d+$/.test(symbol))).toEqual([]);
    expect(rig.link()).toMatchObject({ link_id: `rest/${FIRST}`, state: 'connected', egress_id: 'direct' });
    expect(rig.of('egress').at(-1)!.egress).toMatchObject({
      egress_id: 'direct',
      accounts: [FIRST],
      healthy: true,
    });
    expect(rig.incidents).toEqual([]);
  });

  it('says the same again, with its own time, when the answer is the same', async () => {
    await start();
    await rig.pass(30_000);
    const [before, after] = rig.of('positions').slice(-2);
    expect(after!.rows).toBe(before!.rows);
    expect(after!.arrival.asked_at).toBeGreaterThan(before!.arrival.asked_at!);
    expect(after!.arrival.received_at).toBeGreaterThan(before!.arrival.received_at);
  });

  it('asks funding every five minutes and the tier every hour', async () => {
    await start();
    await rig.pass(620_000, 500);
    expect([asked('positionFunding'), asked('accountLimits'), asked('/')]).toEqual([2, 1, 1]);
    expect(rig.of('funding').length).toBe(2);
  });

  it('follows without a credential what is public, and says that orders are unknown', async () => {
    await start({ credential: 'none' });
    await rig.pass(5_000);
    expect(rig.of('unknown')).toMatchObject([
      { account_index: FIRST, section: 'orders', reason: 'no credential' },
    ]);
    expect(sim.simulator.requests.all.filter(({ auth }) => auth !== 'none')).toEqual([]);
    expect(rig.of('summary').length).toBeGreaterThan(0);
    expect(asked('accountActiveOrders')).toBe(0);
  });

  it('spends about half of the polls while the stream is up, all while it is down', async () => {
    await start();
    await rig.pass(61_000);
    sim.simulator.requests.clear();
    await rig.pass(60_000);
    expect(sim.simulator.requests.total).toBeGreaterThanOrEqual(47);
    rig.get(StreamWatch).set(FIRST, true);
    sim.simulator.requests.clear();
    await rig.pass(60_000);
    expect(sim.simulator.requests.total).toBeGreaterThanOrEqual(24);
    expect(sim.simulator.requests.total).toBeLessThan(30);
  });

  it('asks no account that a failing one shares its way with less', async () => {
    await start({ accounts: sim.at.accounts });
    sim.simulator.faults.rest({ account: FIRST }, { status: 502 });
    await rig.pass(122_000);
    expect(
      rig.of('summary').filter(({ account_index }) => account_index === FIRST + 1).length,
    ).toBeGreaterThan(10);
    expect(rig.of('summary').filter(({ account_index }) => account_index === FIRST)).toEqual([]);
  });
});

describe('the operator', () => {
  it('pauses: nothing goes out, what is on its way is given up, and resume goes on', async () => {
    await start();
    await rig.pass(5_000);
    sim.simulator.faults.rest('*', 'stall', 1);
    await askAndWait();
    const upstream = rig.get<RestUpstream>(RestUpstream);
    upstream.pause();
    expect(upstream.paused).toBe(true);
    await rig.idle();
    sim.simulator.requests.clear();
    await rig.pass(10_000);
    expect(sim.simulator.requests.total).toBe(0);
    expect(rig.link()).toMatchObject({ state: 'paused', failures: 0 });
    upstream.resume();
    await rig.pass(5_000);
    expect(sim.simulator.requests.total).toBeGreaterThan(0);
    expect(rig.link().state).toBe('connected');
  });

  it('reconnects one line, or all, at once', async () => {
    await start({ accounts: sim.at.accounts });
    sim.simulator.faults.rest('*', 'drop');
    await rig.pass(60_000);
    expect(rig.link().state).toBe('waiting');
    sim.simulator.faults.clear();
    const upstream = rig.get<RestUpstream>(RestUpstream);
    expect([upstream.reconnect(5), upstream.reconnect(FIRST), upstream.reconnect()]).toEqual([0, 1, 2]);
    await rig.pass(10_000);
    expect(
      new Set(
        rig
          .of('link')
          .slice(-2)
          .map(({ link: { state } }) => state),
      ),
    ).toEqual(new Set(['connected']));
  });
});
