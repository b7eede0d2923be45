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

describe('a connection that comes up', () => {
  it('subscribes every channel with a token, one at a time, and reports the snapshots', async () => {
    await start();
    await harness.connected();
    await until(() => harness.simulator.subscriptions.length === 5);
    const kinds = new Set(harness.updates.map(({ type }) => type));
    expect([...kinds].sort()).toEqual(['assets', 'orders', 'positions', 'summary', 'trades', 'volumes']);
    expect(harness.events).toEqual(
      expect.arrayContaining([
        `trades ${harness.account}`,
        `followed ${harness.account}`,
        `alive ${harness.account}`,
      ]),
    );
    expect(harness.states).toEqual(['connecting 1/0', 'connected 1/0']);
    expect(harness.incidents).toEqual([]);
  });

  it('follows public channels without a credential', async () => {
    await start({ hasCredential: false });
    await harness.connected();
    const account = harness.account;
    expect([...harness.simulator.subscriptions].sort()).toEqual([
      `account_all:${account}`,
      `user_stats:${account}`,
    ]);
    expect(harness.events).toContain(`trades ${account}`);
  });

  it('counts the messages of the last minute: requests, then pings alone', async () => {
    await start();
    await harness.connected();
    await until(() => harness.simulator.subscriptions.length === 5);
    const { stats, accounts } = harness.connection;
    const perMinute = (): number =>
      stats.links(accounts, () => [], harness.clock.monotonic())[0]!.requests_per_minute;
    expect(perMinute()).toBe(7);
    expect(stats.hasChanged(harness.clock.monotonic())).toBe(false);
    await harness.clock.advanceBy(59_000, 1_000, () => settleIo(5));
    expect(perMinute()).toBe(9);
    await harness.clock.advanceBy(2_000, 1_000, () => settleIo(5));
    expect(stats.hasChanged(harness.clock.monotonic())).toBe(true);
    expect(perMinute()).toBe(3);
  });

  it('carries several accounts on one connection', async () => {
    await start({ accounts: 3 });
    await harness.connected();
    expect(harness.simulator.sessions).toHaveLength(1);
    expect(harness.events.filter((connection) => connection.startsWith('followed'))).toHaveLength(3);
  });
});

describe('a connection that is lost', () => {
  it.each([
    ['broken', undefined, 'the connection broke without a close frame'],
    ['closed', { code: 1012, reason: 'restart' }, 'the exchange closed the connection with 1012 (restart)'],
  ])('says whether it was %s', async (_, close, message) => {
    await start();
    await harness.connected();
    harness.simulator.faults.ws.drop({}, close);
    await until(() => harness.connection.stats.failures === 1);
    expect(harness.events).toContain(`lost ${harness.account}: ${message}`);
  });

  it('returns at once, then by the quick delays, then by the slow phases', async () => {
    await start();
    await harness.connected();
    await harness.clock.advanceBy(60_000, 5_000, () => settleIo(5));
    harness.simulator.faults.ws.refuseUpgrade({ status: 503 });
    harness.simulator.faults.ws.drop();
    await until(() => harness.connection.stats.failures === 1);
    for (const [index, delay] of [0, 250, 500, 1000, 2000, 4000, 60_000].entries()) {
      if (delay > 0) harness.clock.advance(delay - 1);
      expect(harness.connection.stats.failures).toBe(index + 1);
      harness.clock.advance(delay > 0 ? 1 : 0);
      await until(() => harness.connection.stats.failures === index + 2);
    }
    expect(harness.states.filter((state) => state.startsWith('waiting'))).toEqual([
      'waiting 0/1',
      'waiting 0/2',
      'waiting 0/3',
      'waiting 0/4',
      'waiting 0/5',
      'waiting 0/6',
      'waiting 1/1',
      'waiting 1/2',
    ]);
    harness.simulator.faults.clear();
    harness.clock.advance(60_000);
    await harness.untilState('connected');
    expect(harness.connection.stats.retry).toMatchObject({ phase: 1, attempts: 0 });
    expect(harness.events).toContain(`lost ${harness.account}: the upgrade was answered with HTTP 503`);
  });

  it('is given up when neither pong nor frame follows a ping within 10 s', async () => {
    await start();
    await harness.connected();
    harness.simulator.faults.ws.dropPongs();
    await harness.clock.advanceBy(30_000, 10_000, settleIo);
    expect(harness.incidents).toEqual([
      `stream-silent ${harness.account} stream: neither pong nor frame within 10 s of a ping`,
    ]);
    harness.simulator.faults.clear();
    harness.clock.advance(0);
    await harness.untilState('connected');
  });

  it('stays up for hours when the account is quiet but pongs come', async () => {
    await start();
    await harness.connected();
    await harness.clock.advanceBy(10 * 60_000, 5_000, () => settleIo(5));
    expect(harness.incidents).toEqual([]);
    expect(harness.connection.stats).toMatchObject({ state: 'connected', reconnects: 0, rttMs: 0 });
  });

  it('is pinged at once after the process was held up', async () => {
    await start();
    await harness.connected();
    harness.clock.advance(7_000);
    harness.connection.probe();
    await until(() => harness.probes.length === 1);
    expect(harness.probes).toEqual([7_000]);
  });

  it('reconnects at once when an operator asks for it, whatever blocks it', async () => {
    await start();
    harness.simulator.faults.ws.refuseUpgrade({ status: 429, headers: { 'retry-after': '31536000' } }, 1);
    harness.connection.start();
    await harness.untilState('waiting');
    expect(harness.connection.stats.nextAttemptAt).toBe(harness.clock.wallNow() + 300_000);
    harness.connection.reconnect();
    await harness.untilState('connected');
  });

  it('resumes at once after a pause, whatever blocks it', async () => {
    await start();
    harness.simulator.faults.ws.refuseUpgrade('rate-limit', 1);
    harness.connection.start();
    await harness.untilState('waiting');
    harness.connection.stop('paused');
    harness.connection.resume();
    await harness.untilState('connected');
  });

  it('reconnects when requested, without waiting for its turn', async () => {
    await start();
    harness.simulator.faults.ws.refuseUpgrade({ status: 500 }, 7);
    harness.connection.start();
    await harness.clock.advanceBy(20_000, 1_000, settleIo);
    expect(harness.connection.stats.retry).toMatchObject({ phase: 1, attempts: 1 });
    harness.connection.reconnect();
    await harness.untilState('connected');
  });
});

describe('a channel in doubt', () => {
  it('is left and subscribed again for its snapshot, at most once in 30 s', async () => {
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

  it('that carries fills is never left: a second connection brings the snapshot', async () => {
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

describe('an egress', () => {
  it('without room for another connection is reported once', async () => {
    await start();
    const { sockets } = harness.egresses[0];
    const others = Array.from({ length: 62 }, () => sockets.open(0, 5));
    harness.connection.start();
    await harness.clock.advanceBy(90_000, 10_000, settleIo);
    expect(harness.simulator.sessions).toHaveLength(0);
    expect(harness.incidents).toEqual([expect.stringMatching(/^egress-full .* REST only$/)]);
    for (const other of others) other.close();
    await harness.clock.advanceBy(30_000, 10_000, settleIo);
    await harness.untilState('connected');
  });

  it.each([
    [{ status: 403, body: '<html>' }, 'cdn-blocked'],
    [{ status: 502 }, 'upgrade-refused'],
  ])('that answers an upgrade with %j is unhealthy until one succeeds', async (effect, fault) => {
    await start();
    harness.simulator.faults.ws.refuseUpgrade(effect, 1);
    harness.connection.start();
    await harness.untilState('waiting');
    const [egress] = harness.egresses;
    expect(egress.state([]).transports).toMatchObject({
      rest: { healthy: true },
      websocket: { healthy: false, fault },
    });
    harness.clock.advance(0);
    await harness.untilState('connected');
    expect(egress.state([]).transports.websocket.healthy).toBe(true);
  });
});

describe('a reason to disconnect', () => {
  it('waits the window after a 429', async () => {
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

  it('reports a token that stays refused, is not healthy, and retries later', async () => {
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

  it('costs only itself when an auxiliary channel is refused', async () => {
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

  it('leaves and subscribes again when already subscribed', async () => {
    await start();
    harness.simulator.faults.ws.refuseSubscribe('account_all_orders', 30003, 1, 'Already Subscribed to : x');
    await harness.connected();
    expect(harness.connection.stats.state).toBe('connected');
  });
});
