import {
  StreamConnectionHarness,
  type StreamConnectionHarnessOptions,
} from '../../../test/support/stream-connection.harness.js';
import { settleIo, until } from '../../../test/support/until.js';

let harness: StreamConnectionHarness;
const start = async (options?: StreamConnectionHarnessOptions): Promise<StreamConnectionHarness> =>
  (harness = await StreamConnectionHarness.start(options));
afterEach(() => harness.stop());

describe('make before break', () => {
  const sessionsSeen = async (subscriptions = 5): Promise<void> => {
    await until(() => harness.simulator.sessions.length === 2);
    await until(() => harness.simulator.sessions.at(-1)!.subscriptions.size >= subscriptions);
    await settleIo();
  };

  it('subscribes a second connection before an announced shutdown', async () => {
    await start();
    await harness.connected();
    harness.simulator.faults.ws.shutdown(5_000);
    await settleIo();
    harness.clock.advance(0);
    await sessionsSeen();
    expect(harness.events.some((connection) => connection.startsWith('lost'))).toBe(false);
    harness.clock.advance(1_000);
    await until(() => harness.simulator.sessions.length === 1);
    expect(harness.connection.stats.state).toBe('connected');
    expect(harness.incidents).toEqual([]);
  });

  it('replaces the connection when its token is due to be renewed', async () => {
    const due = { at: Number.MAX_SAFE_INTEGER };
    await start({ renewIn: () => due.at - harness.clock.monotonic() });
    due.at = harness.clock.monotonic() + 600_000;
    await harness.connected();
    due.at += 600_000;
    const [first] = harness.simulator.sessions;
    await harness.clock.advanceBy(600_000 - 1, 5_000, () => settleIo(4));
    expect(harness.simulator.sessions.length === 1 && harness.simulator.sessions[0] === first).toBe(true);
    harness.clock.advance(1);
    await sessionsSeen();
    expect(harness.events.some((connection) => connection.startsWith('lost'))).toBe(false);
    expect(harness.incidents).toEqual([]);
  });

  const announceShutdown = async (): Promise<void> => {
    harness.simulator.faults.ws.shutdown(5_000);
    await settleIo();
    harness.clock.advance(0);
  };

  /** Of two accounts, one is refused a channel on both connections. */
  const takenOverWithout = async (channel: string): Promise<void> => {
    await start({ accounts: 2 });
    harness.simulator.faults.ws.refuseSubscribe(`${channel}:${harness.account}`, 30005);
    harness.connection.start();
    await harness.untilState('refused');
    await settleIo();
    await announceShutdown();
    await sessionsSeen(9);
    harness.clock.advance(1_000);
    await until(() => harness.simulator.sessions.length === 1);
  };

  it('continues on a second connection that was refused the same channels', async () => {
    await takenOverWithout('account_all_orders');
    expect(harness.events.filter((connection) => connection.startsWith('lost'))).toEqual([]);
    expect(harness.connection.stats.state).toBe('refused');
    harness.simulator.faults.clear();
    harness.clock.advance(60_000);
    await harness.untilState('connected');
  });

  it('follows no fills whose channel was refused on both connections', async () => {
    await takenOverWithout('account_all_trades');
    expect(harness.events).not.toContain(`trades ${harness.account}`);
    harness.simulator.faults.clear();
    harness.clock.advance(60_000);
    await harness.untilState('connected');
    expect(harness.events).toContain(`trades ${harness.account}`);
  });

  it('opens a third connection when the end of the second is announced too', async () => {
    await start();
    await harness.connected();
    await announceShutdown();
    await until(() => harness.simulator.sessions.length === 2);
    const second = harness.simulator.sessions.at(-1)!;
    second.send('{"type":"shutdown","close_in_ms":5000}');
    await sessionsSeen();
    harness.clock.advance(0);
    await until(() => harness.simulator.sessions.length === 3);
    await until(() => harness.simulator.sessions.at(-1)!.subscriptions.size >= 5);
    await settleIo();
    harness.clock.advance(1_000);
    await until(() => harness.simulator.sessions.length === 1);
    expect(harness.simulator.sessions[0]).not.toBe(second);
    expect(harness.events.some((connection) => connection.startsWith('lost'))).toBe(false);
  });

  it('resyncs a channel on the second connection once that one carries it', async () => {
    await start();
    await harness.connected();
    const { account, simulator } = harness;
    const snapshots = (): number =>
      harness.updates.filter((update) => update.type === 'orders' && update.mode === 'snapshot').length;
    simulator.faults.ws.refuseSubscribe(`account_all_trades:${account}`, 30012, 1);
    await announceShutdown();
    await until(() => harness.simulator.sessions.length === 2);
    const second = simulator.sessions.at(-1)!;
    await until(() => second.subscriptions.size === 4);
    await settleIo();
    const before = snapshots();
    harness.connection.resync(account, 'orders', 'taint');
    await until(() => snapshots() === before + 1);
    harness.clock.advance(2_000);
    await until(() => second.subscriptions.size === 5);
    await settleIo();
    harness.clock.advance(1_000);
    await until(() => simulator.sessions.length === 1);
    expect(harness.events.filter((event) => /^(released|lapsed|lost)/.test(event))).toEqual([]);
  });

  it('counts a 429 of the second connection and waits for it', async () => {
    await start();
    await harness.connected();
    harness.simulator.faults.ws.refuseUpgrade('rate-limit', 1);
    await announceShutdown();
    await until(() => harness.incidents.length > 0);
    const [egress] = harness.egresses;
    expect(egress.state([])).toMatchObject({ fault: 'rate-limited', rate_limited_count: 1 });
    expect(egress.sockets.waitToConnect(harness.clock.monotonic())).toBe(60_000);
  });

  it('uses the read-only stream for the second connection in a restricted jurisdiction', async () => {
    await start();
    await harness.connected();
    harness.simulator.faults.ws.refuseUpgrade('geo-block');
    await announceShutdown();
    await until(() => harness.incidents.length > 0);
    harness.clock.advance(0);
    await sessionsSeen();
    expect(harness.simulator.sessions.map(({ readonly }) => readonly)).toEqual([false, true]);
    expect(harness.events.some((connection) => connection.startsWith('lost'))).toBe(false);
  });

  it('leaves no connection behind when stopped just after a handover', async () => {
    await start();
    await harness.connected();
    await announceShutdown();
    await sessionsSeen();
    harness.connection.stop('paused');
    await until(() => harness.simulator.sessions.length === 0);
  });

  it('falls back to an ordinary reconnect when the second connection fails', async () => {
    await start();
    await harness.connected();
    harness.simulator.faults.ws.refuseUpgrade({ status: 502 }, 1);
    harness.simulator.faults.ws.shutdown(3_000);
    await settleIo();
    harness.clock.advance(0);
    await until(() => harness.incidents.length > 0);
    expect(harness.incidents[0]).toMatch(/^handover-failed/);
    harness.clock.advance(3_000);
    await until(() => harness.events.some((connection) => connection.startsWith('lost')));
    harness.clock.advance(0);
    await harness.untilState('connected');
  });
});
