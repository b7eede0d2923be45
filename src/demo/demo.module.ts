import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import type { AccountConfig } from '../config/accounts/accounts.js';
import { AppConfig } from '../config/app-config.js';
import { Secret } from '../secrets/secret.js';
import { scrubber } from '../secrets/scrubber.js';
import { FaultBoard } from '../history/fault-board.js';
import { historyOptions } from '../history/history-options.js';
import type { HistoryStore } from '../history/history-store.port.js';
import { openStore } from '../history/open-store.js';
import type { Listening, SimulatedAccount } from '../simulator/options.js';
import { Simulator } from '../simulator/simulator.js';
import { DemoClock } from './demo-clock.js';
import { DESK } from './demo-desk.js';
import { DemoEvents } from './demo-events.js';
import { livePast, PAST_MS } from './demo-past.js';

/** As many as REST serves; bounded because a demo may run for days. */
const TRADES_KEPT = 3000;
/** What an account of the desk holds is worth more, in USDC; what it trades around that, less. */
const KEEPS_ABOVE = 4_000;
/** Nobody reads incidents of the time before the start. */
const SILENT = { report: () => undefined };

class Demo implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly simulator: Simulator,
    private readonly folder: string,
    private readonly events: DemoEvents,
  ) {}

  onApplicationBootstrap(): void {
    const { url } = this.simulator.listening;
    new Logger(Demo.name).warn(
      `No account is configured: this is a demo on a simulated exchange at ${url}, demo data in ${this.folder}`,
    );
  }

  onApplicationShutdown(): Promise<void> {
    this.events.stop();
    return this.simulator.stop();
  }
}

export interface StartedDemo {
  module: DynamicModule;
  /** Follows the simulated exchange, with a temporary data folder. */
  config: AppConfig;
}

@Module({})
export class DemoModule {
  /**
   * Opens the history of a demo, which a thread does while this one may load modules.
   * @returns starts the simulated exchange in this process, once its past is in the history
   */
  static prepare(configured: AppConfig, clock: Clock): () => Promise<StartedDemo> {
    const folder = mkdtempSync(join(tmpdir(), 'lighter-broadcaster-demo-'));
    // Last, because other modules may write there until they have shut down.
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const config = storedIn(folder, configured);
    const opening = openStore(historyOptions(config), clock, new FaultBoard(clock, SILENT));
    // Starting the demo reports a failure.
    opening.catch(() => undefined);
    return async () => startDemo(config, clock, folder, await opening);
  }
}

async function startDemo(
  config: AppConfig,
  clock: Clock,
  folder: string,
  store: HistoryStore,
): Promise<StartedDemo> {
  const now = clock.wallNow();
  const demoClock = new DemoClock(clock, now - PAST_MS);
  const simulator = new Simulator({
    ...{ clock: demoClock, seed: 42, accounts: DESK.length, tradesKept: TRADES_KEPT },
    walk: { keepsAbove: KEEPS_ABOVE },
  });
  const written = Array.from(livePast(simulator.exchange, demoClock, now), (rows) => store.append(rows));
  demoClock.arrive();
  const [exchange] = await Promise.all([simulator.start(), ...written]);
  await store.close();
  const demo = new Demo(simulator, folder, new DemoEvents(simulator, clock));
  return {
    config: follow(config, exchange),
    module: { module: DemoModule, providers: [{ provide: Demo, useValue: demo }] },
  };
}

function storedIn(dataDir: string, config: AppConfig): AppConfig {
  const history = { ...config.history, dataDir, supabaseUrl: null, supabaseServiceRole: null };
  return Object.freeze(Object.assign(new AppConfig(), config, { history }));
}

function follow(config: AppConfig, { url, wsUrl, accounts }: Listening): AppConfig {
  return Object.freeze(
    Object.assign(new AppConfig(), config, {
      lighter: { ...config.lighter, baseUrl: url, wsUrl },
      accounts: accounts.map(toAccountConfig),
    }),
  );
}

/** All accounts use signed tokens except the last, which uses a read-only token. */
function toAccountConfig(account: SimulatedAccount, at: number): AccountConfig {
  const readOnly = at === DESK.length - 1;
  const text = readOnly ? account.read_only_token : account.private_key;
  scrubber.register(text);
  const secret = new Secret(text);
  const { id, label, group } = DESK[at]!;
  return {
    index: account.account_index,
    name: `Lighter_${at + 1}_${id}`,
    group: at + 1,
    apiKeyIndex: account.api_key_index,
    label: { label, group, tags: [] },
    credential: readOnly ? { kind: 'token', token: secret } : { kind: 'private', privateKey: secret },
    proxies: [],
  };
}
