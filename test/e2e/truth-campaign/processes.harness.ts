import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SystemClock } from '../../../src/clock/system-clock.js';
import { Simulator } from '../../../src/simulator/simulator.js';
import { LiveView, type BroadcastFrame } from '../../support/live-view.js';
import { followAll, startProduct, type Product } from '../../support/product.js';
import { startHttpProxy, type TestProxy } from '../../support/proxies.js';
import type { Harness, OriginalReading } from './campaign.js';
import {
  contradictions,
  shownOfEntry,
  shownOfList,
  shownOfPortfolio,
  type AccountAnswer,
  type OriginalList,
  type PortfolioAnswer,
} from './original-views.js';
import { SentFills, type Fill } from './sent-fills.js';
import { shownOf, type Shown } from './shown.js';

/** Source address of the first proxy; the last account's egress is direct. */
const FIRST_ADDRESS = 31;
const MAX_EGRESSES = 5;
const DELAYS_KEPT = 40;
/** Exchange, product and client may each be late. */
const DELAY_FACTOR = 3;
const SHIFTED_DATE = pathToFileURL(resolve('test/support/shifted-date.mjs')).href;

/** The built product in a process of its own, over real sockets and in real time; the exchange and the clients are here. */
export class ProcessesHarness implements Harness {
  readonly sent = new SentFills();
  private readonly folder = mkdtempSync(join(tmpdir(), 'broadcaster-truth-'));
  private readonly shiftFile = join(this.folder, 'shift');
  private product!: Product;
  private view: LiveView | null = null;
  /** Delays of the latest timers of this process, in ms. */
  private readonly delays: number[] = [];
  private pausedUntil = 0;
  private isDiskFull = false;
  private turn = 0;
  private seenFrames = 0;

  private constructor(
    readonly simulator: Simulator,
    readonly clock: SystemClock,
    private readonly proxies: readonly TestProxy[],
  ) {}

  static egressesFor(accounts: number): number {
    return Math.min(MAX_EGRESSES, accounts);
  }

  /** @param streamLateMs time for which the exchange refuses its stream at first */
  static async start(seed: number, accounts: number, streamLateMs: number): Promise<ProcessesHarness> {
    const clock = new SystemClock();
    const simulator = new Simulator({
      clock,
      seed,
      accounts,
      historyMs: Infinity,
      walk: { activity: 0.3, tickMs: 1e9 },
    });
    await simulator.start();
    const proxies = await Promise.all(
      Array.from({ length: ProcessesHarness.egressesFor(accounts) - 1 }, (_, at) =>
        startHttpProxy({ localAddress: `127.0.0.${FIRST_ADDRESS + at}` }),
      ),
    );
    if (streamLateMs > 0) {
      const { lift } = simulator.faults.ws.refuseUpgrade({ status: 503 });
      clock.after(streamLateMs, lift);
    }
    const harness = new ProcessesHarness(simulator, clock, proxies);
    await harness.begin();
    return harness;
  }

  get accounts(): number[] {
    return this.simulator.listening.accounts.map(({ account_index }) => account_index);
  }

  private get egresses(): number {
    return this.proxies.length + 1;
  }

  readonly accountOf = (position: number): number => this.accounts[position] as number;

  egressOf(position: number): number {
    return position % this.egresses;
  }

  readonly addressOf = (egress: number): string =>
    egress < this.proxies.length ? `127.0.0.${FIRST_ADDRESS + egress}` : '127.0.0.1';

  proxyDies(egress: number): { lift(): void } {
    return this.proxies[egress]?.fail() ?? { lift: () => undefined };
  }

  plannedOrders(): number | null {
    return null;
  }

  clockStep(ms: number): void {
    writeFileSync(this.shiftFile, String(ms));
    this.product.child.process.kill('SIGUSR2');
  }

  suspend(ms: number): void {
    const { process: child } = this.product.child;
    child.kill('SIGSTOP');
    this.pausedUntil = this.clock.monotonic() + ms;
    this.clock.after(ms, () => child.kill('SIGCONT'));
  }

  /** Prevents writes to every file; permissions would not stop a process that runs as root. */
  diskFull(): { lift(): void } {
    this.isDiskFull = true;
    this.limitFiles();
    return {
      lift: () => {
        this.isDiskFull = false;
        this.limitFiles();
      },
    };
  }

  async kill(): Promise<void> {
    this.view?.close();
    await this.product.child.stop('SIGKILL');
    await this.begin();
  }

  async restart(): Promise<void> {
    this.view?.close();
    await this.product.child.stop();
    await this.begin();
  }

  /** The delay of this machine is granted to the product too, which shares the machine. */
  async pass(ms: number): Promise<void> {
    const due = this.clock.monotonic() + ms;
    await this.clock.sleep(ms);
    this.delays.push(this.clock.monotonic() - due);
    if (this.delays.length > DELAYS_KEPT) this.delays.shift();
  }

  async read(): Promise<Shown[]> {
    if (this.clock.monotonic() < this.pausedUntil + 100) return [];
    const asked = this.askedAt();
    const states = await Promise.all(this.accounts.map((index) => this.readState(index)));
    const at = this.clock.monotonic();
    const fromRest = states.flatMap((state) => (state ? [shownOf({ asked, at }, 'rest', state)] : []));
    return [...fromRest, ...this.readView({ asked, at })];
  }

  async readOriginal(readings: readonly Shown[]): Promise<OriginalReading> {
    const asked = this.askedAt();
    if (this.clock.monotonic() < this.pausedUntil + 100)
      return { asked, at: asked, shown: [], contradictions: [] };
    const index = this.accountOf(this.turn++ % this.accounts.length);
    const [entry, positions, orders, trades, portfolio] = await Promise.all([
      this.get<AccountAnswer>(`/api/accounts/${index}`),
      this.get<OriginalList>(`/api/ws/positions/${index}`),
      this.get<OriginalList>(`/api/ws/orders/${index}`),
      this.get<OriginalList>(`/api/ws/trades/${index}`),
      this.get<PortfolioAnswer>('/api/portfolio'),
    ]);
    const when = { asked, at: this.clock.monotonic() };
    const gap = readings.find(({ account, gap }) => account === index && gap !== null)?.gap ?? null;
    const lists = [positions, orders, trades].flatMap((list) => (list ? [shownOfList(when, list, gap)] : []));
    return {
      ...when,
      shown: [
        ...(entry ? [shownOfEntry(when, entry)] : []),
        ...lists,
        ...(portfolio ? shownOfPortfolio(when, portfolio) : []),
      ],
      contradictions: portfolio ? contradictions(portfolio) : [],
    };
  }

  async readHistory(): Promise<ReadonlyMap<number, readonly Fill[]>> {
    const history = new Map<number, Fill[]>();
    for (const index of this.accounts) {
      const fills: Fill[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const after: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
        const path = `/api/history/trades/${index}?limit=1000${after}`;
        const page: HistoryPage | null = await this.get<HistoryPage>(path);
        for (const { trade_id, timestamp } of page?.trades ?? [])
          fills.push({ trade_id, timestamp: Date.parse(timestamp) });
        cursor = page?.next_cursor ?? null;
      }
      history.set(index, fills);
    }
    return history;
  }

  async reconnect(): Promise<void> {
    await fetch(`${this.product.url}/api/connections/reconnect`, { method: 'POST' });
  }

  async end(): Promise<void> {
    this.view?.close();
    this.product.child.process.kill('SIGCONT');
    await this.product.stop();
    await this.simulator.stop();
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async begin(): Promise<void> {
    const { url, wsUrl, accounts } = this.simulator.listening;
    const env = followAll({ url, ws_url: wsUrl, accounts: [...accounts] });
    this.proxies.forEach(({ port }, egress) => {
      for (let position = egress; position < accounts.length; position += this.egresses)
        env[`Lighter_${position + 1}_PROXY_1_URL`] = `http://127.0.0.1:${port}`;
    });
    this.product = await startProduct({
      ...env,
      DATA_DIR: join(this.folder, 'data'),
      RATE_LIMIT: '1000000/minute',
      GAP_SETTLE: '2',
      NODE_OPTIONS: `--import ${SHIFTED_DATE}`,
      DATE_SHIFT_FILE: this.shiftFile,
    });
    if (this.isDiskFull) this.limitFiles();
    this.sent.beginLife();
    this.seenFrames = 0;
    this.view = await LiveView.open(this.product.url);
  }

  private readState(index: number): Promise<Parameters<typeof shownOf>[2] | null> {
    return this.get(`/api/accounts/${index}/state`);
  }

  private async get<T>(path: string): Promise<T | null> {
    const response = await fetch(this.product.url + path);
    return response.ok ? ((await response.json()) as T) : null;
  }

  private askedAt(): number {
    return this.clock.monotonic() - DELAY_FACTOR * Math.max(0, ...this.delays);
  }

  private limitFiles(): void {
    const size = this.isDiskFull ? '0' : 'unlimited';
    const { error, status, stderr } = spawnSync(
      'prlimit',
      ['--pid', String(this.product.child.process.pid), `--fsize=${size}:`],
      { encoding: 'utf8' },
    );
    if (error || status !== 0) throw error ?? new Error(`prlimit failed: ${stderr}`);
  }

  private readView({ asked, at }: { asked: number; at: number }): Shown[] {
    const { view } = this;
    if (!view) return [];
    for (const frame of view.frames.slice(this.seenFrames)) this.noteFills(frame);
    this.seenFrames = view.frames.length;
    return [...view.accounts.values()].map((state) => shownOf({ asked, at }, 'ws', state));
  }

  private noteFills({ channel, type, data }: BroadcastFrame): void {
    const [, account] = /^account\/(\d+)$/.exec(channel ?? '') ?? [];
    if (!account || !['snapshot', 'change', 'gap'].includes(type)) return;
    const { trades } = data as { trades?: Fill[] | { set?: Fill[] | null; upsert?: Fill[] } | null };
    const isUpsert = trades && !Array.isArray(trades) && !('set' in trades);
    const fills = Array.isArray(trades) ? trades : (trades?.set ?? trades?.upsert ?? []);
    this.sent.note(Number(account), fills, Boolean(isUpsert));
  }
}

interface HistoryPage {
  /** `timestamp` in ISO 8601. */
  trades: { trade_id: string; timestamp: string }[];
  next_cursor: string | null;
}
