import {
  StreamConnectionHarness,
  type StreamConnectionHarnessOptions,
} from '../../../test/support/stream-connection.harness.js';
import { settleIo, until } from '../../../test/support/until.js';
import { SOCKET_LIMITS } from '../../egress/socket-budget.js';

let harness: StreamConnectionHarness;
const start = async (options?: StreamConnectionHarnessOptions): Promise<StreamConnectionHarness> =>
  (harness = await StreamConnectionHarness.start(options));
afterEach(() => harness.stop());

describe('a refusal of the exchange', () => {
  it('waits for the window to end after a 429', async () => {
    await start();
    harness.simulator.faults.ws.refuseUpgrade('rate-limit', 1);
    harness.connection.start();
    await harness.untilState('waiting');
    expect(harness.connection.stats.nextAttemptAt).toBe(harness.clock.wallNow() + 60_000);
    expect(harness.egresses[0].state([]).rate_limited_count).toBe(1);
    harness.clock.advance(60_000);
    await harness.untilState('connected');
  });

  it('switches to the read-only stream when the jurisdiction is restricted', async () => {
    await start();
    harness.simulator.faults.ws.refuseUpgrade('geo-block');
    harness.connection.start();
    await harness.untilState('waiting');
    harness.clock.advance(0);
    await harness.untilState('connected');
    expect(harness.simulator.sessions.map(({ readonly }) => readonly)).toEqual([true]);
  });

  it('renews a refused token once, and counts both requests as answered', async () => {
    await start();
    const good = harness.token;
    harness.token = () => 'ro:1:single:1:00';
    harness.renew = () => {
      harness.token = good;
      return true;
    };
    await harness.connected();
    expect(harness.incidents).toEqual([]);
    await until(() => harness.simulator.subscriptions.length === 5);
    await settleIo();
    const [{ sockets }] = harness.egresses;
    const now = harness.clock.monotonic();
    const others = sockets.open(now, 5);
    for (let i = 1; i < SOCKET_LIMITS.inFlight; i++) others.requested(now, 'vital');
    expect(sockets.waitToSend(now, false, 'vital')).toBe(0);
  });

  it('reports a token that stays refused, becomes unhealthy, and retries later', async () => {
    await start();
    harness.simulator.faults.tokens.refuse(harness.account);
    harness.connection.start();
    await harness.untilState('refused');
    expect(harness.incidents[0]).toMatch(/^subscription-refused \d+ 20013 account_all_positions/);
    expect(harness.connection.refusedChannels(harness.account)).toContain(
      `account_all_orders/${harness.account}`,
    );
    expect(harness.events).not.toContain(`followed ${harness.account}`);
    harness.simulator.faults.tokens.accept(harness.account);
    harness.clock.advance(60_000);
    await harness.untilState('connected');
    expect(harness.events).toContain(`followed ${harness.account}`);
  });

  it('retries a refused channel by the slow phases, and once on a new connection', async () => {
    await start();
    const refusal = harness.simulator.faults.ws.refuseSubscribe('user_stats', 30005);
    harness.connection.start();
    await harness.untilState('refused');
    await settleIo();
    const [first] = harness.simulator.sessions;
    for (const [round, delay] of [60_000, 60_000, 60_000, 60_000, 300_000, 300_000].entries()) {
      const due = harness.clock.wallNow() + delay;
      const onSecond = round === 0 ? 0 : 1;
      expect(harness.connection.stats.nextAttemptAt).toBe(due);
      await harness.clock.advanceBy(delay / 2, 5_000, () => settleIo(4));
      harness.connection.refreshAuxiliary();
      await settleIo();
      expect(harness.connection.stats.nextAttemptAt).toBe(due);
      expect(refusal.hits).toBe(round + 1 + onSecond);
      await harness.clock.advanceBy(delay / 2, 5_000, () => settleIo(4));
      await until(() => refusal.hits === round + 3);
      await settleIo();
    }
    expect(harness.simulator.sessions).not.toContain(first);
    expect(harness.events.filter((event) => event.startsWith('lost'))).toEqual([]);
    expect(harness.incidents.filter((text) => text.startsWith('subscription-refused'))).toHaveLength(1);
  });

  it('affects no other channel when an auxiliary one is refused', async () => {
    await start();
    const refusal = harness.simulator.faults.ws.refuseSubscribe(`account_all:${harness.account}`, 30005);
    await harness.connected();
    for (let i = 0; i < 3; i++) {
      await until(() => refusal.hits === i + 1);
      await settleIo();
      harness.connection.refreshAuxiliary();
    }
    expect(harness.connection.stats).toMatchObject({ state: 'connected', reconnects: 0, failures: 0 });
    expect(harness.simulator.sessions).toHaveLength(1);
    expect(harness.incidents).toHaveLength(1);
  });

  it.each([
    [30012, 2_000],
    [23001, 2_000],
  ])('delays only the subscription that is answered with %i', async (code, delay) => {
    await start();
    harness.simulator.faults.ws.refuseSubscribe('account_all_orders', code, 1, 'later');
    harness.connection.start();
    await until(() => harness.simulator.subscriptions.length === 4);
    await settleIo();
    await harness.clock.advanceBy(delay, 1_000, settleIo);
    await harness.untilState('connected');
    expect(harness.connection.stats).toMatchObject({ reconnects: 0, failures: 0 });
    expect(harness.incidents).toEqual([]);
  });

  it('keeps the other accounts of the connection healthy when one is refused', async () => {
    await start({ accounts: 2 });
    harness.simulator.faults.ws.refuseSubscribe(`account_all_orders:${harness.account}`, 20013);
    harness.connection.start();
    await harness.untilState('refused');
    const other = harness.account + 1;
    expect(harness.events).toContain(`followed ${other}`);
    expect(harness.events).not.toContain(`followed ${harness.account}`);
    expect(harness.connection.refusedChannels(other)).toEqual([]);
  });

  it('drops a connection that leaves a subscription unanswered', async () => {
    await start();
    harness.simulator.faults.ws.ignoreSubscribe('user_stats', 1);
    harness.connection.start();
    await until(() => harness.events.includes(`trades ${harness.account}`));
    await settleIo();
    harness.clock.advance(10_000);
    expect(harness.incidents).toEqual([
      `stream-unanswered ${harness.account} stream: no answer to subscribe user_stats/${harness.account}`,
    ]);
    harness.clock.advance(0);
    await harness.untilState('connected');
  });

  it('waits out a message limit on the same connection', async () => {
    await start();
    harness.simulator.faults.ws.refuseSubscribe('user_stats', 30009, 1, 'Too Many Websocket Messages!');
    harness.connection.start();
    await until(() => harness.simulator.subscriptions.length === 4);
    await settleIo();
    await harness.clock.advanceBy(61_000, 5_000, () => settleIo(10));
    await harness.untilState('connected');
    expect(harness.connection.stats.reconnects).toBe(0);
  });

  it('unsubscribes and subscribes again when already subscribed', async () => {
    await start();
    harness.simulator.faults.ws.refuseSubscribe('account_all_orders', 30003, 1, 'Already Subscribed to : x');
    await harness.connected();
    expect(harness.connection.stats.state).toBe('connected');
  });
});
