import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYSTEM } from '../../../src/access/principal.js';
import type { AccountsService } from '../../../src/accounts/accounts.service.js';
import type { Rendered } from '../../../src/cache/rendered.js';
import type { PortfolioService } from '../../../src/portfolio/portfolio.service.js';
import type { Simulator } from '../../../src/simulator/simulator.js';
import type { ChangeFeed } from '../../../src/state/change-feed.port.js';
import { Collector } from '../../support/collector.js';
import type { ManualClock } from '../../support/manual-clock.js';
import { startHttpProxy, type TestProxy } from '../../support/proxies.js';
import { runSimulator } from '../../support/running-simulator.js';
import { SkewedClock } from '../../support/skewed-clock.js';
import type { Harness, OriginalReading } from './campaign.js';
import {
  contradictions,
  miscounted,
  shownOfEntry,
  shownOfList,
  shownOfPortfolio,
  type PortfolioAnswer,
} from './original-views.js';
import { SentFills } from './sent-fills.js';
import { shownOf, type Shown } from './shown.js';

const EGRESSES = 5;
/** Source address of the first proxy; the last egress is direct. */
const FIRST_ADDRESS = 11;

/** The collecting half of the product and the exchange in this process; time passes only by hand. */
export class InProcessHarness implements Harness {
  readonly sent = new SentFills();
  private unsubscribe: () => void = () => undefined;
  private readonly productClock: SkewedClock;
  private collector!: Collector;
  private originals!: { accounts: AccountsService; portfolio: PortfolioService };
  private turn = 0;

  private constructor(
    readonly simulator: Simulator,
    readonly clock: ManualClock,
    private readonly proxies: readonly TestProxy[],
    private dataDir: string,
  ) {
    this.productClock = new SkewedClock(clock);
  }

  /** @param streamLateMs time for which the exchange refuses its stream at first */
  static async start(seed: number, accounts: number, streamLateMs: number): Promise<InProcessHarness> {
    const sim = await runSimulator({
      seed,
      accounts,
      limits: {},
      historyMs: Infinity,
      walk: { activity: 0.3, tickMs: 1e9 },
    });
    const proxies = await Promise.all(
      Array.from({ length: EGRESSES - 1 }, (_, at) =>
        startHttpProxy({ localAddress: `127.0.0.${FIRST_ADDRESS + at}` }),
      ),
    );
    if (streamLateMs > 0) {
      const { lift } = sim.simulator.faults.ws.refuseUpgrade({ status: 503 });
      sim.clock.after(streamLateMs, lift);
    }
    const harness = new InProcessHarness(sim.simulator, sim.clock, proxies, newFolder());
    await harness.begin();
    return harness;
  }

  get accounts(): number[] {
    return this.simulator.listening.accounts.map(({ account_index }) => account_index);
  }

  readonly accountOf = (position: number): number => this.accounts[position] as number;

  egressOf(position: number): number {
    return position % EGRESSES;
  }

  readonly addressOf = (egress: number): string =>
    egress < EGRESSES - 1 ? `127.0.0.${FIRST_ADDRESS + egress}` : '127.0.0.1';

  proxyDies(egress: number): { lift(): void } {
    return this.proxies[egress]?.fail() ?? { lift: () => undefined };
  }

  plannedOrders(account: number): number | null {
    return this.collector.plans.get(account)?.orders ?? null;
  }

  clockStep(ms: number): void {
    this.productClock.step(ms);
  }

  suspend(ms: number): void {
    for (let left = ms; left > 0; left -= 1_000) {
      this.clock.suspend(Math.min(1_000, left));
      this.simulator.exchange.tick();
    }
  }

  diskFull(): { lift(): void } {
    return this.collector.diskFull();
  }

  /** A crash leaves what was on the disk at that moment and nothing more. */
  async kill(): Promise<void> {
    const left = newFolder();
    copyFiles(this.dataDir, left);
    this.unsubscribe();
    const { dataDir } = this;
    await this.collector.close();
    rmSync(dataDir, { recursive: true, force: true });
    this.dataDir = left;
    await this.begin();
  }

  async restart(): Promise<void> {
    await this.collector.close();
    await this.begin();
  }

  async pass(ms: number): Promise<void> {
    await this.collector.pass(ms, ms);
  }

  async read(): Promise<Shown[]> {
    const { feed } = this.collector;
    const at = this.clock.monotonic();
    return this.accounts.flatMap((index) => {
      const state = feed.account(index);
      return state ? [shownOf({ asked: at, at }, 'state', state)] : [];
    });
  }

  async readOriginal(readings: readonly Shown[]): Promise<OriginalReading> {
    const at = this.clock.monotonic();
    const when = { asked: at, at };
    const index = this.accountOf(this.turn++ % this.accounts.length);
    const { accounts, portfolio } = this.originals;
    const { gap = null } = readings.find(({ account }) => account === index) ?? {};
    const lists = (['positions', 'orders', 'trades'] as const).map((section) =>
      shownOfList(when, parsed(accounts.section(SYSTEM, index, section)), gap),
    );
    const all = portfolio.compute(this.accounts) as unknown as PortfolioAnswer;
    return {
      ...when,
      shown: [
        shownOfEntry(when, parsed(accounts.one(SYSTEM, index))),
        ...lists,
        ...shownOfPortfolio(when, all),
      ],
      contradictions: [...contradictions(all), ...miscounted(all, readings)],
    };
  }

  /** The collecting half records nothing. */
  async readHistory(): Promise<null> {
    return null;
  }

  async reconnect(): Promise<void> {
    await this.collector.http.post('/api/connections/reconnect');
    await this.collector.settle();
  }

  async end(): Promise<void> {
    await this.collector.close();
    await this.simulator.stop();
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async begin(): Promise<void> {
    const { clock, productClock, dataDir, proxies } = this;
    const at = this.simulator.listening;
    const proxiesOf = (position: number): string[] => {
      const proxy = proxies[this.egressOf(position)];
      return proxy ? [`http://127.0.0.1:${proxy.port}`] : [];
    };
    this.collector = await Collector.start({ clock, productClock, at, dataDir, proxiesOf }, (feed) =>
      this.listen(feed),
    );
    this.originals = this.collector.original();
    await this.collector.settle();
  }

  private listen(feed: ChangeFeed): void {
    this.sent.beginLife();
    this.unsubscribe = feed.subscribe('truth', (change) => {
      if (change.entity !== 'account' || !change.delta.trades) return;
      const { trades } = change.delta;
      const fresh = 'set' in trades ? (trades.set ?? []) : (trades.upsert ?? []);
      this.sent.note(change.account_index, fresh, true);
    });
  }
}

function parsed<T>({ body }: Rendered): T {
  return JSON.parse(String(body)) as T;
}

/** Copies the files as they are, without half-written ones, which are renamed only when complete. */
function copyFiles(from: string, to: string): void {
  for (const name of readdirSync(from))
    if (!name.endsWith('.new')) copyFileSync(join(from, name), join(to, name));
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'broadcaster-truth-'));
}
