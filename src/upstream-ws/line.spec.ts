import { LineBench, type LineBenchOptions } from '../../test/support/line-bench.js';
import { settleIo, until } from '../../test/support/until.js';
import { SOCKET_LIMITS } from '../egress/socket-budget.js';

let bench: LineBench;
const start = async (options?: LineBenchOptions): Promise<LineBench> =>
  (bench = await LineBench.start(options));
afterEach(() => bench.stop());

describe('a line that comes up', () => {
  it('subscribes every channel with a token, one at a time, and tells the snapshots', async () => {
    await start();
    await bench.connected();
    await until(() => bench.simulator.subscriptions.length === 5);
    const kinds = new Set(bench.updates.map(({ type }) => type));
    expect([...kinds].sort()).toEqual(['assets', 'orders', 'positions', 'summary', 'trades', 'volumes']);
    expect(bench.told).toEqual(
      expect.arrayContaining([
        `trades ${bench.account}`,
        `followed ${bench.account}`,
        `alive ${bench.account}`,
      ]),
    );
    expect(bench.states).toEqual(['connecting 1/0', 'connected 1/0']);
    expect(bench.incidents).toEqual([]);
  });

  it('follows what is public without a credential', async () => {
    await start({ hasCredential: false });
    await bench.connected();
    const account = bench.account;
    expect([...bench.simulator.subscriptions].sort()).toEqual([
      `account_all:${account}`,
      `user_stats:${account}`,
    ]);
    expect(bench.told).toContain(`trades ${account}`);
  });

  it('counts the messages of the last minute as the exchange does: requests, then pings alone', async () => {
    await start();
    await bench.connected();
    await until(() => bench.simulator.subscriptions.length === 5);
    const { facts, accounts } = bench.line;
    const perMinute = (): number =>
      facts.linksOf(accounts, () => [], bench.clock.wallNow())[0]!.requests_per_minute;
    expect(perMinute()).toBe(7);
    expect(facts.isNews(bench.clock.wallNow())).toBe(false);
    await bench.clock.advanceBy(59_000, 1_000, () => settleIo(5));
    expect(perMinute()).toBe(8);
    await bench.clock.advanceBy(2_000, 1_000, () => settleIo(5));
    expect(facts.isNews(bench.clock.wallNow())).toBe(true);
    expect(perMinute()).toBe(2);
  });

  it('carries several accounts on one connection', async () => {
    await start({ accounts: 3 });
    await bench.connected();
    expect(bench.simulator.sessions).toHaveLength(1);
    expect(bench.told.filter((line) => line.startsWith('followed'))).toHaveLength(3);
  });
});

describe('a line that is lost', () => {
  it('comes back at once, then by the quick delays, then by the slow phases', async () => {
    await start();
    await bench.connected();
    bench.clock.advance(60_000);
    bench.simulator.faults.ws.refuseUpgrade({ status: 503 });
    bench.simulator.faults.ws.drop();
    await until(() => bench.line.facts.failures === 1);
    for (const [index, delay] of [0, 250, 500, 1000, 2000, 4000, 60_000].entries()) {
      if (delay > 0) bench.clock.advance(delay - 1);
      expect(bench.line.facts.failures).toBe(index + 1);
      bench.clock.advance(delay > 0 ? 1 : 0);
      await until(() => bench.line.facts.failures === index + 2);
    }
    expect(bench.states.filter((state) => state.startsWith('waiting'))).toEqual([
      'waiting 0/1',
      'waiting 0/2',
      'waiting 0/3',
      'waiting 0/4',
      'waiting 0/5',
      'waiting 0/6',
      'waiting 1/1',
      'waiting 1/2',
    ]);
    bench.simulator.faults.clear();
    bench.clock.advance(60_000);
    await bench.untilState('connected');
    expect(bench.line.facts.retry).toMatchObject({ phase: 1, attempts: 0 });
    expect(bench.told).toContain(`lost ${bench.account}: the upgrade was answered with HTTP 503`);
  });

  it('is given up when neither pong nor frame comes for 60 s', async () => {
    await start();
    await bench.connected();
    bench.simulator.faults.ws.dropPongs();
    await bench.clock.advanceBy(60_000, 10_000, settleIo);
    expect(bench.incidents).toEqual([`stream-silent ${bench.account} stream: no pong and no frame for 60 s`]);
    bench.simulator.faults.clear();
    bench.clock.advance(0);
    await bench.untilState('connected');
  });

  it('stays up for hours when the account is quiet but pongs come', async () => {
    await start();
    await bench.connected();
    await bench.clock.advanceBy(10 * 60_000, 15_000, () => settleIo(10));
    expect(bench.incidents).toEqual([]);
    expect(bench.line.facts).toMatchObject({ state: 'connected', reconnects: 0, rttMs: 0 });
  });

  it('reconnects when asked to, without waiting for its turn', async () => {
    await start();
    bench.simulator.faults.ws.refuseUpgrade({ status: 500 }, 7);
    bench.line.start();
    await bench.clock.advanceBy(20_000, 1_000, settleIo);
    expect(bench.line.facts.retry).toMatchObject({ phase: 1, attempts: 1 });
    bench.line.reconnect();
    await bench.untilState('connected');
  });
});

describe('causes', () => {
  it('waits the window after a 429', async () => {
    await start();
    bench.simulator.faults.ws.refuseUpgrade('rate-limit', 1);
    bench.line.start();
    await bench.untilState('waiting');
    expect(bench.line.facts.nextAttemptAt).toBe(bench.clock.wallNow() + 60_000);
    expect(bench.egresses[0].state([]).rate_limited_count).toBe(1);
    bench.clock.advance(60_000);
    await bench.untilState('connected');
  });

  it('switches to the read-only stream when the jurisdiction is restricted', async () => {
    await start();
    bench.simulator.faults.ws.refuseUpgrade('geo-block');
    bench.line.start();
    await bench.untilState('waiting');
    bench.clock.advance(0);
    await bench.untilState('connected');
    expect(bench.simulator.sessions.map(({ readonly }) => readonly)).toEqual([true]);
  });

  it('renews a refused token once, and counts both questions as answered', async () => {
    await start();
    const good = bench.token;
    bench.token = () => 'ro:1:single:1:00';
    bench.renew = () => {
      bench.token = good;
      return true;
    };
    await bench.connected();
    expect(bench.incidents).toEqual([]);
    await until(() => bench.simulator.subscriptions.length === 5);
    await settleIo();
    const [{ sockets }] = bench.egresses;
    const others = sockets.open(bench.clock.wallNow());
    for (let i = 1; i < SOCKET_LIMITS.inFlight; i++) others.sent(bench.clock.wallNow(), true);
    expect(sockets.waitToSend(bench.clock.wallNow(), false)).toBe(0);
  });

  it('reports a token that stays refused, is not healthy, and asks again later', async () => {
    await start();
    bench.simulator.faults.tokens.refuse(bench.account);
    bench.line.start();
    await bench.untilState('refused');
    expect(bench.incidents[0]).toMatch(/^subscription-refused \d+ 20013 account_all_positions/);
    expect(bench.line.refusedChannels(bench.account)).toContain(`account_all_orders/${bench.account}`);
    expect(bench.told).not.toContain(`followed ${bench.account}`);
    bench.simulator.faults.tokens.accept(bench.account);
    bench.clock.advance(60_000);
    await bench.untilState('connected');
    expect(bench.told).toContain(`followed ${bench.account}`);
  });

  it('asks again by the slow phases, which nothing that is answered meanwhile hurries or puts off', async () => {
    await start();
    const refusal = bench.simulator.faults.ws.refuseSubscribe('user_stats', 30005);
    bench.line.start();
    await bench.untilState('refused');
    await settleIo();
    for (const [round, delay] of [60_000, 60_000, 60_000, 60_000, 60_000, 300_000, 300_000].entries()) {
      const due = bench.clock.wallNow() + delay;
      expect(bench.line.facts.nextAttemptAt).toBe(due);
      await bench.clock.advanceBy(delay / 2, 15_000, () => settleIo(10));
      bench.line.lookAgain();
      await settleIo();
      expect(bench.line.facts.nextAttemptAt).toBe(due);
      expect(refusal.hits).toBe(round + 1);
      await bench.clock.advanceBy(delay / 2, 15_000, () => settleIo(10));
      await until(() => refusal.hits === round + 2);
      await settleIo();
    }
  });

  it('keeps the other accounts of the connection healthy when one is refused', async () => {
    await start({ accounts: 2 });
    bench.simulator.faults.ws.refuseSubscribe(`account_all_orders:${bench.account}`, 20013);
    bench.line.start();
    await bench.untilState('refused');
    const other = bench.account + 1;
    expect(bench.told).toContain(`followed ${other}`);
    expect(bench.told).not.toContain(`followed ${bench.account}`);
    expect(bench.line.refusedChannels(other)).toEqual([]);
  });

  it('gives up a connection that leaves a subscription unanswered', async () => {
    await start();
    bench.simulator.faults.ws.ignoreSubscribe('user_stats', 1);
    bench.line.start();
    await until(() => bench.told.includes(`trades ${bench.account}`));
    await settleIo();
    bench.clock.advance(10_000);
    expect(bench.incidents).toEqual([
      `stream-unanswered ${bench.account} stream: no answer to subscribe user_stats/${bench.account}`,
    ]);
    bench.clock.advance(0);
    await bench.untilState('connected');
  });

  it('waits out a limit of messages and then goes on', async () => {
    await start();
    bench.simulator.faults.ws.refuseSubscribe('user_stats', 30009, 1, 'Too Many Websocket Messages!');
    bench.line.start();
    await until(() => bench.simulator.subscriptions.length === 4);
    await settleIo();
    await bench.clock.advanceBy(61_000, 10_000, settleIo);
    await bench.untilState('connected');
    expect(bench.line.facts.reconnects).toBe(0);
  });

  it('leaves and subscribes anew when the exchange says that it is subscribed already', async () => {
    await start();
    bench.simulator.faults.ws.refuseSubscribe('account_all_orders', 30003, 1, 'Already Subscribed to : x');
    await bench.connected();
    expect(bench.line.facts.state).toBe('connected');
  });
});
