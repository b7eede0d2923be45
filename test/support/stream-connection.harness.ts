import { parseProxy } from '../../src/config/accounts/proxy.js';
import { Egress } from '../../src/egress/egress.js';
import { RateBudget } from '../../src/egress/rate-budget.js';
import { ProxyFailover } from '../../src/egress/proxy-failover.js';
import { TIER_LIMITS } from '../../src/egress/tier-limits.js';
import { Simulator } from '../../src/simulator/simulator.js';
import type { SimulatorOptions } from '../../src/simulator/options.js';
import type { Update } from '../../src/state/update.js';
import { accountChannels, tradesChannel } from '../../src/upstream-ws/session/channels.js';
import { StreamConnection } from '../../src/upstream-ws/connection/stream-connection.js';
import { ManualClock } from './manual-clock.js';
import { SkewedClock } from './skewed-clock.js';
import { settleIo, until } from './until.js';

export interface StreamConnectionHarnessOptions {
  accounts?: number;
  hasCredential?: boolean;
  simulator?: Partial<SimulatorOptions>;
  /** Milliseconds until the account's token is due to be renewed. */
  renewIn?: (accountIndex: number) => number | null;
  /** Proxy URLs in failover order; direct without. */
  proxies?: string[];
}

/** One stream connection to a simulated exchange over a real socket, on a manual clock. */
export class StreamConnectionHarness {
  readonly updates: Update[] = [];
  /** Events of the connection, such as `lost 281001: …`. */
  readonly events: string[] = [];
  readonly incidents: string[] = [];
  /** When each ping that was answered had been sent, by `clock.monotonic()`. */
  readonly probes: number[] = [];
  readonly states: string[] = [];
  readonly connection: StreamConnection;
  /** Token of an account; a test may replace it. */
  token = (accountIndex: number): string =>
    this.simulator.listening.accounts.find(({ account_index }) => account_index === accountIndex)!
      .read_only_token;
  /** Called on renewal. */
  renew = (): boolean => false;

  private constructor(
    readonly clock: ManualClock,
    /** The clock of the connection: the same time, but its wall clock may be stepped. */
    readonly ownClock: SkewedClock,
    readonly simulator: Simulator,
    readonly egresses: [Egress, ...Egress[]],
    private readonly options: StreamConnectionHarnessOptions,
  ) {
    this.connection = this.createConnection();
  }

  static async start(options: StreamConnectionHarnessOptions = {}): Promise<StreamConnectionHarness> {
    const clock = new ManualClock();
    const ownClock = new SkewedClock(clock);
    const simulator = new Simulator({
      clock,
      walk: 'off',
      accounts: options.accounts ?? 1,
      ...options.simulator,
    });
    await simulator.start();
    const egressOf = (url: string | null): Egress => {
      const proxy = url === null ? null : { ...parseProxy(url)!, id: url.replace(/.*@/, '') };
      const budget = new RateBudget(TIER_LIMITS.standard);
      return new Egress(proxy?.id ?? 'direct', proxy, budget, ownClock, () => undefined);
    };
    const [first = egressOf(null), ...others] = (options.proxies ?? []).map(egressOf);
    return new StreamConnectionHarness(clock, ownClock, simulator, [first, ...others], options);
  }

  /** The index of the first account. */
  get account(): number {
    return this.simulator.listening.accounts[0]!.account_index;
  }

  /** Starts the connection and waits until it has no request left. */
  async connected(): Promise<void> {
    this.connection.start();
    await this.untilState('connected');
    await settleIo();
  }

  async untilState(state: string): Promise<void> {
    await until(() => this.connection.stats.state === state);
  }

  async stop(): Promise<void> {
    this.connection.stop('stopped');
    await this.simulator.stop();
    await Promise.all(this.egresses.map((egress) => egress.close()));
  }

  private createConnection(): StreamConnection {
    const { hasCredential = true, renewIn = () => null } = this.options;
    const accounts = this.simulator.listening.accounts.map(({ account_index: index }) => ({
      index,
      name: `account ${index}`,
      channels: accountChannels(index, hasCredential),
      tradesChannel: tradesChannel(index, hasCredential),
      credentialExpiresAt: null,
    }));
    const parts = {
      url: this.simulator.listening.wsUrl,
      clock: this.ownClock,
      failover: new ProxyFailover(this.egresses),
      random: () => 0,
      tokenFor: (index: number) => this.token(index),
      renew: () => this.renew(),
      renewIn,
      exchangeNow: () => null,
      accepted: (index: number) => void this.events.push(`accepted ${index}`),
      partyOf: (index: number | null) => `account/${index}`,
      symbolOf: (id: number) => `M${id}`,
    };
    return new StreamConnection(accounts, parts, {
      updates: (updates) => void this.updates.push(...updates),
      frame: () => undefined,
      raw: () => undefined,
      followed: (index) => void this.events.push(`followed ${index}`),
      marksConfirmed: () => void this.events.push('marks'),
      released: (index, part, reason) => void this.events.push(`released ${index} ${part}: ${reason}`),
      tradesConfirmed: (index) => void this.events.push(`trades ${index}`),
      lapsed: (index) => void this.events.push(`lapsed ${index}`),
      missed: (index) => void this.events.push(`missed ${index}`),
      doubted: (index, part) => void this.events.push(`doubted ${index} ${part}`),
      alive: (index, probeMono) => {
        this.events.push(`alive ${index}`);
        if (probeMono !== null) this.probes.push(probeMono);
      },
      lost: (index, _kind, reason) => void this.events.push(`lost ${index}: ${reason}`),
      incident: (index, kind, code, reason) =>
        void this.incidents.push([kind, index, code, reason].filter((part) => part !== null).join(' ')),
      changed: ({ stats }) => {
        const state = `${stats.state} ${stats.retry.phase}/${stats.retry.attempts}`;
        if (this.states.at(-1) !== state) this.states.push(state);
      },
    });
  }
}
