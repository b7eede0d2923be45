import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Clock, type Timer } from '../../src/clock/clock.js';
import { ExchangeClock } from '../../src/clock/exchange-clock.js';
import { LoopMonitor } from '../../src/clock/loop-monitor.js';
import { CashFlowLog, NoCashFlowLog } from '../../src/upstream/cash-flow-log.port.js';
import type { AccountConfig } from '../../src/config/accounts/accounts.js';
import { AppConfig } from '../../src/config/app-config.js';
import type { LighterTier } from '../../src/config/sections/lighter.config.js';
import { parseProxy } from '../../src/config/accounts/proxy.js';
import { IncidentWriter, type IncidentReport } from '../../src/incidents/incident-writer.port.js';
import { Admission } from '../../src/lighter/admission.js';
import { LighterModule } from '../../src/lighter/lighter.module.js';
import { LighterPoller } from '../../src/lighter/polling/poller.js';
import { Secret } from '../../src/secrets/secret.js';
import type { SimulatedAccount } from '../../src/simulator/options.js';
import { type LinkState, NO_CONNECTIONS } from 'lighter-broadcaster-protocol/operations';
import { ChangeFeed } from '../../src/state/change-feed.port.js';
import type { Update } from '../../src/state/update.js';
import { type Demand, DemandFeed } from '../../src/state/demand.js';
import { GapKeepers } from '../../src/upstream/gap-keepers.js';
import { Ingest } from '../../src/upstream/ingest.js';
import { RestLinks } from '../../src/lighter/polling/rest-links.js';
import { until } from './until.js';
import type { ManualClock } from './manual-clock.js';

const TICK_MS = 100;

export interface RestHarnessOptions {
  clock: ManualClock;
  /** Origin of the exchange. */
  url: string;
  accounts: readonly SimulatedAccount[];
  /** `private` by default. */
  credential?: AccountConfig['credential']['kind'];
  /** Proxy URLs of the account at this index. */
  proxiesOf?: (position: number) => string[];
  tier?: LighterTier | null;
  /** Clock of the service alone, when it differs from that of the exchange. */
  machineClock?: Clock;
  demands?: ScriptedDemands;
  /** Survives the harness when given; otherwise temporary. */
  dataDir?: string;
}

/** The REST upstream as wired in the product, with its updates and incidents recorded. Time passes only by `clock`. */
export interface RestHarness {
  updates: Update[];
  incidents: IncidentReport[];
  /** The updates of this type so far, oldest first. */
  of<T extends Update['type']>(type: T): Extract<Update, { type: T }>[];
  /** The link reported last. */
  link(): LinkState;
  /** Runs one tick of the poller. */
  tick(): void;
  /** Advances time in ticks of the poller; every response arrives before the next tick. */
  pass(ms: number, tickMs?: number): Promise<void>;
  /** Whether a poll waits for its response. */
  isBusy(): boolean;
  /** Resolves when no request waits for its response; a poll may still wait for the turn of its next page. */
  idle(): Promise<void>;
  get: TestingModule['get'];
  close(): Promise<void>;
}

export async function startRestHarness(options: RestHarnessOptions): Promise<RestHarness> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'broadcaster-rest-'));
  const updates: Update[] = [];
  const incidents: IncidentReport[] = [];
  const globals = globalsOf(options, dataDir, updates, incidents);
  const app = await Test.createTestingModule({ imports: [globals, LighterModule] }).compile();
  await app.init();
  const of = <T extends Update['type']>(type: T): Extract<Update, { type: T }>[] =>
    updates.filter((update): update is Extract<Update, { type: T }> => update.type === type);
  const harness: RestHarness = {
    updates,
    incidents,
    of,
    link: () => of('link').at(-1)!.link,
    tick: () => app.get(LighterPoller).tick(),
    pass: async (ms, tickMs = TICK_MS) => {
      for (let left = ms; left > 0; left -= tickMs) {
        options.clock.advance(Math.min(tickMs, left));
        harness.tick();
        await harness.idle();
      }
    },
    isBusy: () => options.accounts.some(({ account_index }) => app.get(RestLinks).of(account_index).busy),
    idle: () => until(() => app.get(Admission).inFlight === 0),
    get: app.get.bind(app),
    close: async () => {
      await app.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return harness;
}

/** A machine whose wall clock is wrong by `offsetMs`, beside an exchange whose clock is right. */
export class MachineClock extends Clock {
  offsetMs = 0;

  constructor(private readonly right: Clock) {
    super();
  }

  override wallNow(): number {
    return this.right.wallNow() + this.offsetMs;
  }

  override monotonic(): number {
    return this.right.monotonic();
  }

  override after(delayMs: number, task: () => void): Timer {
    return this.right.after(delayMs, task);
  }

  override every(periodMs: number, task: () => void): Timer {
    return this.right.every(periodMs, task);
  }
}

/** Demands of the state, made by a test. */
export class ScriptedDemands extends DemandFeed {
  private listener: (demand: Demand) => void = () => undefined;

  override onDemand(_name: string, listener: (demand: Demand) => void): () => void {
    this.listener = listener;
    return () => undefined;
  }

  demand(demand: Demand): void {
    this.listener(demand);
  }
}

@Global()
@Module({})
class HarnessGlobals {}

function globalsOf(
  options: RestHarnessOptions,
  dataDir: string,
  updates: Update[],
  incidents: IncidentReport[],
): DynamicModule {
  const providers = [
    { provide: AppConfig, useValue: configOf(options, dataDir) },
    { provide: Clock, useValue: options.machineClock ?? options.clock },
    { provide: ExchangeClock, useValue: new ExchangeClock(options.clock) },
    { provide: LoopMonitor, useValue: new LoopMonitor(options.machineClock ?? options.clock) },
    { provide: CashFlowLog, useClass: NoCashFlowLog },
    {
      provide: IncidentWriter,
      useValue: { report: (incident: IncidentReport) => void incidents.push(incident) },
    },
    { provide: Ingest, useValue: { apply: (update: Update) => void updates.push(update) } },
    { provide: GapKeepers, useValue: { admit: (update: Update) => void updates.push(update) } },
    { provide: ChangeFeed, useValue: { connections: () => NO_CONNECTIONS } },
    { provide: DemandFeed, useValue: options.demands ?? new ScriptedDemands() },
  ];
  return {
    module: HarnessGlobals,
    providers,
    exports: providers.map((provider) => ('provide' in provider ? provider.provide : provider)),
  };
}

function configOf(options: RestHarnessOptions, dataDir: string): AppConfig {
  const lighter = {
    baseUrl: options.url,
    tier: options.tier ?? null,
    pollIntervalMs: 500,
    ordersPollIntervalMs: 2000,
  };
  const accounts = options.accounts.map((account, at) => accountOf(account, at, options));
  return { mode: 'live', lighter, history: { dataDir }, accounts } as unknown as AppConfig;
}

function accountOf(account: SimulatedAccount, at: number, options: RestHarnessOptions): AccountConfig {
  const proxies = options.proxiesOf?.(at) ?? [];
  return {
    index: account.account_index,
    name: `Lighter_${at + 1}_test`,
    group: at + 1,
    apiKeyIndex: account.api_key_index,
    label: null,
    credential: credentialOf(account, options.credential ?? 'private'),
    proxies: proxies.map((url) => ({ ...parseProxy(url)!, id: url })),
  };
}

function credentialOf(
  account: SimulatedAccount,
  kind: AccountConfig['credential']['kind'],
): AccountConfig['credential'] {
  switch (kind) {
    case 'private':
      return { kind, privateKey: new Secret(account.private_key) };
    case 'token':
      return { kind, token: new Secret(account.read_only_token) };
    case 'none':
      return { kind };
  }
}
