// Long: one class has the whole cluster, which all faults share.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { isLive, type AccountState, type Millis } from 'lighter-broadcaster-protocol/account';
import { SystemClock } from '../../../src/clock/system-clock.js';
import { Simulator } from '../../../src/simulator/simulator.js';
import { FollowingClient } from '../../support/following-client.js';
import {
  followAll,
  launchProduct,
  startProduct,
  type LaunchedProduct,
  type Product,
} from '../../support/product.js';
import { Balancer } from '../../support/balancer.js';
import { RedisServer } from '../../support/redis-server.js';
import { AlertReceiver } from './alert-receiver.js';
import { HeldLine, overlaps, now } from './held-line.js';
import { MirrorFollower } from './mirror-follower.js';

export const LEASE_SECONDS = 3;
export const ADMIN = 'cluster-test-admin-key-0123456789';
/** Above five seconds, so that turning stale cannot hang on failed attempts to reconnect. */
export const CACHE_TTL_SECONDS = 8;
const TRADE_EVERY: Millis = 300;
const LOOK_EVERY: Millis = 100;
const RESTART_AFTER: Millis = 300;

/** A process of the product that is started anew whenever it ends. */
export class KeptProduct {
  protected running: LaunchedProduct | null = null;
  private closed = false;
  /** Last line of each time that it ended by itself. */
  readonly ends: string[] = [];
  /** How long it stays away when it ends the next time. */
  private away: Millis = RESTART_AFTER;

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  run(): this {
    const running = launchProduct(this.env);
    this.running = running;
    void once(running.child.process, 'exit').then(async ([code]) => {
      if (this.closed) return;
      if (code !== null) this.ends.push(running.child.output.trimEnd().split('\n').at(-1)!);
      await running.stop();
      const { away } = this;
      this.away = RESTART_AFTER;
      await pause(away);
      if (!this.closed) this.run();
    });
    return this;
  }

  /** @param away how long it stays away if it ends by that */
  kill(signal: NodeJS.Signals, away = RESTART_AFTER): void {
    this.away = away;
    this.running!.child.process.kill(signal);
  }

  /** Ends it in order. Resolves once it runs again and has logged `ready`. */
  async restart(ready: RegExp): Promise<void> {
    const old = this.running!;
    this.kill('SIGTERM');
    while (this.running === old) await pause(LOOK_EVERY);
    await this.running!.child.line(ready);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.kill('SIGCONT');
    await this.running!.stop();
  }
}

/** A collector with a line of its own to the exchange and to the engine. */
export class Collector extends KeptProduct {
  private constructor(
    env: NodeJS.ProcessEnv,
    readonly exchangeLine: HeldLine,
    readonly engineLine: HeldLine,
  ) {
    super(env);
  }

  static async start(simulator: Simulator, redis: RedisServer, env: NodeJS.ProcessEnv): Promise<Collector> {
    const { url, accounts } = simulator.listening;
    const exchangeLine = await HeldLine.to(Number(new URL(url).port));
    const engineLine = await HeldLine.to(redis.port);
    const at = `127.0.0.1:${exchangeLine.port}`;
    const collector = new Collector(
      {
        ...env,
        ...followAll({ url: `http://${at}`, ws_url: `ws://${at}/stream`, accounts: [...accounts] }),
        CLUSTER_ROLES: 'collector',
        CLUSTER_URL: `redis://127.0.0.1:${engineLine.port}`,
      },
      exchangeLine,
      engineLine,
    );
    return collector.run();
  }

  get leads(): boolean {
    const { running } = this;
    return (
      running !== null &&
      running.child.process.exitCode === null &&
      /This collector leads/.test(running.child.output)
    );
  }

  override async close(): Promise<void> {
    this.exchangeLine.release();
    this.engineLine.release();
    await super.close();
    await Promise.all([this.exchangeLine.close(), this.engineLine.close()]);
  }
}

/** Two collectors, a recorder, two gateways and many clients over one engine, and an exchange with its limits on. */
export class FailOverCluster {
  readonly gateways: Product[] = [];
  readonly clients: FollowingClient[] = [];
  /** Clients of the mirror, one at each gateway. */
  private readonly mirrors: MirrorFollower[] = [];
  readonly collectors: Collector[] = [];
  readonly recorder: KeptProduct;
  private trading: NodeJS.Timeout | undefined;
  private settledAt: Millis = 0;
  /** By takeover: time from the fault to the first bytes of the next leader to the exchange, in ms. */
  readonly takeovers: Millis[] = [];

  private constructor(
    readonly simulator: Simulator,
    readonly redis: RedisServer,
    private readonly env: NodeJS.ProcessEnv,
    private readonly historyDir: string,
    private readonly alerts: AlertReceiver,
  ) {
    this.recorder = new KeptProduct({ ...env, CLUSTER_ROLES: 'recorder', DATA_DIR: historyDir });
  }

  /** @param options.balancer what clients connect through; otherwise to one gateway each */
  static async start({
    clients,
    balancer,
  }: {
    clients: number;
    balancer?: Balancer;
  }): Promise<FailOverCluster> {
    const simulator = new Simulator({
      clock: new SystemClock(),
      // Each has two pages of trades read for its gap after a fail-over, out of a small reserve.
      accounts: 2,
      walk: { activity: 1, tickMs: 1e9 },
    });
    await simulator.start();
    const redis = await RedisServer.start();
    const alerts = await AlertReceiver.start();
    const env = {
      ...alerts.env,
      API_KEYS: `owner:admin:${ADMIN}`,
      PUBLIC_READ: 'on',
      TRUST_LOOPBACK: 'off',
      RATE_LIMIT: '100000/minute',
      MAX_CONNECTIONS_PER_IP: String(Math.max(20, 2 * clients)),
      CLUSTER_URL: redis.url,
      CLUSTER_LEASE: String(LEASE_SECONDS),
      CACHE_TTL: String(CACHE_TTL_SECONDS),
      GAP_SETTLE: '2',
    };
    const historyDir = await mkdtemp(join(tmpdir(), 'broadcaster-history-'));
    const cluster = new FailOverCluster(simulator, redis, env, historyDir, alerts);
    await cluster.begin(clients, balancer);
    return cluster;
  }

  get leader(): Collector | undefined {
    return this.collectors.find(({ leads }) => leads);
  }

  /** The other one of two collectors. */
  besides(collector: Collector): Collector {
    return this.collectors.find((other) => other !== collector)!;
  }

  /** Waits until the condition holds; the test's own limit is the bound. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await pause(LOOK_EVERY);
  }

  /** Every client has every account, live. */
  get isLive(): boolean {
    return this.clients.every((client) =>
      this.states(client).every((state) => state !== undefined && isLive(state)),
    );
  }

  /** Every section of every account is stale for this reason, at every client. */
  isStaleFor(reason: string): boolean {
    return this.clients.every((client) =>
      this.states(client).every(
        (state) =>
          state !== undefined && Object.values(state.sections).every((s) => s.stale && s.reason === reason),
      ),
    );
  }

  /** Why sections are stale, at any client. */
  get reasons(): string[] {
    const states = this.clients.flatMap((client) => this.states(client));
    return states.flatMap((state) =>
      Object.values(state?.sections ?? {}).flatMap(({ stale, reason }) => (stale ? (reason ?? '') : [])),
    );
  }

  get epochs(): Set<string> {
    return new Set(
      this.clients.flatMap((client) => this.channels.map((channel) => client.epochs.get(channel) ?? '')),
    );
  }

  /**
   * Lets everything come to rest, and compares what every client has with the exchange.
   * @param mayLose clients may have started over
   * @returns what is wrong; empty when nothing is
   */
  async settle(mayLose = false): Promise<string[]> {
    await this.until(() => this.isLive && this.clients.every((client) => this.gapsOf(client) === 0));
    const truth = new Map(this.channels.map((channel, at) => [channel, this.tradesAt(at)]));
    const wanted = this.made();
    // The walk goes on, so trades made by now must arrive; later ones may be on their way.
    for (const client of this.clients)
      await this.until(() =>
        this.channels.every(
          (channel) => missing(truth.get(channel)!, client.trades.get(channel) ?? []) === 0,
        ),
      );
    // Rows may still wait for the recorder.
    await this.until(() => missing(wanted, this.recorded()) === 0);
    if (mayLose) this.alerts.startOver();
    await this.until(() => this.mirrors.every(({ isFollowing }) => isFollowing));
    const mirrored = await Promise.all(this.mirrors.map((mirror) => mirror.faults()));
    const { requests, connections, messages } = this.simulator.refusedByLimits;
    const refused = requests + connections + messages;
    const sent = this.collectors.map(({ exchangeLine }) => exchangeLine.sentAfter(this.settledAt));
    const doubled = overlaps(sent, LEASE_SECONDS * 1_000);
    this.settledAt = now();
    const made = new Set(this.made());
    const recorded = this.recorded();
    const found = [
      ...mirrored.flat(),
      ...(await this.alerts.faults(() => this.made().length)),
      ...(new Set(recorded).size < recorded.length ? ['the history has a trade twice'] : []),
      ...recorded
        .filter((id) => !made.has(id))
        .map((id) => `the history has trade ${id}, which was never made`),
      ...(refused > 0 ? [`${refused} refused by the exchange's limits`] : []),
      ...(doubled > 0 ? [`both collectors spoke to the exchange at once, ${doubled} times`] : []),
      ...(mayLose
        ? []
        : this.clients.flatMap(({ losses }, at) => losses.map((loss) => `client ${at}: ${loss}`))),
    ];
    for (const { losses } of this.clients) losses.length = 0;
    return found;
  }

  /** Trades that a client got more than once, beside those of snapshots. Meaningful only within an epoch. */
  get doubled(): number {
    return this.clients.reduce(
      (sum, { trades, repeated }) =>
        sum + [...trades.values()].reduce((n, ids) => n + ids.length - new Set(ids).size, -repeated),
      0,
    );
  }

  /** What clients got anew since the last call, although their epoch went on. */
  restarts(): string[] {
    return this.clients.flatMap((client, at) => {
      const restarts = client.restarts.map(
        ({ channel, from, to }) => `client ${at}: ${channel} ${from} → ${to}`,
      );
      client.restarts = [];
      return restarts;
    });
  }

  /** Connections that clients lost so far. */
  get disconnects(): number {
    return this.clients.reduce((sum, client) => sum + client.disconnects, 0);
  }

  /** The clients that are connected to a gateway. */
  clientsOf(gateway: Product): FollowingClient[] {
    return this.clients.filter((_, at) => this.gateways[at % this.gateways.length] === gateway);
  }

  /** Ends a gateway in order and starts another in its place. */
  async replaceGateway(place: number, balancer: Balancer): Promise<void> {
    const old = this.gateways[place]!;
    balancer.remove(old.url);
    await old.stop();
    const next = await startProduct({ ...this.env, CLUSTER_ROLES: 'gateway' });
    this.gateways[place] = next;
    balancer.add(next.url);
  }

  /** Runs something while nothing trades and all clients have the same. */
  async inQuiet<T>(run: () => Promise<T>): Promise<T> {
    clearInterval(this.trading);
    await this.until(() => this.areCopiesEqual);
    try {
      return await run();
    } finally {
      this.trade();
    }
  }

  get areCopiesEqual(): boolean {
    const [first, ...others] = this.clients.map((client) =>
      this.channels.map((channel) => [client.seqs.get(channel), client.state(channel)]),
    );
    return others.every((other) => isDeepStrictEqual(other, first));
  }

  /** Makes one trade of an account. */
  fill(channel: string): void {
    this.simulator.exchange.trade(Number(channel.slice('account/'.length)), 0, 'buy', '0.1000');
  }

  async control(path: string): Promise<void> {
    const [gateway] = this.gateways;
    const response = await fetch(`${gateway!.url}/api/control/${path}`, {
      method: 'POST',
      headers: { 'x-api-key': ADMIN },
    });
    if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`);
  }

  /** Whether the leader polls no more, once a gateway reaches it. */
  async isPaused(): Promise<boolean> {
    for (;;) {
      const response = await fetch(`${this.gateways[0]!.url}/api/control/status`, {
        headers: { 'x-api-key': ADMIN },
      });
      if (response.ok) return ((await response.json()) as { rest_paused: boolean }).rest_paused;
      await pause(LOOK_EVERY);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.trading);
    for (const { client } of this.clients) client.close();
    for (const mirror of this.mirrors) await mirror.close();
    for (const { child } of this.gateways) child.process.kill('SIGCONT');
    await Promise.all([
      this.recorder.close(),
      ...this.collectors.map((one) => one.close()),
      ...this.gateways.map((one) => one.stop()),
    ]);
    await Promise.all([this.redis.stop(), this.simulator.stop(), this.alerts.close()]);
    await rm(this.historyDir, { recursive: true, force: true });
  }

  private async begin(clients: number, balancer: Balancer | undefined): Promise<void> {
    const gateways = [0, 1].map(() => startProduct({ ...this.env, CLUSTER_ROLES: 'gateway' }));
    this.recorder.run();
    for (let i = 0; i < 2; i++)
      this.collectors.push(await Collector.start(this.simulator, this.redis, this.env));
    this.gateways.push(...(await Promise.all(gateways)));
    for (const { url } of this.gateways) balancer?.add(url);
    for (let i = 0; i < clients; i++) {
      const { url } = balancer ?? this.gateways[i % this.gateways.length]!;
      this.clients.push(new FollowingClient(`${url.replace('http', 'ws')}/ws`));
    }
    await this.until(() => this.isLive);
    const accounts = this.simulator.listening.accounts.map(({ account_index }) => account_index);
    for (const place of this.gateways.keys())
      this.mirrors.push(
        new MirrorFollower(
          () => (balancer ?? this.gateways[place]!).url,
          accounts,
          (index) => this.tradesOf(index),
        ),
      );
    // A first start reads one page of older trades only, so none may be made before it.
    this.trade();
  }

  private trade(): void {
    this.trading = setInterval(() => this.simulator.exchange.tick(), TRADE_EVERY);
  }

  get channels(): string[] {
    return this.simulator.listening.accounts.map(({ account_index }) => `account/${account_index}`);
  }

  private states({ client }: FollowingClient): (AccountState | undefined)[] {
    return this.channels.map((channel) => client.state(channel) as AccountState | undefined);
  }

  private gapsOf(client: FollowingClient): number {
    return this.states(client).reduce(
      (sum, state) => sum + (state?.gaps ?? []).filter(({ closed_at }) => closed_at === null).length,
      0,
    );
  }

  private tradesAt(place: number): string[] {
    return this.tradesOf(this.simulator.listening.accounts[place]!.account_index);
  }

  private tradesOf(index: number): string[] {
    return this.simulator.exchange.account(index).trades.map(({ id }) => String(id));
  }

  /** Account and id of every trade that was made. */
  made(): string[] {
    return this.simulator.listening.accounts.flatMap(({ account_index }, place) =>
      this.tradesAt(place).map((id) => `${account_index}/${id}`),
    );
  }

  /** Account and id of every trade in the history. */
  private recorded(): string[] {
    if (!existsSync(join(this.historyDir, 'history.sqlite'))) return [];
    const history = new DatabaseSync(join(this.historyDir, 'history.sqlite'), {
      readOnly: true,
      timeout: 10_000,
    });
    try {
      const rows = history.prepare('SELECT account_index, trade_id FROM trades').all();
      return rows.map(({ account_index, trade_id }) => `${String(account_index)}/${String(trade_id)}`);
    } finally {
      history.close();
    }
  }
}

function missing(wanted: readonly string[], got: readonly string[]): number {
  const all = new Set(got);
  return wanted.filter((id) => !all.has(id)).length;
}
