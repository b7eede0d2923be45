import { LineBench, type LineBenchOptions } from '../../test/support/line-bench.js';
import { settleIo, until } from '../../test/support/until.js';

let bench: LineBench;
const start = async (options?: LineBenchOptions): Promise<LineBench> =>
  (bench = await LineBench.start(options));
afterEach(() => bench.stop());

describe('make before break', () => {
  const sessionsSeen = async (subscriptions = 5): Promise<void> => {
    await until(() => bench.simulator.sessions.length === 2);
    await until(() => bench.simulator.sessions.at(-1)!.subscriptions.size >= subscriptions);
    await settleIo();
  };

  it('subscribes a second connection before the first closes when the exchange announces its shutdown', async () => {
    await start();
    await bench.connected();
    bench.simulator.faults.ws.shutdown(5_000);
    await settleIo();
    bench.clock.advance(0);
    await sessionsSeen();
    expect(bench.told.some((line) => line.startsWith('lost'))).toBe(false);
    bench.clock.advance(1_000);
    await until(() => bench.simulator.sessions.length === 1);
    expect(bench.line.facts.state).toBe('connected');
    expect(bench.incidents).toEqual([]);
  });

  it('replaces the connection when its token is due to be renewed', async () => {
    const due = { at: Number.MAX_SAFE_INTEGER };
    await start({ renewAt: () => due.at });
    due.at = bench.clock.wallNow() + 6 * 3_600_000;
    await bench.connected();
    due.at += 6 * 3_600_000;
    const [first] = bench.simulator.sessions;
    await bench.clock.advanceBy(6 * 3_600_000 - 1, 29_000, () => settleIo(8));
    expect(bench.simulator.sessions).toEqual([first]);
    bench.clock.advance(1);
    await sessionsSeen();
    expect(bench.told.some((line) => line.startsWith('lost'))).toBe(false);
    expect(bench.incidents).toEqual([]);
  });

  const announceShutdown = async (): Promise<void> => {
    bench.simulator.faults.ws.shutdown(5_000);
    await settleIo();
    bench.clock.advance(0);
  };

  /** Of two accounts, one is refused a channel on both connections. */
  const takenOverWithout = async (channel: string): Promise<void> => {
    await start({ accounts: 2 });
    bench.simulator.faults.ws.refuseSubscribe(`${channel}:${bench.account}`, 30005);
    bench.line.start();
    await bench.untilState('refused');
    await settleIo();
    await announceShutdown();
    await sessionsSeen(9);
    bench.clock.advance(1_000);
    await until(() => bench.simulator.sessions.length === 1);
  };

  it('goes on with a second connection that was refused only what the first one was refused too', async () => {
    await takenOverWithout('account_all_orders');
    expect(bench.told.filter((line) => line.startsWith('lost'))).toEqual([]);
    expect(bench.line.facts.state).toBe('refused');
    bench.simulator.faults.clear();
    bench.clock.advance(60_000);
    await bench.untilState('connected');
  });

  it('does not take the fills of an account for followed whose channel was refused on both connections', async () => {
    await takenOverWithout('account_all_trades');
    expect(bench.told).not.toContain(`trades ${bench.account}`);
    bench.simulator.faults.clear();
    bench.clock.advance(60_000);
    await bench.untilState('connected');
    expect(bench.told).toContain(`trades ${bench.account}`);
  });

  it('looks for a third connection when the end of the second one is announced as well', async () => {
    await start();
    await bench.connected();
    await announceShutdown();
    await until(() => bench.simulator.sessions.length === 2);
    const second = bench.simulator.sessions.at(-1)!;
    second.send('{"type":"shutdown","close_in_ms":5000}');
    await sessionsSeen();
    bench.clock.advance(0);
    await until(() => bench.simulator.sessions.length === 3);
    await until(() => bench.simulator.sessions.at(-1)!.subscriptions.size >= 5);
    await settleIo();
    bench.clock.advance(1_000);
    await until(() => bench.simulator.sessions.length === 1);
    expect(bench.simulator.sessions[0]).not.toBe(second);
    expect(bench.told.some((line) => line.startsWith('lost'))).toBe(false);
  });

  it('counts a 429 that the second connection meets, and is silent for it', async () => {
    await start();
    await bench.connected();
    bench.simulator.faults.ws.refuseUpgrade('rate-limit', 1);
    await announceShutdown();
    await until(() => bench.incidents.length > 0);
    const [egress] = bench.egresses;
    expect(egress.state([])).toMatchObject({ fault: 'rate-limited', rate_limited_count: 1 });
    expect(egress.sockets.waitToConnect(bench.clock.wallNow())).toBe(60_000);
  });

  it('takes the read-only stream for the second connection when the jurisdiction is restricted by now', async () => {
    await start();
    await bench.connected();
    bench.simulator.faults.ws.refuseUpgrade('geo-block');
    await announceShutdown();
    await until(() => bench.incidents.length > 0);
    bench.clock.advance(0);
    await sessionsSeen();
    expect(bench.simulator.sessions.map(({ readonly }) => readonly)).toEqual([false, true]);
    expect(bench.told.some((line) => line.startsWith('lost'))).toBe(false);
  });

  it('leaves no connection behind when it is stopped just after it was replaced', async () => {
    await start();
    await bench.connected();
    await announceShutdown();
    await sessionsSeen();
    bench.line.stop('paused');
    await until(() => bench.simulator.sessions.length === 0);
  });

  it('falls back to an ordinary reconnect when the second connection does not come', async () => {
    await start();
    await bench.connected();
    bench.simulator.faults.ws.refuseUpgrade({ status: 502 }, 1);
    bench.simulator.faults.ws.shutdown(3_000);
    await settleIo();
    bench.clock.advance(0);
    await until(() => bench.incidents.length > 0);
    expect(bench.incidents[0]).toMatch(/^handover-failed/);
    bench.clock.advance(3_000);
    await until(() => bench.told.some((line) => line.startsWith('lost')));
    bench.clock.advance(0);
    await bench.untilState('connected');
  });
});
