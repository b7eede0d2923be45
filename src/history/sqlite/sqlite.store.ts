import type { RetentionStep } from '../../config/values/retention-steps.js';
import type { Clock } from '../../clock/clock.js';
import { DurableWriter } from '../durable-writer.js';
import type { FaultBoard } from '../fault-board.js';
import { HistoryStore, type AccountCheckpoint, type OpenRows } from '../history-store.port.js';
import type { HistoryStatus } from '../history-status.js';
import type { EquityPoint, EquityQuery, Page, PageQuery, PnlQuery, PnlRow } from '../queries.js';
import type { HistoryRow } from '../row.js';
import type { TableName } from '../tables.js';
import { Problem } from '../../http/problems.js';
import { toRows } from './columns.js';
import type { ReadConnection } from './read-connection.js';
import { WorkerThread, type Thread, type ThreadStarter } from './worker-thread.js';
import type { Writer, WriterOptions } from './writer.js';

export interface SqliteStoreOptions extends Omit<WriterOptions, 'mode' | 'journalMaxBytes'> {
  diskFloorBytes: number;
  retention: readonly RetentionStep[];
}

/**
 * The embedded store: one SQLite file in the data directory, with a thread for writes, one for pages and charts, and one for sums.
 * Sums over all trades take seconds per million; pages and charts must not wait for them.
 */
export class SqliteStore extends HistoryStore {
  private constructor(
    private readonly writer: DurableWriter,
    private readonly reader: Thread<ReadConnection>,
    private readonly summing: Thread<ReadConnection>,
    private readonly faults: FaultBoard,
    private readonly retention: readonly RetentionStep[],
  ) {
    super();
  }

  /** @throws Error named DataDirInUse when another living process holds the directory */
  static async open(
    { retention, dataDir, exchange, network, lockWaitMs, diskFloorBytes }: SqliteStoreOptions,
    clock: Clock,
    faults: FaultBoard,
    start: ThreadStarter = WorkerThread.start,
  ): Promise<SqliteStore> {
    const options = { dataDir, exchange, network, lockWaitMs };
    const thread = await start<Writer>({
      role: 'writer',
      options: { ...options, mode: 'embedded', journalMaxBytes: 0 },
    });
    const [reader, summing] = await Promise.all([
      start<ReadConnection>({ role: 'reader', options }),
      start<ReadConnection>({ role: 'reader', options }),
    ]);
    const writer = new DurableWriter(thread, faults, diskFloorBytes, clock, async () => {
      await Promise.all([reader.call('reopen'), summing.call('reopen')]);
    });
    await writer.start();
    return new SqliteStore(writer, reader, summing, faults, retention);
  }

  override async append(rows: readonly HistoryRow[]): Promise<void> {
    await this.writer.append(rows);
  }

  override async import(rows: readonly HistoryRow[]): Promise<void> {
    await this.writer.thread.call('import', rows);
  }

  override checkpointOf(accountIndex: number): Promise<AccountCheckpoint> {
    return this.writer.thread.call('checkpointOf', accountIndex);
  }

  override openRows(): Promise<OpenRows> {
    return this.writer.thread.call('openRows');
  }

  override page<T extends TableName>(query: PageQuery<T>): Promise<Page<T>> {
    return reading(this.reader.call('page', query));
  }

  override async equity(query: EquityQuery): Promise<EquityPoint[]> {
    return toRows<EquityPoint>(await reading(this.reader.call('equity', query))).reverse();
  }

  override pnl(query: PnlQuery): Promise<PnlRow[]> {
    return reading(this.summing.call('pnl', query));
  }

  /** Thins one account per call, so that writes can happen in between. */
  override async retain(now: number): Promise<void> {
    const { thread } = this.writer;
    for (const account of await thread.call('accountsWithSnapshots'))
      await thread.call('thin', account, this.retention, now);
  }

  override status(): HistoryStatus {
    return {
      backend: 'sqlite',
      lag_rows: 0,
      lag_seconds: 0,
      last_success: this.writer.lastSuccess,
      last_error: this.writer.lastError,
      faults: this.faults.list(),
      quarantined_rows: 0,
      dropped_rows: 0,
      journal_bytes: 0,
      ready: this.writer.ready,
    };
  }

  override async close(): Promise<void> {
    // Readers have nothing to save, so closing does not wait for a long sum or a dead thread.
    for (const thread of [this.reader, this.summing]) thread.call('close').catch(() => undefined);
    await this.writer.close();
  }
}

/** @throws Problem HISTORY_UNAVAILABLE in place of an error of SQLite */
async function reading<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === undefined) throw error;
    throw new Problem('HISTORY_UNAVAILABLE', `history.sqlite cannot be read: ${(error as Error).message}`);
  }
}
