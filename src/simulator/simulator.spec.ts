import { runSimulator, type RunningSimulator } from '../../test/support/running-simulator.js';
import type { SocketClient } from '../../test/support/socket-client.js';
import type { SimulatorOptions } from './options.js';

type Row = Record<string, unknown>;
type Rows = Record<string, Row>;

const CHANNELS = ['account_all_positions', 'account_all_orders', 'account_all_trades', 'user_stats'];

/** State of a client that merges frames as the exchange specifies. */
function merge(client: SocketClient): { positions: Rows; orders: Rows; trades: Rows } {
  const merged = { positions: {} as Rows, orders: {} as Rows, trades: {} as Rows };
  for (const frame of client.frames) {
    Object.assign(merged.positions, frame['positions']);
    for (const trade of Object.values((frame['trades'] ?? {}) as Record<string, Row[]>).flat()) {
      merged.trades[String(trade['trade_id_str'])] = trade;
    }
    for (const order of Object.values((frame['orders'] ?? {}) as Record<string, Row[]>).flat()) {
      const id = String(order['order_id']);
      if (['open', 'pending'].includes(String(order['status']))) merged.orders[id] = order;
      else delete merged.orders[id];
    }
  }
  return merged;
}

/** Position rows without mark-driven fields, whose changes alone are not pushed. */
const still = (row: Row | undefined): Row => {
  const { unrealized_pnl, position_value, liquidation_price, ...rest } = row ?? {};
  void [unrealized_pnl, position_value, liquidation_price];
  return rest;
};

const byMarket = (rows: Row[]): Map<unknown, Row> =>
  new Map(rows.map((row) => [row['market_id'], still(row)]));

describe('Simulator', () => {
  const running: RunningSimulator[] = [];

  const start = async (options?: Partial<SimulatorOptions>): Promise<RunningSimulator> => {
    const run = await runSimulator(options);
    running.push(run);
    return run;
  };

  afterEach(async () => {
    for (const { simulator } of running.splice(0)) await simulator.stop();
  });

  const story = async (options: Partial<SimulatorOptions>): Promise<string[]> => {
    const run = await start({ limits: 'off', walk: { tickMs: 250, activity: 2 }, ...options });
    const client = await run.open();
    for (const channel of CHANNELS) client.subscribe(`${channel}/281001`, run.account.read_only_token);
    await client.next(() => client.frames.length === CHANNELS.length + 1);
    run.clock.advance(5_000);
    client.send({ type: 'ping' });
    await client.typed('pong');
    return client.texts;
  };

  it('sends the same frames for the same seed and clock', async () => {
    const [one, two, other] = await Promise.all([story({ seed: 1 }), story({ seed: 1 }), story({ seed: 2 })]);
    expect(one.length).toBeGreaterThan(60);
    expect(one).toEqual(two);
    expect(one).not.toEqual(other);
  });

  it('brings a merging client to exactly the state of REST and the exchange', async () => {
    const run = await start({ limits: 'off', walk: { tickMs: 250, activity: 2 } });
    const client = await run.open();
    for (const channel of CHANNELS) client.subscribe(`${channel}/281001`, run.account.read_only_token);
    await client.next(() => client.frames.length === CHANNELS.length + 1);
    const before = run.simulator.exchange.account(281_001).trades.length;
    run.clock.advance(60_000);
    client.send({ type: 'ping' });
    await client.typed('pong');
    const { positions, orders, trades } = merge(client);
    const truth = run.simulator.exchange.account(281_001);
    const account = (JSON.parse((await run.get('account?by=index&value=281001')).text) as { accounts: Row[] })
      .accounts[0];
    const active = JSON.parse((await run.get('accountActiveOrders?account_index=281001')).text) as {
      orders: Row[];
    };
    const rows = (account?.['positions'] ?? []) as Row[];
    expect(byMarket(Object.values(positions))).toEqual(byMarket(rows));
    expect(new Set(Object.keys(orders))).toEqual(
      new Set(active.orders.map((order) => String(order['order_id']))),
    );
    expect(Object.keys(orders)).toHaveLength(truth.orders.size);
    expect(Object.keys(trades)).toEqual(truth.trades.slice(before).map(({ id }) => String(id)));
    const last = client.frames.filter(({ type }) => type === 'update/user_stats').at(-1) as { stats: Row };
    expect(last.stats['collateral']).toBe(account?.['collateral']);
    expect(last.stats['portfolio_value']).toBe(account?.['total_asset_value']);
  });

  it('restarts at the same address with its state and later changes', async () => {
    const run = await start();
    const client = await run.open();
    const { trades } = run.simulator.exchange.account(281_001);
    await run.simulator.restart(() => {
      run.simulator.exchange.trade(281_001, 0, 'buy', '0.5');
    });
    expect((await client.end()).code).toBe(1006);
    const answer = await run.get('trades?account_index=281001&sort_by=timestamp&limit=100');
    expect(JSON.parse(answer.text)).toMatchObject({
      trades: [...trades].reverse().map(({ id }) => ({ trade_id: id })),
    });
    expect(trades).toHaveLength(11);
  });

  it('pages through trades with a cursor while new ones arrive, and keeps the latest 3,000', async () => {
    const run = await start({ limits: 'off' });
    const { exchange } = run.simulator;
    for (let i = 0; i < 3100; i += 1) exchange.trade(281_001, 36, i % 2 ? 'buy' : 'sell', '50.0');
    const before = exchange
      .account(281_001)
      .trades.slice(-3000)
      .map(({ id }) => id);
    const seen: number[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const { text } = await run.get(
        `trades?account_index=281001&sort_by=trade_id&limit=100&cursor=${cursor}`,
      );
      const page = JSON.parse(text) as { trades: { trade_id: number }[]; next_cursor?: string };
      seen.push(...page.trades.map(({ trade_id }) => trade_id));
      cursor = page.next_cursor;
      if (seen.length === 1000) exchange.trade(281_001, 36, 'buy', '50.0');
    }
    expect(seen).toEqual(before.slice(1).reverse());
  });

  it('puts a marker into an order and publishes it', async () => {
    const run = await start();
    const client = await run.open();
    client.subscribe('account_all_orders/281001', run.account.read_only_token);
    await client.typed('subscribed/account_all_orders');
    run.simulator.exchange.inject(281_001, 'marker "1"');
    const { orders } = await client.typed('update/account_all_orders');
    expect(Object.values(orders as Record<string, Row[]>)[0]?.[0]?.['client_order_id']).toBe('marker "1"');
  });

  it('refuses a second start and survives a second stop', async () => {
    const { simulator } = await start();
    await expect(simulator.start()).rejects.toThrow('already running');
    await simulator.stop();
    await simulator.stop();
  });
});
