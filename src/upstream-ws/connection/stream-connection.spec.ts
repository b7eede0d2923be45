import {
  StreamConnectionHarness,
  type StreamConnectionHarnessOptions,
} from '../../../test/support/stream-connection.harness.js';
import { settleIo, until } from '../../../test/support/until.js';

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
  ])('reports whether it was %s', async (_, close, message) => {
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

  it('is abandoned when neither pong nor frame follows a ping within 10 s', async () => {
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

  it('reconnects at once when an operator asks for it, despite any block', async () => {
    await start();
    harness.simulator.faults.ws.refuseUpgrade({ status: 429, headers: { 'retry-after': '31536000' } }, 1);
    harness.connection.start();
    await harness.untilState('waiting');
    expect(harness.connection.stats.nextAttemptAt).toBe(harness.clock.wallNow() + 300_000);
    harness.connection.reconnect();
    await harness.untilState('connected');
  });

  it('resumes at once after a pause, despite any block', async () => {
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
