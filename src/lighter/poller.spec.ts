import { usePollingBench } from '../../test/support/polling-bench.js';
import { StreamWatch } from '../upstream/stream-watch.js';
import { RestUpstream } from '../upstream/upstream.port.js';

const FIRST = 281001;
const bench = usePollingBench();
const asked = (endpoint: string): number => bench.sim.simulator.requests.to(endpoint).length;

describe('polling', () => {
  it('brings the account, its orders and the markets, each as our words and as text', async () => {
    await bench.start();
    await bench.rig.pass(10_000);
    expect(bench.rig.of('raw').map(({ response }) => response)).toEqual(
      expect.arrayContaining(['account', 'orders']),
    );
    expect(bench.rig.of('summary')[0]).toMatchObject({ account_index: FIRST, arrival: { source: 'rest' } });
    expect(bench.rig.of('positions')[0]!.mode).toBe('snapshot');
    expect(bench.rig.of('orders')[0]!.mode).toBe('snapshot');
    expect(bench.rig.of('markets')[0]!.markets.length).toBeGreaterThan(3);
    const symbols = bench.rig.of('orders').flatMap(({ rows }) => rows.map(({ entity }) => entity.symbol));
    expect(symbols.filter((symbol) => /^\d+$/.test(symbol))).toEqual([]);
    expect(bench.rig.link()).toMatchObject({
      link_id: `rest/${FIRST}`,
      state: 'connected',
      egress_id: 'direct',
    });
    expect(bench.rig.of('egress').at(-1)!.egress).toMatchObject({
      egress_id: 'direct',
      accounts: [FIRST],
      healthy: true,
    });
    expect(bench.rig.incidents).toEqual([]);
  });

  it('says the same again, with its own time, when the answer is the same', async () => {
    await bench.start();
    await bench.rig.pass(30_000);
    const [before, after] = bench.rig.of('positions').slice(-2);
    expect(after!.rows).toBe(before!.rows);
    expect(after!.arrival.asked_at).toBeGreaterThan(before!.arrival.asked_at!);
    expect(after!.arrival.received_at).toBeGreaterThan(before!.arrival.received_at);
  });

  it('asks funding every five minutes and the tier every hour', async () => {
    await bench.start();
    await bench.rig.pass(620_000, 500);
    expect([asked('positionFunding'), asked('accountLimits'), asked('/')]).toEqual([2, 1, 1]);
    expect(bench.rig.of('funding').length).toBe(2);
  });

  it('follows without a credential what is public, and says that orders are unknown', async () => {
    await bench.start({ credential: 'none' });
    await bench.rig.pass(5_000);
    expect(bench.rig.of('unknown')).toMatchObject([
      { account_index: FIRST, section: 'orders', reason: 'no credential' },
    ]);
    expect(bench.sim.simulator.requests.all.filter(({ auth }) => auth !== 'none')).toEqual([]);
    expect(bench.rig.of('summary').length).toBeGreaterThan(0);
    expect(asked('accountActiveOrders')).toBe(0);
  });

  it('spends about half of the polls while the stream is up, all while it is down', async () => {
    await bench.start();
    await bench.rig.pass(61_000);
    bench.sim.simulator.requests.clear();
    await bench.rig.pass(60_000);
    expect(bench.sim.simulator.requests.total).toBeGreaterThanOrEqual(47);
    bench.rig.get(StreamWatch).set(FIRST, true);
    bench.sim.simulator.requests.clear();
    await bench.rig.pass(60_000);
    expect(bench.sim.simulator.requests.total).toBeGreaterThanOrEqual(24);
    expect(bench.sim.simulator.requests.total).toBeLessThan(30);
  });

  it('asks no account that a failing one shares its way with less', async () => {
    await bench.start({ accounts: bench.sim.at.accounts });
    bench.sim.simulator.faults.rest({ account: FIRST }, { status: 502 });
    await bench.rig.pass(122_000);
    expect(
      bench.rig.of('summary').filter(({ account_index }) => account_index === FIRST + 1).length,
    ).toBeGreaterThan(10);
    expect(bench.rig.of('summary').filter(({ account_index }) => account_index === FIRST)).toEqual([]);
  });
});

describe('the operator', () => {
  it('pauses: nothing goes out, what is on its way is given up, and resume goes on', async () => {
    await bench.start();
    await bench.rig.pass(5_000);
    bench.sim.simulator.faults.rest('*', 'stall', 1);
    await bench.askAndWait();
    const upstream = bench.rig.get<RestUpstream>(RestUpstream);
    upstream.pause();
    expect(upstream.paused).toBe(true);
    await bench.rig.idle();
    bench.sim.simulator.requests.clear();
    await bench.rig.pass(10_000);
    expect(bench.sim.simulator.requests.total).toBe(0);
    expect(bench.rig.link()).toMatchObject({ state: 'paused', failures: 0 });
    upstream.resume();
    await bench.rig.pass(5_000);
    expect(bench.sim.simulator.requests.total).toBeGreaterThan(0);
    expect(bench.rig.link().state).toBe('connected');
  });

  it('reconnects one line, or all, at once', async () => {
    await bench.start({ accounts: bench.sim.at.accounts });
    bench.sim.simulator.faults.rest('*', 'drop');
    await bench.rig.pass(60_000);
    expect(bench.rig.link().state).toBe('waiting');
    bench.sim.simulator.faults.clear();
    const upstream = bench.rig.get<RestUpstream>(RestUpstream);
    expect([upstream.reconnect(5), upstream.reconnect(FIRST), upstream.reconnect()]).toEqual([0, 1, 2]);
    await bench.rig.pass(10_000);
    expect(
      new Set(
        bench.rig
          .of('link')
          .slice(-2)
          .map(({ link: { state } }) => state),
      ),
    ).toEqual(new Set(['connected']));
  });
});
