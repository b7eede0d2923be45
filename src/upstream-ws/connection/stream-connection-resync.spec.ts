import {
  StreamConnectionHarness,
  type StreamConnectionHarnessOptions,
} from '../../../test/support/stream-connection.harness.js';
import { settleIo, until } from '../../../test/support/until.js';

let harness: StreamConnectionHarness;
const start = async (options?: StreamConnectionHarnessOptions): Promise<StreamConnectionHarness> =>
  (harness = await StreamConnectionHarness.start(options));
afterEach(() => harness.stop());

describe('a channel in doubt', () => {
  it('is subscribed anew for its snapshot, at most once in 30 s', async () => {
    await start();
    await harness.connected();
    const { account } = harness;
    const snapshots = (): number =>
      harness.updates.filter((update) => update.type === 'orders' && update.mode === 'snapshot').length;
    const before = snapshots();
    harness.connection.resync(account, 'orders', 'taint');
    await until(() => snapshots() === before + 1);
    expect(harness.events).toContain(`released ${account} orders: resync`);
    harness.connection.resync(account, 'orders', 'taint');
    await settleIo();
    expect(snapshots()).toBe(before + 1);
    harness.clock.advance(9_000);
    await harness.clock.advanceBy(21_000, 5_000, () => settleIo(5));
    harness.connection.resync(account, 'orders', 'taint');
    await until(() => snapshots() === before + 2);
    await harness.clock.advanceBy(40_000, 5_000, () => settleIo(5));
    harness.connection.resync(account, 'orders', 'taint');
    await settleIo();
    expect(snapshots()).toBe(before + 2);
    expect(harness.connection.stats).toMatchObject({ state: 'connected', reconnects: 0 });
    expect(harness.events.filter((event) => event.startsWith('lapsed'))).toEqual([]);
  });

  it('that is silent gets a snapshot every 30 s', async () => {
    await start();
    await harness.connected();
    const snapshots = (): number => harness.updates.filter(({ type }) => type === 'summary').length;
    for (let i = 0; i < 4; i++) {
      const before = snapshots();
      harness.connection.resync(harness.account, 'summary', 'silence');
      await until(() => snapshots() > before);
      await harness.clock.advanceBy(30_000, 5_000, () => settleIo(5));
    }
  });

  it('that proves the credential gets a snapshot every 10 s', async () => {
    await start();
    await harness.connected();
    const snapshots = (): number =>
      harness.updates.filter((update) => update.type === 'orders' && update.mode === 'snapshot').length;
    for (let i = 0; i < 3; i++) {
      const before = snapshots();
      harness.connection.resync(harness.account, 'orders', 'proof');
      await until(() => snapshots() === before + 1);
      await harness.clock.advanceBy(9_000, 3_000, () => settleIo(5));
      harness.connection.resync(harness.account, 'orders', 'proof');
      await settleIo();
      expect(snapshots()).toBe(before + 1);
      await harness.clock.advanceBy(1_000, 1_000, () => settleIo(5));
    }
  });

  it('that carries fills is never left: a second connection delivers the snapshot', async () => {
    await start({ hasCredential: false });
    await harness.connected();
    const [first] = harness.simulator.sessions;
    harness.connection.resync(harness.account, 'positions', 'discrepancy');
    await until(() => harness.simulator.sessions.length === 2);
    await settleIo();
    harness.clock.advance(1_000);
    await until(() => harness.simulator.sessions.length === 1);
    expect(harness.simulator.sessions).not.toContain(first);
    expect(harness.events.filter((event) => /^(lost|lapsed)/.test(event))).toEqual([]);
  });

  it('takes from an auxiliary channel only what no other channel carries', async () => {
    await start();
    harness.simulator.faults.ws.refuseSubscribe('account_all_positions', 30005);
    harness.simulator.faults.ws.refuseSubscribe('account_all_assets', 30005);
    harness.connection.start();
    await harness.untilState('refused');
    await until(() => harness.updates.some(({ type }) => type === 'volumes'));
    await settleIo();
    const types = new Set(harness.updates.map(({ type }) => type));
    expect([types.has('positions'), types.has('assets')]).toEqual([false, false]);
  });

  it('reports no update before the snapshot of this connection, except fills', async () => {
    await start();
    const { simulator, account } = harness;
    simulator.faults.ws.refuseSubscribe('account_all_orders', 30005);
    harness.connection.start();
    await harness.untilState('refused');
    await settleIo();
    const before = harness.updates.length;
    simulator.faults.ws.send(
      `{"type":"update/account_all_orders","channel":"account_all_orders:${account}","orders":{}}`,
    );
    simulator.faults.ws.send(
      `{"type":"update/account_all_trades","channel":"account_all_trades:${account}","trades":{}}`,
    );
    await until(() => harness.updates.length > before);
    expect(harness.updates.slice(before).map(({ type }) => type)).toEqual(['trades']);
  });
});

describe('a credential that counts again', () => {
  const trades = (): string[] => harness.events.filter((event) => event === `trades ${harness.account}`);

  it('confirms fills by a connection that was subscribed since, not by the one before', async () => {
    await start();
    await harness.connected();
    const [first] = harness.simulator.sessions;
    expect(trades()).toHaveLength(1);
    harness.connection.restored(harness.account);
    expect(trades()).toHaveLength(1);
    await until(() => trades().length === 2);
    harness.clock.advance(1_000);
    await until(() => harness.simulator.sessions.length === 1);
    expect(harness.simulator.sessions).not.toContain(first);
  });

  it('is used at once for what was refused, and confirms fills only then', async () => {
    await start();
    const { simulator, account } = harness;
    const refused = simulator.faults.ws.refuseSubscribe(`account_all_trades:${account}`, 61006);
    harness.connection.start();
    await harness.untilState('refused');
    await settleIo();
    refused.lift();
    expect(trades()).toEqual([]);
    harness.connection.restored(account);
    await harness.untilState('connected');
    expect(trades()).toHaveLength(1);
  });

  it('of an account that another connection follows changes nothing', async () => {
    await start();
    await harness.connected();
    harness.connection.restored(harness.account + 1);
    await settleIo();
    expect(harness.simulator.sessions).toHaveLength(1);
  });
});
