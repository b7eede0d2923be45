import { ManualClock } from './manual-clock.js';
import type { Gap } from 'lighter-broadcaster-protocol/account';
import type { TradesUpdate, Update } from '../../src/state/update.js';
import { GapKeeper } from '../../src/upstream/gap-keeper.js';
import { GapLog } from '../../src/upstream/gap-log.port.js';
import { TradeHistory, type TradePage } from '../../src/upstream/trade-history.port.js';

const ACCOUNT = 7;
/** Default trades per page of the history. */
export const PAGE = 3;

function tradesUpdate(ids: readonly string[]): TradesUpdate {
  const rows = ids.map((trade_id) => ({ entity: { trade_id }, text: '{}', version: 0 }));
  const arrival = { source: 'stream', received_at: 0, received_mono: 0, exchange_at: null } as const;
  return { type: 'trades', account_index: ACCOUNT, arrival, rows: rows as unknown as TradesUpdate['rows'] };
}

/** Lets promises that wait for nothing else run. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 60; turn++) await Promise.resolve();
};

/** An exchange with one account: trades, their history in pages, and a line that may be down. */
class Exchange extends TradeHistory {
  trades: string[] = [];
  /** Ids of rows that can't be read. */
  readonly spoiled = new Set<string>();
  failures = 0;
  hasCredential = true;
  kept = 3000;
  pageSize = PAGE;
  pagesRead = 0;
  refreshes = 0;

  override readable = (): boolean => this.hasCredential;

  override async page(_account: number, cursor: string | null): Promise<TradePage> {
    await Promise.resolve();
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('HTTP 502');
    }
    this.pagesRead += 1;
    const newestFirst = this.trades.slice(-this.kept).reverse();
    const from = cursor === null ? 0 : newestFirst.findIndex((id) => id === cursor);
    const nextCursor = newestFirst[from + this.pageSize] ?? null;
    const page = newestFirst.slice(from, from + this.pageSize);
    const unreadable = page.filter((id) => this.spoiled.has(id));
    return { update: tradesUpdate(page.filter((id) => !this.spoiled.has(id))), nextCursor, unreadable };
  }

  override async refresh(): Promise<void> {
    this.refreshes += 1;
  }
}

/** What survives a restart of ours: the gaps on the disk and the trades recorded. */
class Disk extends GapLog {
  open_ = new Map<string, Gap>();
  started = false;
  failures = 0;
  recordedIds: string[] = [];

  override openGaps = async (): Promise<Gap[]> => [...this.open_.values()];
  override isFirstStart = async (): Promise<boolean> => !this.started;
  override lastTradeId = async (): Promise<string | null> => this.last;
  override recorded(): void {
    return undefined;
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
  override async close(gap: Gap): Promise<void> {
    await Promise.resolve();
    this.open_.delete(gap.gap_id);
  }

  private get last(): string | null {
    return this.recordedIds.reduce<string | null>((high, id) => (high && +high > +id ? high : id), null);
  }
}

/** One world: exchange, disk, and as many lives of ours as the test wants. */
export class GapHarness {
  readonly clock = new ManualClock();
  readonly exchange = new Exchange();
  readonly disk = new Disk();
  readonly updates: Update[] = [];
  readonly incidents: string[] = [];
  private nextId = 1;
  private up = false;
  keeper = this.newLife();

  private newLife(): GapKeeper {
    const keeper: GapKeeper = new GapKeeper(ACCOUNT, {
      clock: this.clock,
      log: this.disk,
      history: this.exchange,
      incidents: { report: ({ error_type }) => void this.incidents.push(error_type) },
      apply: (update) => {
        this.updates.push(update);
        if (update.type !== 'trades') return;
        for (const { entity } of update.rows)
          if (!this.disk.recordedIds.includes(entity.trade_id)) this.disk.recordedIds.push(entity.trade_id);
      },
    });
    return keeper;
  }

  trade(): string {
    const id = String(this.nextId++);
    this.exchange.trades.push(id);
    if (this.up) this.keeper.admit(tradesUpdate([id]));
    return id;
  }

  start(): void {
    void this.keeper.start();
  }
  streamUp(): void {
    if (this.up) return;
    this.up = true;
    this.keeper.confirmed();
  }
  streamDown(cause = 'stream-lost'): void {
    if (!this.up) return;
    this.up = false;
    this.keeper.lost(cause);
  }
  restart(): void {
    this.keeper.stop();
    this.up = false;
    this.keeper = this.newLife();
    this.start();
  }
  gaps(): Gap[] {
    const byId = new Map<string, Gap>();
    for (const update of this.updates) if (update.type === 'gap') byId.set(update.gap.gap_id, update.gap);
    return [...byId.values()];
  }
}
