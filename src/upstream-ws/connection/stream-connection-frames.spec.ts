import {
  StreamConnectionHarness,
  type StreamConnectionHarnessOptions,
} from '../../../test/support/stream-connection.harness.js';
import { settleIo, until } from '../../../test/support/until.js';

let harness: StreamConnectionHarness;
const start = async (options?: StreamConnectionHarnessOptions): Promise<StreamConnectionHarness> =>
  (harness = await StreamConnectionHarness.start(options));
afterEach(() => harness.stop());

describe('unusable frames', () => {
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
    ['an unattributable error', '{"error":{"code":30000,"message":"Invalid Json"}}', 'upstream-error'],
  ])('are reported as an incident while the connection continues: %s', async (_name, raw, kind) => {
    await start();
    await harness.connected();
    harness.simulator.faults.ws.send(
      typeof raw === 'string' ? raw.replace('#', String(harness.account)) : raw,
    );
    await until(() => harness.incidents.length > 0);
    expect(harness.incidents[0]).toMatch(new RegExp(`^${kind} ${harness.account} `));
    const before = harness.updates.length;
    const { exchange } = harness.simulator;
    exchange.tick();
    for (let i = 0; i < 50 && harness.updates.length === before; i++) {
      exchange.tick();
      await settleIo(5);
    }
    expect(harness.updates.length).toBeGreaterThan(before);
    expect(harness.connection.stats).toMatchObject({ state: 'connected', failures: 0 });
  });

  it('count as missed fills only on the channel of fills', async () => {
    await start();
    await harness.connected();
    const spoiled = (channel: string, field: string): string =>
      `{"type":"update/${channel}","channel":"${channel}:${harness.account}","${field}":{"0":[7]}}`;
    harness.simulator.faults.ws.send(spoiled('account_all_orders', 'orders'));
    harness.simulator.faults.ws.send(spoiled('account_all_trades', 'trades'));
    await until(() => harness.updates.filter((update) => 'unreadable' in update).length === 2);
    expect(harness.events.filter((connection) => connection.startsWith('missed'))).toEqual([
      `missed ${harness.account}`,
    ]);
    expect(harness.connection.stats).toMatchObject({ state: 'connected', failures: 0 });
  });

  it('put in doubt what their channel carries, unless it carries fills', async () => {
    await start();
    await harness.connected();
    const { simulator, account } = harness;
    const carriers = ['account_all_orders', 'account_all_positions', 'account_all_assets', 'user_stats'];
    for (const channel of carriers) simulator.faults.ws.truncate(`${channel}:${account}`, 1);
    simulator.exchange.trade(account, 0, 'buy', '0.1000');
    const doubted = (): string[] => harness.events.filter((event) => event.startsWith('doubted'));
    await until(() => doubted().length === carriers.length);
    expect(doubted().toSorted()).toEqual(
      ['assets', 'orders', 'positions', 'summary'].map((part) => `doubted ${account} ${part}`),
    );
    expect(harness.events.filter((event) => event.startsWith('missed'))).toEqual([]);
  });

  it('put in doubt everything but the fills of a channel that carries both', async () => {
    await start({ hasCredential: false });
    await harness.connected();
    const { simulator, account } = harness;
    simulator.faults.ws.truncate(`account_all:${account}`, 1);
    simulator.exchange.trade(account, 0, 'buy', '0.1000');
    await until(() => harness.events.includes(`doubted ${account} assets`));
    expect(harness.events.slice(-3)).toEqual([
      `doubted ${account} positions`,
      `missed ${account}`,
      `doubted ${account} assets`,
    ]);
  });

  it('are attributed by the channel they name when they are not JSON', async () => {
    await start({ accounts: 2 });
    await harness.connected();
    const second = harness.account + 1;
    harness.simulator.faults.ws.send(`{"channel":"account_all_trades:${second}","trades":{"0":[{"tr`);
    await until(() => harness.incidents.length > 0);
    expect(harness.incidents[0]).toMatch(new RegExp(`^malformed-frame ${second} `));
    expect(harness.events.at(-1)).toBe(`missed ${second}`);
  });

  it('do not prevent a new subscription to channels that the exchange left', async () => {
    await start();
    await harness.connected();
    const { simulator, account } = harness;
    const leave = (channel: string): void =>
      void simulator.faults.ws.send(`{"type":"unsubscribed","channel":"${channel}"}`);
    const known = harness.updates.length;
    leave('order_book:0');
    leave(`account_all_orders:${account}`);
    leave(`account_all_trades:${account}`);
    await until(
      () => harness.events.at(-1) === `trades ${account}` && harness.events.includes(`lapsed ${account}`),
    );
    expect(harness.incidents.filter((connection) => connection.includes('without a request'))).toEqual([
      `subscribed-anew ${account} the exchange unsubscribed account_all_orders/${account} without a request`,
      `subscribed-anew ${account} the exchange unsubscribed account_all_trades/${account} without a request`,
    ]);
    await until(() => simulator.subscriptions.length === 5);
    await settleIo();
    const anew = harness.updates.slice(known).map(({ type }) => type);
    expect(anew).toEqual(expect.arrayContaining(['orders', 'trades']));
    expect(harness.connection.stats).toMatchObject({ state: 'connected', failures: 0, reconnects: 0 });
  });

  it('report lost fills at once although another channel is refused', async () => {
    await start();
    const { simulator, account } = harness;
    simulator.faults.ws.refuseSubscribe('account_all_orders', 30005);
    harness.connection.start();
    await harness.untilState('refused');
    await settleIo();
    simulator.faults.ws.ignoreSubscribe('account_all_trades', 1);
    simulator.faults.ws.send(`{"type":"unsubscribed","channel":"account_all_trades:${account}"}`);
    await until(() => harness.events.includes(`lapsed ${account}`));
    expect(harness.events.filter((connection) => connection.startsWith('trades'))).toHaveLength(1);
  });

  it('include no JSON pings, which are answered', async () => {
    await start();
    await harness.connected();
    harness.simulator.faults.ws.pingJson(5_000);
    await settleIo();
    harness.clock.advance(5_000);
    await settleIo();
    expect(harness.connection.stats).toMatchObject({ state: 'connected', failures: 0 });
  });
});
