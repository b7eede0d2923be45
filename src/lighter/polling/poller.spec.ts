import { MachineClock } from '../../../test/support/rest.harness.js';
import { usePollingHarness } from '../../../test/support/polling.harness.js';
import { StreamWatch } from '../../upstream/stream-watch.js';
import { MarketNames } from '../market-names.js';
import { RestUpstream } from '../../upstream/upstream.port.js';

const FIRST = 281001;
const harness = usePollingHarness();
const asked = (endpoint: string): number => harness.sim.simulator.requests.to(endpoint).length;

describe('polling', () => {
  it('reads account, orders and markets, mapped and verbatim', async () => {
    await harness.start();
    await harness.rest.pass(10_000);
    expect(JSON.parse(harness.rest.of('raw')[0]!.text)).toHaveProperty('accounts');
    expect(harness.rest.of('summary')[0]).toMatchObject({
      account_index: FIRST,
      arrival: { source: 'rest' },
    });
    expect(harness.rest.of('positions')[0]!.mode).toBe('snapshot');
    expect(harness.rest.of('orders')[0]!.mode).toBe('snapshot');
    expect(harness.rest.of('markets')[0]!.markets.length).toBeGreaterThan(3);
    const symbols = harness.rest.of('orders').flatMap(({ rows }) => rows.map(({ entity }) => entity.symbol));
    expect(symbols.filter((symbol) => /^\d+$/.test(symbol))).toEqual([]);
    expect(harness.rest.link()).toMatchObject({
      link_id: `rest/${FIRST}`,
      state: 'connected',
      egress_id: 'direct',
    });
    expect(harness.rest.of('egress').at(-1)!.egress).toMatchObject({
      egress_id: 'direct',
      accounts: [FIRST],
      healthy: true,
    });
    expect(harness.rest.incidents).toEqual([]);
  });

  it('reuses the mapped rows of an identical response with a new arrival', async () => {
    await harness.start();
    await harness.rest.pass(30_000);
    const [before, after] = harness.rest.of('positions').slice(-2);
    expect(after!.rows).toBe(before!.rows);
    expect(after!.arrival.asked_mono).toBeGreaterThan(before!.arrival.asked_mono!);
    expect(after!.arrival.received_at).toBeGreaterThan(before!.arrival.received_at);
  });

  it('polls funding every five minutes and the tier every hour', async () => {
    await harness.start();
    await harness.rest.pass(620_000, 500);
    expect([asked('positionFunding'), asked('accountLimits'), asked('/')]).toEqual([2, 1, 1]);
    expect(harness.rest.of('funding').length).toBe(2);
  });

  it('polls only public data without a credential and reports orders as unknown', async () => {
    await harness.start({ credential: 'none' });
    await harness.rest.pass(5_000);
    expect(harness.rest.of('unknown')).toMatchObject([
      { account_index: FIRST, section: 'orders', reason: 'no credential' },
      { account_index: FIRST, section: 'funding', reason: 'no credential' },
    ]);
    expect(harness.sim.simulator.requests.all.filter(({ auth }) => auth !== 'none')).toEqual([]);
    expect(harness.rest.of('summary').length).toBeGreaterThan(0);
    expect(asked('accountActiveOrders')).toBe(0);
  });

  it('spends about half of the polls while the stream is up, all otherwise', async () => {
    await harness.start();
    await harness.rest.pass(61_000);
    harness.sim.simulator.requests.clear();
    await harness.rest.pass(60_000);
    expect(harness.sim.simulator.requests.total).toBeGreaterThanOrEqual(47);
    harness.rest.get(StreamWatch).set(FIRST, true);
    harness.sim.simulator.requests.clear();
    await harness.rest.pass(60_000);
    expect(harness.sim.simulator.requests.total).toBeGreaterThanOrEqual(24);
    expect(harness.sim.simulator.requests.total).toBeLessThan(30);
  });

  it('polls fills while the stream is down, at most every fourth time, and hands them to the gap keepers', async () => {
    await harness.start();
    await harness.rest.pass(61_000);
    harness.sim.simulator.requests.clear();
    await harness.rest.pass(60_000);
    expect(asked('trades')).toBeGreaterThan(5);
    expect(asked('trades')).toBeLessThanOrEqual(harness.sim.simulator.requests.total / 4 + 1);
    expect(harness.rest.of('trades').at(-1)).toMatchObject({
      account_index: FIRST,
      arrival: { source: 'rest' },
    });
    harness.rest.get(StreamWatch).set(FIRST, true);
    harness.sim.simulator.requests.clear();
    await harness.rest.pass(60_000);
    expect(asked('trades')).toBe(0);
    expect(asked('account') / asked('accountActiveOrders')).toBeGreaterThan(3);
  });

  it.each([-600_000, 3_600_000, -86_400_000])(
    'sends the same requests and good tokens when the wall clock steps by %i ms',
    async (stepMs) => {
      const machineClock = new MachineClock(harness.sim.clock);
      await harness.start({ machineClock });
      await harness.rest.pass(61_000);
      const count = async (): Promise<number> => {
        harness.sim.simulator.requests.clear();
        await harness.rest.pass(30_000);
        return harness.sim.simulator.requests.total;
      };
      const before = await count();
      machineClock.offsetMs = stepMs;
      expect(Math.abs((await count()) - before)).toBeLessThanOrEqual(2);
      await harness.rest.pass(8 * 3_600_000, 60_000);
      expect(harness.rest.incidents).toEqual([]);
    },
  );

  it('shares an egress fairly with an account whose token and stream are refused', async () => {
    const [refused, ...others] = harness.sim.at.accounts.map(({ account_index }) => account_index);
    await harness.start({ accounts: harness.sim.at.accounts });
    for (const index of others) harness.rest.get(StreamWatch).set(index, true);
    harness.sim.simulator.faults.tokens.refuse(refused!);
    await harness.rest.pass(70_000);
    harness.sim.simulator.requests.clear();
    await harness.rest.pass(180_000);
    const polls = (index: number): number =>
      harness.sim.simulator.requests.to('account').filter(({ account }) => account === index).length;
    for (const index of others) expect(polls(index)).toBeGreaterThan(polls(refused!) / 2);
    expect(polls(refused!)).toBeGreaterThan(10);
  });

  it('reads the catalogue again when a market without a name turns up, at most once a minute', async () => {
    await harness.start();
    await harness.rest.pass(61_000);
    harness.sim.simulator.requests.clear();
    harness.rest.get(MarketNames).symbolOf(4_711);
    await harness.rest.pass(10_000);
    expect(asked('orderBooks')).toBe(1);
    harness.rest.get(MarketNames).symbolOf(4_711);
    await harness.rest.pass(40_000);
    expect(asked('orderBooks')).toBe(1);
  });

  it('polls the other accounts of an egress while one fails', async () => {
    await harness.start({ accounts: harness.sim.at.accounts });
    harness.sim.simulator.faults.rest({ account: FIRST }, { status: 502 });
    await harness.rest.pass(122_000);
    expect(
      harness.rest.of('summary').filter(({ account_index }) => account_index === FIRST + 1).length,
    ).toBeGreaterThan(10);
    expect(harness.rest.of('summary').filter(({ account_index }) => account_index === FIRST)).toEqual([]);
  });
});

describe('the operator', () => {
  it('pauses: aborts pending requests and sends none until resumed', async () => {
    await harness.start();
    await harness.rest.pass(5_000);
    harness.sim.simulator.faults.rest('*', 'stall', 1);
    await harness.askAndWait();
    const upstream = harness.rest.get<RestUpstream>(RestUpstream);
    upstream.pause();
    expect(upstream.paused).toBe(true);
    await harness.rest.idle();
    harness.sim.simulator.requests.clear();
    await harness.rest.pass(10_000);
    expect(harness.sim.simulator.requests.total).toBe(0);
    expect(harness.rest.link()).toMatchObject({ state: 'paused', failures: 0 });
    upstream.resume();
    await harness.rest.pass(5_000);
    expect(harness.sim.simulator.requests.total).toBeGreaterThan(0);
    expect(harness.rest.link().state).toBe('connected');
  });

  it('repeats refused polls at once after a reconnect', async () => {
    await harness.start();
    await harness.rest.pass(3_000);
    const fault = harness.sim.simulator.faults.rest('accountActiveOrders', 'geo-block');
    while (fault.hits === 0) await harness.rest.pass(100);
    fault.lift();
    const { length } = harness.rest.of('orders');
    harness.rest.get<RestUpstream>(RestUpstream).reconnect(FIRST);
    await harness.rest.pass(6_000);
    expect(harness.rest.of('orders').length).toBeGreaterThan(length);
  });

  it('reconnects one link, or all, at once', async () => {
    await harness.start({ accounts: harness.sim.at.accounts });
    harness.sim.simulator.faults.rest('*', 'drop');
    await harness.rest.pass(60_000);
    expect(harness.rest.link().state).toBe('waiting');
    harness.sim.simulator.faults.clear();
    const upstream = harness.rest.get<RestUpstream>(RestUpstream);
    expect([upstream.reconnect(5), upstream.reconnect(FIRST), upstream.reconnect()]).toEqual([0, 1, 2]);
    await harness.rest.pass(10_000);
    expect(
      new Set(
        harness.rest
          .of('link')
          .slice(-2)
          .map(({ link: { state } }) => state),
      ),
    ).toEqual(new Set(['connected']));
  });
});
