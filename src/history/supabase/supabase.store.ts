import type { Clock, Timer } from '../../clock/clock.js';
import type { RetentionStep } from '../../config/values/retention-steps.js';
import { Problem } from '../../http/problems.js';
import type { Secret } from '../../secrets/secret.js';
import { DurableWriter } from '../durable-writer.js';
import type { FaultBoard } from '../fault-board.js';
import { HistoryStore, type AccountCheckpoint, type Notes, type OpenRows } from '../history-store.port.js';
import type { HistoryStatus } from '../history-status.js';
import type { EquityAt, EquityPoint, EquityQuery, Page, PageQuery, PnlQuery, PnlRow } from '../queries.js';
import { thinningSpans } from '../thinning-spans.js';
import type { HistoryRow, RowOf } from '../row.js';
import type { JournalState } from '../sqlite/journal.js';
import { WorkerThread, type ThreadStarter } from '../sqlite/worker-thread.js';
import type { Writer, WriterOptions } from '../sqlite/writer.js';
import type { KeptTable, TableName } from '../tables.js';
import { SupabaseFailed } from './checked-fetch.js';
import { JournalGauge } from './journal-gauge.js';
import { probe } from './probe.js';
import { classify } from './refusal.js';
import { RemoteCheckpoint } from './remote-checkpoint.js';
import { Shipper } from './shipper.js';
import { SupabaseApi } from './supabase-api.js';

const PROBE_MS = 60_000;
const WEEK_MS = 7 * 86_400_000;

export interface SupabaseStoreOptions extends Omit<WriterOptions, 'mode'> {
  url: string;
  key: Secret;
  diskFloorBytes: number;
  retention: readonly RetentionStep[];
  /** Accounts whose checkpoint is fetched when the data directory has none. */
  accounts: readonly number[];
}

/** History in Supabase, written through a local journal, so that recording never waits for the network. */
export class SupabaseStore extends HistoryStore {
  private readonly shipper: Shipper;
  private readonly checkpoint: RemoteCheckpoint;
  private readonly gauge: JournalGauge;
  private readonly probeTimer: Timer;

  private constructor(
    private readonly writer: DurableWriter,
    private readonly api: SupabaseApi,
    private readonly faults: FaultBoard,
    private readonly options: SupabaseStoreOptions,
    clock: Clock,
  ) {
    super();
    this.gauge = new JournalGauge(faults, options.journalMaxBytes, clock);
    this.shipper = new Shipper(writer.thread, api, faults, clock, (state) => this.gauge.take(state));
    this.checkpoint = new RemoteCheckpoint(writer.thread, api, clock, options.accounts);
    this.probeTimer = clock.every(PROBE_MS, () => this.probeWhenIdle());
  }

  /** Succeeds even if Supabase is unreachable. @throws Error named DataDirInUse */
  static async open(
    options: SupabaseStoreOptions,
    clock: Clock,
    faults: FaultBoard,
    start: ThreadStarter = WorkerThread.start,
  ): Promise<SupabaseStore> {
    const { dataDir, exchange, network, lockWaitMs, journalMaxBytes } = options;
    const place = { dataDir, exchange, network, lockWaitMs, journalMaxBytes };
    const thread = await start<Writer>({ role: 'writer', options: { ...place, mode: 'journal' } });
    const writer = new DurableWriter(thread, faults, options.diskFloorBytes, clock);
    await writer.start();
    const store = new SupabaseStore(writer, new SupabaseApi(options, clock), faults, options, clock);
    store.onJournal(await thread.call('requeueRefused'));
    store.probeWhenIdle();
    return store;
  }

  override async append(rows: readonly HistoryRow[]): Promise<void> {
    this.onJournal(await this.writer.append(rows));
  }

  /** Sends the rows on at once, so that the journal stays small. */
  override async import(rows: readonly HistoryRow[]): Promise<void> {
    await this.checkpoint.done();
    const { journal } = await this.writer.thread.call('import', rows);
    this.gauge.take(journal);
    await this.shipper.flush();
  }

  override checkpointOf(accountIndex: number): Promise<AccountCheckpoint> {
    return this.checkpoint.checkpointOf(accountIndex);
  }

  override async openRows(): Promise<OpenRows> {
    await this.checkpoint.done();
    return this.writer.thread.call('openRows');
  }

  override async kept<T extends KeptTable>(table: T, since: number): Promise<RowOf<T>[]> {
    await this.checkpoint.done();
    return await this.writer.thread.call('kept', table, since);
  }

  override async appendNoted(rows: readonly HistoryRow[], notes: Notes): Promise<void> {
    this.onJournal(await this.writer.append(rows, notes));
  }

  override notes(): Promise<Record<string, string>> {
    return this.writer.thread.call('notes');
  }

  override page<T extends TableName>(query: PageQuery<T>): Promise<Page<T>> {
    return this.reading(this.api.page(query));
  }

  override equity(query: EquityQuery): Promise<EquityPoint[]> {
    return this.reading(this.api.equity(query));
  }

  override equityAt(accounts: readonly number[], times: readonly number[]): Promise<EquityAt[]> {
    return this.reading(this.api.equityAt(accounts, times));
  }

  override pnl(query: PnlQuery): Promise<PnlRow[]> {
    return this.reading(this.api.pnl(query));
  }

  override async retain(now: number): Promise<void> {
    await this.writer.thread.call('forgetEnded', now - WEEK_MS);
    await this.reading(this.api.thin(thinningSpans(this.options.retention, now)));
  }

  override status(): HistoryStatus {
    return {
      backend: 'supabase',
      ...this.gauge.figures(),
      database_bytes: this.writer.databaseBytes,
      last_success: this.shipper.lastSuccess,
      last_error: this.shipper.lastError ?? this.writer.lastError,
      faults: this.faults.list(),
      ready: this.writer.ready,
    };
  }

  /** Resolves when the current request has been answered, successfully or not. */
  answered(): Promise<void> {
    return this.shipper.answered();
  }

  /** Sends waiting rows now; for imports and tests. */
  flush(): Promise<void> {
    return this.shipper.flush();
  }

  override async close(): Promise<void> {
    this.probeTimer.cancel();
    await this.shipper.stop();
    await this.checkpoint.done();
    await this.writer.close();
  }

  private onJournal(state: JournalState): void {
    this.gauge.take(state);
    if (state.rows > 0) this.shipper.wake(state.rows);
  }

  private probeWhenIdle(): void {
    const isIdle = (): boolean => this.gauge.figures().lag_rows === 0;
    if (isIdle()) probe(this.api, this.faults, isIdle).catch((error: Error) => this.shipper.failed(error));
  }

  /** @throws Problem HISTORY_UNAVAILABLE in place of a failed request */
  private async reading<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof SupabaseFailed)) throw error;
      const { message, what_to_do } = classify(error.failure);
      throw new Problem('HISTORY_UNAVAILABLE', `${message}. ${what_to_do}`);
    }
  }
}
