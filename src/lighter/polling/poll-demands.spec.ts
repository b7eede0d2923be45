import { usePollingHarness } from '../../../test/support/polling.harness.js';
import { ScriptedDemands } from '../../../test/support/rest.harness.js';
import { StreamWatch } from '../../upstream/stream-watch.js';

const FIRST = 281001;
const harness = usePollingHarness();
let demands: ScriptedDemands;

const asked = (endpoint: string): number => harness.sim.simulator.requests.to(endpoint).length;

/** Past the start, with the stream up. */
async function start(): Promise<void> {
  demands = new ScriptedDemands();
  await harness.start({ demands, accounts: harness.sim.at.accounts });
  for (const { account_index } of harness.sim.at.accounts)
    harness.rest.get(StreamWatch).set(account_index, true);
  await harness.rest.pass(70_000);
  harness.sim.simulator.requests.clear();
}

describe('the demands of the state', () => {
  it('get an urgent poll of the account ahead of its turn, but not before the requested time', async () => {
    await start();
    const { clock } = harness.sim;
    const until = clock.monotonic() + 2_000;
    demands.demand({
      kind: 'poll',
      account_index: FIRST,
      poll: 'orders',
      use: 'poll',
      not_before_mono: until,
      cause: 'size-moved',
    });
    const ordersOf = (): number =>
      harness.sim.simulator.requests.to('accountActiveOrders').filter(({ account }) => account === FIRST)
        .length;
    while (ordersOf() === 0) await harness.rest.pass(100);
    expect(clock.monotonic()).toBeGreaterThanOrEqual(until);
    expect(clock.monotonic()).toBeLessThan(until + 3_000);
  });

  it('get a second answer from the reserve, once, at the requested time', async () => {
    await start();
    const { clock } = harness.sim;
    const { length } = harness.rest.of('orders');
    const demand = {
      kind: 'poll',
      account_index: FIRST,
      poll: 'orders',
      use: 'reserve',
      not_before_mono: clock.monotonic() + 2_000,
      cause: 'second-answer',
    } as const;
    for (let i = 0; i < 5; i++) demands.demand(demand);
    const before = asked('accountActiveOrders');
    clock.advance(1_999);
    await new Promise(setImmediate);
    expect(asked('accountActiveOrders')).toBe(before);
    clock.advance(1);
    while (harness.rest.of('orders').length === length) await new Promise(setImmediate);
    expect(asked('accountActiveOrders')).toBe(before + 1);
  });

  it('get the final status of orders in one request', async () => {
    await start();
    const { exchange } = harness.sim.simulator;
    const ids = [1, 2, 3].map(
      () => exchange.placeOrder({ account: FIRST, market: 0, side: 'buy', size: '0.1', price: '1500.00' }).id,
    );
    for (const id of ids) exchange.cancelOrder(id);
    for (const id of ids)
      demands.demand({ kind: 'find-ended-orders', account_index: FIRST, order_ids: [String(id)] });
    const ended = (): string[] =>
      harness.rest
        .of('orders')
        .filter(({ mode }) => mode === 'update')
        .flatMap(({ rows }) => rows.map(({ entity }) => `${entity.order_id} ${entity.status}`));
    while (ended().length < 3) await harness.rest.pass(100);
    expect(ended().sort()).toEqual(ids.map((id) => `${id} canceled`).sort());
    expect(asked('accountInactiveOrders')).toBe(2);
  });

  it('report orders whose end the exchange does not list', async () => {
    await start();
    demands.demand({ kind: 'find-ended-orders', account_index: FIRST, order_ids: ['1'] });
    const reported = (): object[] =>
      harness.rest.incidents.filter(({ error_type }) => error_type === 'order-end-unknown');
    while (reported().length === 0) await harness.rest.pass(100);
    expect(reported()).toEqual([
      expect.objectContaining({
        account_index: FIRST,
        message: 'the exchange does not list how 1 of its orders ended: 1',
      }),
    ]);
  });

  it('request nothing without a credential', async () => {
    demands = new ScriptedDemands();
    await harness.start({ demands, credential: 'none' });
    demands.demand({ kind: 'find-ended-orders', account_index: FIRST, order_ids: ['1'] });
    await harness.rest.pass(5_000);
    expect(asked('accountInactiveOrders')).toBe(0);
  });
});
