import { startBrokenProxy, startHttpProxy } from '../../test/support/proxies.js';
import { usePollingBench } from '../../test/support/polling-bench.js';
import { StreamWatch } from '../upstream/stream-watch.js';

const FIRST = 281001;
const bench = usePollingBench();

describe('a line that fails', () => {
  it('waits after three failures in a row, and no longer when a stream comes back', async () => {
    await bench.start();
    await bench.rig.pass(61_000);
    const fault = bench.sim.simulator.faults.rest('*', { status: 502 });
    await bench.rig.pass(60_000);
    expect(bench.rig.link()).toMatchObject({
      state: 'waiting',
      retry_phase: 1,
      last_error: 'account: HTTP 502, code 29500',
    });
    expect(bench.rig.of('poll-failed').at(-1)).toMatchObject({
      account_index: FIRST,
      sections: ['summary', 'positions'],
    });
    expect(bench.rig.incidents).toMatchObject([
      { account_index: FIRST, source: 'rest', error_type: 'exchange-down', error_code: 29500 },
      { error_type: 'exchange-down' },
    ]);
    fault.lift();
    const before = bench.rig.of('summary').length;
    await bench.rig.pass(2_000);
    expect(bench.rig.of('summary').length).toBe(before);
    bench.rig.get(StreamWatch).set(FIRST, true);
    await bench.rig.pass(6_000);
    expect(bench.rig.of('summary').length).toBeGreaterThan(before);
    expect(bench.rig.link()).toMatchObject({ state: 'connected', retry_phase: 1, phase_attempts: 0 });
  });

  it.each([
    ['html-403', 'cdn-block'],
    ['geo-block', 'geo-blocked'],
    ['malformed', 'malformed'],
    ['drop', 'network'],
    ['truncated', 'network'],
  ] as const)('tells %s as %s', async (effect, kind) => {
    await bench.start();
    bench.sim.simulator.faults.rest('account', effect);
    await bench.rig.pass(8_000);
    expect(bench.rig.incidents.map(({ error_type }) => error_type)).toContain(kind);
    expect(bench.rig.of('poll-failed').length).toBeGreaterThan(0);
    expect(bench.rig.of('summary')).toEqual([]);
  });

  it('gives up an answer that does not come within 30 s', async () => {
    await bench.start();
    await bench.rig.pass(5_000);
    bench.sim.simulator.faults.rest('*', 'stall');
    await bench.askAndWait();
    bench.sim.clock.advance(29_000);
    expect(bench.rig.incidents).toEqual([]);
    bench.sim.clock.advance(1_000);
    await bench.rig.idle();
    expect(bench.rig.incidents).toMatchObject([{ error_type: 'timeout' }]);
  });

  it('renews a refused token once, then reports it and goes on with what is public', async () => {
    await bench.start();
    await bench.rig.pass(3_000);
    bench.sim.simulator.faults.rest('accountActiveOrders', 'invalid-auth', 1);
    await bench.rig.pass(5_000);
    expect(bench.rig.incidents).toEqual([]);
    bench.sim.simulator.faults.tokens.refuse(FIRST);
    await bench.rig.pass(20_000);
    expect(bench.rig.incidents).toMatchObject([
      { error_type: 'auth-refused', error_code: 20013, account_index: FIRST },
    ]);
    expect(bench.rig.link()).toMatchObject({ state: 'refused', refused_channels: ['accountActiveOrders'] });
    const { length } = bench.rig.of('summary');
    bench.sim.simulator.faults.tokens.accept(FIRST);
    await bench.rig.pass(61_000);
    expect(bench.rig.of('summary').length).toBeGreaterThan(length);
    expect(bench.rig.link()).toMatchObject({ state: 'connected', refused_channels: [] });
  });

  it('takes the next proxy while the first fails', async () => {
    const good = await startHttpProxy();
    const gone = await startBrokenProxy(null);
    await gone.close();
    await bench.start({
      proxiesOf: () => [`http://127.0.0.1:${gone.port}`, `http://127.0.0.1:${good.port}`],
    });
    await bench.rig.pass(8_000);
    expect(bench.rig.incidents.map(({ source, error_type }) => [source, error_type])).toEqual([
      ['egress', 'proxy-refused'],
    ]);
    expect(bench.rig.link()).toMatchObject({
      state: 'connected',
      egress_id: `http://127.0.0.1:${good.port}`,
      has_proxy: true,
    });
    const healthy = new Map(
      bench.rig.of('egress').map(({ egress }) => [egress.egress_id, [egress.healthy, egress.accounts]]),
    );
    expect([...healthy.values()]).toEqual([
      [false, []],
      [true, [FIRST]],
    ]);
    await good.close();
  });

  it('is silent for a window after a 429 that somebody else caused', async () => {
    await bench.start();
    await bench.rig.pass(2_000);
    bench.sim.simulator.faults.rest('*', 'rate-limit', 1);
    await bench.rig.pass(4_000);
    bench.sim.simulator.requests.clear();
    await bench.rig.pass(50_000);
    expect(bench.sim.simulator.requests.total).toBe(0);
    expect(bench.rig.of('egress').at(-1)!.egress).toMatchObject({
      fault: 'rate-limited',
      rate_limited_count: 1,
    });
    expect(bench.rig.incidents.map(({ error_type }) => error_type)).toEqual(['rate-limited']);
    await bench.rig.pass(11_000);
    expect(bench.sim.simulator.requests.total).toBeGreaterThan(0);
    expect(bench.rig.link()).toMatchObject({ state: 'connected', consecutive_failures: 0 });
  });
});
