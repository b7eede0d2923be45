import { LineBench, type LineBenchOptions } from '../../test/support/line-bench.js';
import { settleIo, until } from '../../test/support/until.js';

let bench: LineBench;
const start = async (options?: LineBenchOptions): Promise<LineBench> =>
  (bench = await LineBench.start(options));
afterEach(() => bench.stop());

describe('frames that are not what they should be', () => {
  it.each([
    ['malformed JSON', '{"type":"update/acc', 'malformed-frame'],
    [
      'a wrong type',
      '{"type":"update/account_all_orders","channel":"account_all_orders:#","orders":7}',
      'malformed-frame',
    ],
    ['a binary frame', Buffer.from([1, 2, 3]), 'binary-frame'],
    ['a huge frame', `{"type":"x","pad":"${'x'.repeat(5 * 1024 * 1024)}"}`, 'unknown-frame'],
    ['an unknown channel', '{"type":"update/rfq","channel":"rfq:7"}', 'unknown-channel'],
    ['null', 'null', 'malformed-frame'],
    ['an error of no one', '{"error":{"code":30000,"message":"Invalid Json"}}', 'upstream-error'],
  ])('counts %s as an incident and goes on', async (_name, raw, kind) => {
    await start();
    await bench.connected();
    bench.simulator.faults.ws.send(typeof raw === 'string' ? raw.replace('#', String(bench.account)) : raw);
    await until(() => bench.incidents.length > 0);
    expect(bench.incidents[0]).toMatch(new RegExp(`^${kind} ${bench.account} `));
    const before = bench.updates.length;
    const { exchange } = bench.simulator;
    exchange.tick();
    for (let i = 0; i < 50 && bench.updates.length === before; i++) {
      exchange.tick();
      await settleIo(5);
    }
    expect(bench.updates.length).toBeGreaterThan(before);
    expect(bench.line.facts).toMatchObject({ state: 'connected', failures: 0 });
  });

  it('tells that fills were missed when their frame can not be read, and of no other frame', async () => {
    await start();
    await bench.connected();
    const spoiled = (channel: string, field: string): string =>
      `{"type":"update/${channel}","channel":"${channel}:${bench.account}","${field}":{"0":[7]}}`;
    bench.simulator.faults.ws.send(spoiled('account_all_orders', 'orders'));
    bench.simulator.faults.ws.send(spoiled('account_all_trades', 'trades'));
    await until(() => bench.incidents.length === 2);
    expect(bench.told.filter((line) => line.startsWith('missed'))).toEqual([`missed ${bench.account}`]);
    expect(bench.line.facts).toMatchObject({ state: 'connected', failures: 0 });
  });

  it('tells the same of a frame that is no JSON, by the channel that it names', async () => {
    await start({ accounts: 2 });
    await bench.connected();
    const second = bench.account + 1;
    bench.simulator.faults.ws.send(`{"channel":"account_all_trades:${second}","trades":{"0":[{"tr`);
    await until(() => bench.incidents.length > 0);
    expect(bench.incidents[0]).toMatch(new RegExp(`^malformed-frame ${second} `));
    expect(bench.told.at(-1)).toBe(`missed ${second}`);
  });

  it('subscribes anew what the exchange leaves unasked, and carries no fills until their snapshot came', async () => {
    await start();
    await bench.connected();
    const { simulator, account } = bench;
    const leave = (channel: string): void =>
      void simulator.faults.ws.send(`{"type":"unsubscribed","channel":"${channel}"}`);
    const known = bench.updates.length;
    leave('order_book:0');
    leave(`account_all_orders:${account}`);
    leave(`account_all_trades:${account}`);
    await until(() => bench.told.at(-1) === `trades ${account}` && bench.told.includes(`lapsed ${account}`));
    expect(bench.incidents.filter((line) => line.includes('unasked'))).toEqual([
      `subscribed-anew ${account} the exchange left account_all_orders/${account} unasked`,
      `subscribed-anew ${account} the exchange left account_all_trades/${account} unasked`,
    ]);
    await until(() => simulator.subscriptions.length === 5);
    await settleIo();
    const anew = bench.updates.slice(known).map(({ type }) => type);
    expect(anew).toEqual(expect.arrayContaining(['orders', 'trades']));
    expect(bench.line.facts).toMatchObject({ state: 'connected', failures: 0, reconnects: 0 });
  });

  it('tells at once that fills go unseen, though another channel of the account is refused', async () => {
    await start();
    const { simulator, account } = bench;
    simulator.faults.ws.refuseSubscribe('account_all_orders', 30005);
    bench.line.start();
    await bench.untilState('refused');
    await settleIo();
    simulator.faults.ws.ignoreSubscribe('account_all_trades', 1);
    simulator.faults.ws.send(`{"type":"unsubscribed","channel":"account_all_trades:${account}"}`);
    await until(() => bench.told.includes(`lapsed ${account}`));
    expect(bench.told.filter((line) => line.startsWith('trades'))).toHaveLength(1);
  });

  it('answers JSON pings', async () => {
    await start();
    await bench.connected();
    bench.simulator.faults.ws.pingJson(5_000);
    await settleIo();
    bench.clock.advance(5_000);
    await settleIo();
    expect(bench.line.facts).toMatchObject({ state: 'connected', failures: 0 });
  });
});
