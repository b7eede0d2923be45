import { startBrokenProxy, startHttpProxy } from '../../test/support/proxies.js';
import { startRestRig, type RestRig, type RestRigOptions } from '../../test/support/rest-rig.js';
import { runSimulator, type RunningSimulator } from '../../test/support/running-simulator.js';
import { until } from '../../test/support/until.js';
import { StreamWatch } from '../upstream/stream-watch.js';

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

beforeEach(async () => void (sim = await runSimulator({ accounts: 2 })));

afterEach(async () => {
  await rig.close();
  expect(sim.simulator.requests.refusedByLimit).toBe(0);
  await sim.simulator.stop();
  expect(sim.clock.pending).toBe(0);
});

describe('a line that fails', () => {
  it('waits after three failures in a row, and no longer when a stream comes back', async () => {
    await start();
    await rig.pass(61_000);
    const fault = sim.simulator.faults.rest('*', { status: 502 });
    await rig.pass(60_000);
    expect(rig.link()).toMatchObject({
      state: 'waiting',
      retry_phase: 1,
      last_error: 'account: HTTP 502, code 29500',
    });
    expect(rig.of('poll-failed').at(-1)).toMatchObject({
      account_index: FIRST,
      sections: ['summary', 'positions'],
    });
    expect(rig.incidents).toMatchObject([
      { account_index: FIRST, source: 'rest', error_type: 'exchange-down', error_code: 29500 },
      { error_type: 'exchange-down' },
    ]);
    fault.lift();
    const before = rig.of('summary').length;
    await rig.pass(2_000);
    expect(rig.of('summary').length).toBe(before);
    rig.get(StreamWatch).set(FIRST, true);
    await rig.pass(6_000);
    expect(rig.of('summary').length).toBeGreaterThan(before);
    expect(rig.link()).toMatchObject({ state: 'connected', retry_phase: 1, phase_attempts: 0 });
  });

  it.each([
    ['html-403', 'cdn-block'],
    ['geo-block', 'geo-blocked'],
    ['malformed', 'malformed'],
    ['drop', 'network'],
    ['truncated', 'network'],
  ] as const)('tells %s as %s', async (effect, kind) => {
    await start();
    sim.simulator.faults.rest('account', effect);
    await rig.pass(8_000);
    expect(rig.incidents.map(({ error_type }) => error_type)).toContain(kind);
    expect(rig.of('poll-failed').length).toBeGreaterThan(0);
    expect(rig.of('summary')).toEqual([]);
  });

  it('gives up an answer that does not come within 30 s', async () => {
    await start();
    await rig.pass(5_000);
    sim.simulator.faults.rest('*', 'stall');
    await askAndWait();
    sim.clock.advance(29_000);
    expect(rig.incidents).toEqual([]);
    sim.clock.advance(1_000);
    await rig.idle();
    expect(rig.incidents).toMatchObject([{ error_type: 'timeout' }]);
  });

  it('renews a refused token once, then reports it and goes on with what is public', async () => {
    await start();
    await rig.pass(3_000);
    sim.simulator.faults.rest('accountActiveOrders', 'invalid-auth', 1);
    await rig.pass(5_000);
    expect(rig.incidents).toEqual([]);
    sim.simulator.faults.tokens.refuse(FIRST);
    await rig.pass(20_000);
    expect(rig.incidents).toMatchObject([
      { error_type: 'auth-refused', error_code: 20013, account_index: FIRST },
    ]);
    expect(rig.link()).toMatchObject({ state: 'refused', refused_channels: ['accountActiveOrders'] });
    const { length } = rig.of('summary');
    sim.simulator.faults.tokens.accept(FIRST);
    await rig.pass(61_000);
    expect(rig.of('summary').length).toBeGreaterThan(length);
    expect(rig.link()).toMatchObject({ state: 'connected', refused_channels: [] });
  });

  it('takes the next proxy while the first fails', async () => {
    const good = await startHttpProxy();
    const gone = await startBrokenProxy(null);
    await gone.close();
    await start({ proxiesOf: () => [`http://127.0.0.1:${gone.port}`, `http://127.0.0.1:${good.port}`] });
    await rig.pass(8_000);
    expect(rig.incidents.map(({ source, error_type }) => [source, error_type])).toEqual([
      ['egress', 'proxy-refused'],
    ]);
    expect(rig.link()).toMatchObject({
      state: 'connected',
      egress_id: `http://127.0.0.1:${good.port}`,
      has_proxy: true,
    });
    const healthy = new Map(
      rig.of('egress').map(({ egress }) => [egress.egress_id, [egress.healthy, egress.accounts]]),
    );
    expect([...healthy.values()]).toEqual([
      [false, []],
      [true, [FIRST]],
    ]);
    await good.close();
  });

  it('is silent for a window after a 429 that somebody else caused', async () => {
    await start();
    await rig.pass(2_000);
    sim.simulator.faults.rest('*', 'rate-limit', 1);
    await rig.pass(4_000);
    sim.simulator.requests.clear();
    await rig.pass(50_000);
    expect(sim.simulator.requests.total).toBe(0);
    expect(rig.of('egress').at(-1)!.egress).toMatchObject({ fault: 'rate-limited', rate_limited_count: 1 });
    expect(rig.incidents.map(({ error_type }) => error_type)).toEqual(['rate-limited']);
    await rig.pass(11_000);
    expect(sim.simulator.requests.total).toBeGreaterThan(0);
    expect(rig.link()).toMatchObject({ state: 'connected', consecutive_failures: 0 });
  });
});
