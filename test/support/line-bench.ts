import { parseProxy } from '../../src/config/accounts/proxy.js';
import { Egress } from '../../src/egress/egress.js';
import { RateBudget } from '../../src/egress/rate-budget.js';
import { Route } from '../../src/egress/route.js';
import { TIER_LIMITS } from '../../src/egress/tier-limits.js';
import { Simulator } from '../../src/simulator/simulator.js';
import type { SimulatorOptions } from '../../src/simulator/options.js';
import type { Update } from '../../src/state/update.js';
import { accountChannels, tradesChannel } from '../../src/upstream-ws/channels.js';
import { Line } from '../../src/upstream-ws/line.js';
import { ManualClock } from './manual-clock.js';
import { settleIo, until } from './until.js';

export interface LineBenchOptions {
  accounts?: number;
  hasCredential?: boolean;
  simulator?: Partial<SimulatorOptions>;
  renewAt?: (accountIndex: number) => number | null;
  /** Proxy URLs, in the order they are to be tried; straight out without. */
  proxies?: string[];
}

/** One line of ours to a simulated exchange over a real socket, with the clock in the test's hand. */
export class LineBench {
  readonly updates: Update[] = [];
  /** What the line told, such as `lost 281001: …`. */
  readonly told: string[] = [];
  readonly incidents: string[] = [];
  readonly states: string[] = [];
  readonly line: Line;
  /** Gives the token of an account; a test may hand out others. */
  token = (accountIndex: number): string =>
    this.simulator.listening.accounts.find(({ account_index }) => account_index === accountIndex)!
      .read_only_token;
  /** What a renewal does. */
  renew = (): boolean => false;

  private constructor(
    readonly clock: ManualClock,
    readonly simulator: Simulator,
    readonly egresses: [Egress, ...Egress[]],
    private readonly options: LineBenchOptions,
  ) {
    this.line = this.makeLine();
  }

  static async start(options: LineBenchOptions = {}): Promise<LineBench> {
    const clock = new ManualClock();
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
      return new Egress(proxy?.id ?? 'direct', proxy, budget, clock, () => undefined);
    };
    const [first = egressOf(null), ...others] = (options.proxies ?? []).map(egressOf);
    return new LineBench(clock, simulator, [first, ...others], options);
  }

  /** The index of the first account. */
  get account(): number {
    return this.simulator.listening.accounts[0]!.account_index;
  }

  /** Starts the line and waits until it has nothing left to ask. */
  async connected(): Promise<void> {
    this.line.start();
    await this.untilState('connected');
    await settleIo();
  }

  async untilState(state: string): Promise<void> {
    await until(() => this.line.facts.state === state);
  }

  async stop(): Promise<void> {
    this.line.stop('stopped');
    await this.simulator.stop();
    await Promise.all(this.egresses.map((egress) => egress.close()));
  }

  private makeLine(): Line {
    const { hasCredential = true, renewAt = () => null } = this.options;
    const accounts = this.simulator.listening.accounts.map(({ account_index: index }) => ({
      index,
      name: `account ${index}`,
      channels: accountChannels(index, hasCredential),
      tradesChannel: tradesChannel(index, hasCredential),
      credentialExpiresAt: null,
    }));
    const parts = {
      url: this.simulator.listening.wsUrl,
      clock: this.clock,
      route: new Route(this.egresses),
      random: () => 0,
      tokenFor: (index: number) => this.token(index),
      renew: () => this.renew(),
      renewAt,
      symbolOf: (id: number) => `M${id}`,
    };
    return new Line(accounts, parts, {
      updates: (updates) => void this.updates.push(...updates),
      raw: () => undefined,
      followed: (index) => void this.told.push(`followed ${index}`),
      tradesConfirmed: (index) => void this.told.push(`trades ${index}`),
      lapsed: (index) => void this.told.push(`lapsed ${index}`),
      missed: (index) => void this.told.push(`missed ${index}`),
      alive: (index) => void this.told.push(`alive ${index}`),
      lost: (index, _kind, reason) => void this.told.push(`lost ${index}: ${reason}`),
      incident: (index, kind, code, reason) =>
        void this.incidents.push([kind, index, code, reason].filter((part) => part !== null).join(' ')),
      changed: ({ facts }) => {
        const state = `${facts.state} ${facts.retry.phase}/${facts.retry.attempts}`;
        if (this.states.at(-1) !== state) this.states.push(state);
      },
    });
  }
}
