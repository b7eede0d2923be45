// Long: one world for all gap tests
import type { Gap } from 'lighter-broadcaster-protocol/account';
import { ExchangeClock } from '../../src/clock/exchange-clock.js';
import type { TradesUpdate, Update } from '../../src/state/update.js';
import { GapKeeper } from '../../src/upstream/gap-keeper.js';
import { GapLog, type WalkProgress } from '../../src/upstream/gap-log.port.js';
import { RecorderHold } from '../../src/upstream/recorder-hold.port.js';
import { TradeHistory, type TradePage } from '../../src/upstream/trade-history.port.js';
import { ManualClock } from './manual-clock.js';

const ACCOUNT = 7;
/** Trades per page of the history, unless set. */
export const PAGE = 3;
export const SETTLE_MS = 15_000;

interface MadeTrade {
  id: string;
  /** Exchange time, epoch ms. */
  at: number;
}

function tradesUpdate(trades: readonly MadeTrade[], source: 'stream' | 'rest'): TradesUpdate {
  const rows = trades.map(({ id, at }) => ({
    entity: { trade_id: id, timestamp: at },
    text: '{}',
    version: 0,
  }));
  const arrival = { source, received_at: 0, received_mono: 0, exchange_at: null };
  return { type: 'trades', account_index: ACCOUNT, arrival, rows: rows as unknown as TradesUpdate['rows'] };
}

/** The ids 1 to `count`. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** In the order of the exchange. */
export const ascending = (ids: readonly string[]): number[] => ids.map(Number).sort((a, b) => a - b);

/** Lets promises that wait for nothing else settle. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 80; turn++) await Promise.resolve();
};

/** An exchange with one account: its trades and their history in pages. */
class Exchange extends TradeHistory {
  trades: MadeTrade[] = [];
  /** Ids of rows that cannot be read. */
  readonly spoiled = new Set<string>();
  failures = 0;
  hasCredential = true;
  kept = 3000;
  pageSize = PAGE;
  pagesRead = 0;
  /** Delay after which trades appear in the history, in ms. */
  lagMs = 0;
  /** Time that a page takes by the clock, in ms. */
  pageMs = 0;
  /** Every cursor leads to the first page. */
  isCircular = false;
  /** What becomes of cursors that were given out before now; `null`: they hold. */
  private lost: { cursors: Set<string>; how: 'refuse' | 'first-page' } | null = null;
  private readonly given = new Set<string>();
  /** Ids that are not listed yet. */
  readonly hidden = new Set<string>();

  set oldCursors(how: 'refuse' | 'first-page') {
    this.lost = { cursors: new Set(this.given), how };
  }

  constructor(private readonly clock: ManualClock) {
    super();
  }

  override readable = (): boolean => this.hasCredential;

  override async page(_account: number, cursor: string | null): Promise<TradePage> {
    await Promise.resolve();
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('HTTP 502');
    }
    this.pagesRead += 1;
    if (this.pageMs > 0) await this.clock.sleep(this.pageMs);
    const listed = this.trades.filter(
      ({ id, at }) => at <= this.clock.wallNow() - this.lagMs && !this.hidden.has(id),
    );
    const newestFirst = listed.slice(-this.kept).reverse();
    const isLost = cursor !== null && this.lost?.cursors.has(cursor);
    if (isLost && this.lost?.how === 'refuse') throw new Error('HTTP 400');
    const from = cursor === null || isLost ? 0 : newestFirst.findIndex(({ id }) => id === cursor);
    const next = this.isCircular ? newestFirst[0]?.id : newestFirst[from + this.pageSize]?.id;
    const page = newestFirst.slice(from, from + this.pageSize);
    if (next !== undefined) this.given.add(next);
    const unreadable = page.map(({ id }) => id).filter((id) => this.spoiled.has(id));
    return {
      update: tradesUpdate(
        page.filter(({ id }) => !this.spoiled.has(id)),
        'rest',
      ),
      nextCursor: next ?? null,
      unreadable,
    };
  }
}

/** What survives a restart: the gaps on disk and the trades recorded. */
class Disk extends GapLog {
  readonly open_ = new Map<string, Gap>();
  started = false;
  failures = 0;
  recordedIds: string[] = [];
  kept: WalkProgress | null = null;

  override openGaps = async (): Promise<Gap[]> => [...this.open_.values()];
  override isFirstStart = async (): Promise<boolean> => !this.started;
  override lastTradeId = async (): Promise<string | null> => this.last;
  override recorded(): void {
    return undefined;
  }
  override async forgetTrades(): Promise<void> {
    this.recordedIds = [];
  }
  override async open(gap: Gap): Promise<void> {
    await Promise.resolve();
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('disk full');
    }
    this.started = true;
    this.open_.set(gap.gap_id, gap);
  }
  override progress = async (): Promise<WalkProgress | null> => this.kept;
  override async keepProgress(_gap: Gap, progress: WalkProgress): Promise<void> {
    await Promise.resolve();
    this.kept = progress;
  }
  override async close(gap: Gap): Promise<void> {
    await Promise.resolve();
    this.open_.delete(gap.gap_id);
    this.kept = null;
  }

  private get last(): string | null {
    return this.recordedIds.reduce<string | null>((high, id) => (high && +high > +id ? high : id), null);
  }
}

/** Records the trades that the state reports, except while held. */
class Recorder extends RecorderHold {
  isHeld = false;
  capacity = Infinity;
  private listener: (accountIndex: number, lowestTradeId: string) => void = () => undefined;
  private waiting: string[] = [];

  constructor(private readonly disk: Disk) {
    super();
  }

  /** The state reports a change. */
  keep(ids: readonly string[]): void {
    this.waiting.push(...ids);
    if (this.isHeld && this.waiting.length > this.capacity) this.overflow();
    if (!this.isHeld) this.flush();
  }

  override record({ rows }: TradesUpdate): void {
    this.keep(rows.map(({ entity }) => entity.trade_id));
  }

  override hold(): void {
    this.isHeld = true;
  }
  override release(): void {
    this.isHeld = false;
    this.flush();
  }
  override onOverflow(listener: (accountIndex: number, lowestTradeId: string) => void): void {
    this.listener = listener;
  }

  private overflow(): void {
    const [lowest = ''] = this.waiting.splice(0).sort((a, b) => Number(a) - Number(b));
    this.listener(ACCOUNT, lowest);
  }

  private flush(): void {
    for (const id of this.waiting.splice(0))
      if (!this.disk.recordedIds.includes(id)) this.disk.recordedIds.push(id);
  }
}

/** An exchange, a disk, and as many lives of a gap keeper as the test needs. Time passes only by `clock`. */
export class GapHarness {
  readonly clock = new ManualClock();
  readonly exchangeClock = new ExchangeClock(this.clock);
  readonly exchange = new Exchange(this.clock);
  readonly disk = new Disk();
  readonly updates: Update[] = [];
  readonly incidents: string[] = [];
  /** Ids in the order in which the state received them, each once. */
  readonly known: string[] = [];
  recorder = new Recorder(this.disk);
  /** Whether the state holds as many trades as it keeps. */
  isStateFilled = true;
  /** Id of the next trade. */
  nextId = 1;
  private up = false;
  keeper = this.newLife();

  private newLife(): GapKeeper {
    this.recorder = new Recorder(this.disk);
    const { recorder } = this;
    const keeper = new GapKeeper(ACCOUNT, {
      clock: this.clock,
      exchangeClock: this.exchangeClock,
      log: this.disk,
      history: this.exchange,
      recorder,
      settleMs: SETTLE_MS,
      isFilled: () => this.isStateFilled,
      incidents: { report: ({ error_type }) => void this.incidents.push(error_type) },
      apply: (update) => {
        this.updates.push(update);
        if (update.type !== 'trades') return;
        if (update.begins_anew) this.known.length = 0;
        const ids = update.rows.map(({ entity }) => entity.trade_id);
        const fresh = ids.filter((id) => !this.known.includes(id));
        this.known.push(...fresh);
        recorder.keep(fresh);
      },
    });
    recorder.onOverflow((_, lowest) => keeper.recorderOverflowed(lowest));
    return keeper;
  }

  /** The exchange shows its clock, which is that of the test. */
  showTime(): void {
    this.exchangeClock.note(this.clock.wallNow(), this.clock.monotonic());
  }

  /** @param isLost whether the stream drops it although it is up. */
  trade(isLost = false): string {
    const made = { id: String(this.nextId++), at: this.clock.wallNow() };
    this.exchange.trades.push(made);
    if (this.up && !isLost) this.keeper.admit(tradesUpdate([made], 'stream'));
    return made.id;
  }

  /** A poll of trades, as made while the stream is down. */
  async poll(): Promise<void> {
    this.keeper.admit((await this.exchange.page(ACCOUNT, null)).update);
  }

  /** The exchange forgets everything and restarts its ids at 1. */
  resetExchange(): void {
    this.exchange.trades = [];
    this.nextId = 1;
  }

  start(): void {
    void this.keeper.start();
  }
  streamUp(): void {
    if (this.up) return;
    this.up = true;
    this.keeper.confirmed();
  }
  /** A stream that is down may be lost once more, for another cause. */
  streamDown(cause = 'stream-lost'): void {
    this.up = false;
    this.keeper.lost(cause);
  }
  /** @param isClean whether the state survives; otherwise it starts from what was recorded */
  restart(isClean = false): void {
    this.keeper.stop();
    this.up = false;
    if (!isClean) this.known.splice(0, Infinity, ...this.disk.recordedIds);
    this.keeper = this.newLife();
    this.start();
  }
  /** Takes one step after the other, and lets promises run after each. */
  async run(...steps: (() => unknown)[]): Promise<void> {
    for (const step of steps) {
      step();
      await settle();
    }
  }
  /** Starts with the stream up, the gap of the first start closed, and one trade old enough to count as settled. */
  async follow(): Promise<void> {
    this.showTime();
    await this.run(
      () => this.start(),
      () => this.streamUp(),
      () => this.trade(),
    );
    await this.pass(2 * SETTLE_MS);
  }
  /** Ids in the state, in ascending order. */
  ids(): number[] {
    return ascending(this.known);
  }
  /** Lets `ms` pass in steps, promises running in between. */
  async pass(ms: number, stepMs = 1_000): Promise<void> {
    await settle();
    await this.clock.advanceBy(ms, stepMs, settle);
  }
  gaps(): Gap[] {
    const byId = new Map<string, Gap>();
    for (const update of this.updates) if (update.type === 'gap') byId.set(update.gap.gap_id, update.gap);
    return [...byId.values()];
  }
}
