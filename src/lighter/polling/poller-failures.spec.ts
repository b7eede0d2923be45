import { startBrokenProxy, startHttpProxy } from '../../../test/support/proxies.js';
import { usePollingHarness } from '../../../test/support/polling.harness.js';
import { StreamWatch } from '../../upstream/stream-watch.js';

const FIRST = 281001;
const harness = usePollingHarness();

describe('a failing REST link', () => {
  it('waits after three failures in a row, until a stream comes back', async () => {
    await harness.start();
    await harness.rest.pass(61_000);
    const fault = harness.sim.simulator.faults.rest('*', { status: 502 });
    await harness.rest.pass(60_000);
    expect(harness.rest.link()).toMatchObject({
      state: 'waiting',
      retry_phase: 1,
      last_error: expect.stringMatching(/^\w+: HTTP 502, code 29500$/) as string,
    });
    const failed = harness.rest
      .of('poll-failed')
      .map(({ account_index, sections }) => [account_index, sections]);
    expect(failed).toContainEqual([FIRST, ['summary', 'requirements', 'positions', 'assets']]);
    expect(failed).toContainEqual([FIRST, ['orders']]);
    expect(harness.rest.incidents).toMatchObject([
      { account_index: FIRST, source: 'rest', error_type: 'exchange-down', error_code: 29500 },
    ]);
    fault.lift();
    const before = harness.rest.of('summary').length;
    await harness.rest.pass(2_000);
    expect(harness.rest.of('summary').length).toBe(before);
    harness.rest.get(StreamWatch).set(FIRST, true);
    await harness.rest.pass(6_000);
    expect(harness.rest.of('summary').length).toBeGreaterThan(before);
    expect(harness.rest.link()).toMatchObject({ state: 'connected', retry_phase: 1, phase_attempts: 0 });
  });

  it.each([
    ['html-403', 'cdn-block'],
    ['geo-block', 'geo-blocked'],
    ['malformed', 'malformed'],
    ['drop', 'network'],
    ['truncated', 'network'],
  ] as const)('reports %s as %s', async (effect, kind) => {
    await harness.start();
    harness.sim.simulator.faults.rest('account', effect);
    await harness.rest.pass(8_000);
    expect(harness.rest.incidents.map(({ error_type }) => error_type)).toContain(kind);
    expect(harness.rest.of('poll-failed').length).toBeGreaterThan(0);
    expect(harness.rest.of('summary')).toEqual([]);
  });

  it('times out a response after 30 s', async () => {
    await harness.start();
    await harness.rest.pass(5_000);
    harness.sim.simulator.faults.rest('*', 'stall');
    await harness.askAndWait();
    harness.sim.clock.advance(29_000);
    expect(harness.rest.incidents).toEqual([]);
    harness.sim.clock.advance(1_000);
    await harness.rest.idle();
    expect(harness.rest.incidents).toMatchObject([{ error_type: 'timeout' }]);
  });

  it('renews a refused token once, then reports it and keeps public polls', async () => {
    await harness.start();
    await harness.rest.pass(3_000);
    harness.sim.simulator.faults.rest('accountActiveOrders', 'invalid-auth', 1);
    await harness.rest.pass(5_000);
    expect(harness.rest.incidents).toEqual([]);
    harness.sim.simulator.faults.tokens.refuse(FIRST);
    await harness.rest.pass(20_000);
    expect(harness.rest.incidents).toMatchObject([
      { error_type: 'auth-refused', error_code: 20013, account_index: FIRST },
    ]);
    expect(harness.rest.link()).toMatchObject({
      state: 'refused',
      refused_channels: ['accountActiveOrders'],
    });
    const { length } = harness.rest.of('summary');
    harness.sim.simulator.faults.tokens.accept(FIRST);
    await harness.rest.pass(61_000);
    expect(harness.rest.of('summary').length).toBeGreaterThan(length);
    expect(harness.rest.link()).toMatchObject({ state: 'connected', refused_channels: [] });
  });

  it('repeats a refused poll after a minute, not earlier', async () => {
    await harness.start();
    await harness.rest.pass(3_000);
    const fault = harness.sim.simulator.faults.rest('accountActiveOrders', 'geo-block');
    while (fault.hits === 0) await harness.rest.pass(100);
    harness.sim.simulator.requests.clear();
    const refused = (): number => harness.sim.simulator.requests.to('accountActiveOrders').length;
    await harness.rest.pass(59_000);
    expect(refused()).toBe(0);
    await harness.rest.pass(6_000);
    expect(refused()).toBe(1);
  });

  it('renews a token whose signature is refused as an internal error', async () => {
    await harness.start();
    await harness.rest.pass(3_000);
    const fault = harness.sim.simulator.faults.rest('accountActiveOrders', 'bad-signature', 1);
    await harness.rest.pass(10_000);
    expect(fault.hits).toBe(1);
    expect(harness.rest.incidents).toEqual([]);
    expect(harness.rest.of('orders').length).toBeGreaterThan(0);
  });

  it('looks a second time at a different network id', async () => {
    await harness.start();
    await harness.rest.pass(3_000);
    const other = { status: 200, body: '{"status":200,"network_id":77,"timestamp":1}' };
    harness.sim.simulator.faults.rest('/', other, 1);
    await harness.rest.pass(24 * 3_600_000, 60_000);
    await harness.rest.pass(60_000);
    expect(harness.rest.incidents.map(({ error_type }) => error_type)).toEqual(['wrong-network']);
    expect(harness.sim.simulator.requests.to('/').length).toBe(3);
  });

  it('uses the next proxy while the first fails', async () => {
    const good = await startHttpProxy();
    harness.onStop(() => good.close());
    const gone = await startBrokenProxy(null);
    await gone.close();
    await harness.start({
      proxiesOf: () => [`http://127.0.0.1:${gone.port}`, `http://127.0.0.1:${good.port}`],
    });
    await harness.rest.pass(8_000);
    expect(harness.rest.incidents.map(({ source, error_type }) => [source, error_type])).toEqual([
      ['egress', 'proxy-refused'],
    ]);
    expect(harness.rest.link()).toMatchObject({
      state: 'connected',
      egress_id: `http://127.0.0.1:${good.port}`,
      has_proxy: true,
    });
    const healthy = new Map(
      harness.rest.of('egress').map(({ egress }) => [egress.egress_id, [egress.healthy, egress.accounts]]),
    );
    expect([...healthy.values()]).toEqual([
      [false, []],
      [true, [FIRST]],
    ]);
  });

  it('pauses for one window after an unexpected 429', async () => {
    await harness.start();
    await harness.rest.pass(2_000);
    harness.sim.simulator.faults.rest('*', 'rate-limit', 1);
    await harness.rest.pass(4_000);
    harness.sim.simulator.requests.clear();
    await harness.rest.pass(50_000);
    expect(harness.sim.simulator.requests.total).toBe(0);
    expect(harness.rest.of('egress').at(-1)!.egress).toMatchObject({
      fault: 'rate-limited',
      rate_limited_count: 1,
    });
    expect(harness.rest.incidents.map(({ error_type }) => error_type)).toEqual(['rate-limited']);
    await harness.rest.pass(11_000);
    expect(harness.sim.simulator.requests.total).toBeGreaterThan(0);
    expect(harness.rest.link()).toMatchObject({ state: 'connected', consecutive_failures: 0 });
  });
});
