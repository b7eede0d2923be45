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
import type { Listening, SimulatedAccount } from './options.js';
import { Simulator } from './simulator.js';

const DEMO_ACCOUNTS = 3;
/** As many as REST serves; bounded because a demo may run for days. */
const TRADES_KEPT = 3000;

class Demo implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly simulator: Simulator,
    private readonly folder: string,
  ) {}

  onApplicationBootstrap(): void {
    const { url } = this.simulator.listening;
    new Logger(Demo.name).warn(
      `No account is configured: this is a demo on a simulated exchange at ${url}, demo data in ${this.folder}`,
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.simulator.stop();
  }
}

/** Starts a simulated exchange in this process and points the configuration at it, with a temporary data folder. */
@Module({})
export class DemoModule {
  static async start(config: AppConfig, clock: Clock): Promise<{ module: DynamicModule; config: AppConfig }> {
    const folder = mkdtempSync(join(tmpdir(), 'lighter-broadcaster-demo-'));
    // Last, because other modules may write there until they have shut down.
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const simulator = new Simulator({ clock, seed: 42, accounts: DEMO_ACCOUNTS, tradesKept: TRADES_KEPT });
    const exchange = await simulator.start();
    return {
      config: follow(config, exchange, folder),
      module: { module: DemoModule, providers: [{ provide: Demo, useValue: new Demo(simulator, folder) }] },
    };
  }
}

function follow(config: AppConfig, { url, wsUrl, accounts }: Listening, folder: string): AppConfig {
  return Object.freeze(
    Object.assign(new AppConfig(), config, {
      lighter: { ...config.lighter, baseUrl: url, wsUrl },
      history: { ...config.history, dataDir: folder, supabaseUrl: null, supabaseServiceRole: null },
      accounts: accounts.map(toAccountConfig),
    }),
  );
}

/** All accounts use signed tokens except the last, which uses a read-only token. */
function toAccountConfig(account: SimulatedAccount, at: number): AccountConfig {
  const readOnly = at === DEMO_ACCOUNTS - 1;
  const text = readOnly ? account.read_only_token : account.private_key;
  scrubber.register(text);
  const secret = new Secret(text);
  return {
    index: account.account_index,
    name: `Lighter_${at + 1}_demo${at + 1}`,
    group: at + 1,
    apiKeyIndex: account.api_key_index,
    label: null,
    credential: readOnly ? { kind: 'token', token: secret } : { kind: 'private', privateKey: secret },
    proxies: [],
  };
}
