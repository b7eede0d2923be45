import type { RetentionStep } from '../../config/values/retention-steps.js';
import { Logger } from '@nestjs/common';
import type { Clock } from '../../clock/clock.js';
import { DurableWriter } from '../durable-writer.js';
import type { FaultBoard } from '../fault-board.js';
import { HistoryStore, type AccountCheckpoint, type Notes, type OpenRows } from '../history-store.port.js';
import type { HistoryStatus } from '../history-status.js';
import type { EquityAt, EquityPoint, EquityQuery, Page, PageQuery, PnlQuery, PnlRow } from '../queries.js';
import type { HistoryRow, RowOf } from '../row.js';
import type { KeptTable, TableName } from '../tables.js';
import { Problem } from '../../http/problems.js';
import { toRows } from './columns.js';
import { OnDemandThread } from './on-demand-thread.js';
import type { ReadConnection } from './read-connection.js';
import { WorkerThread, type Thread, type ThreadStarter } from './worker-thread.js';
import type { Writer, WriterOptions } from './writer.js';

export interface SqliteStoreOptions extends Omit<WriterOptions, 'mode' | 'journalMaxBytes'> {
  diskFloorBytes: number;
  retention: readonly RetentionStep[];
  /** Age at which states of orders and closed positions are deleted; `null` is never. */
  eventRetentionMs: number | null;
}

/**
 * The embedded store: one SQLite file in the data directory, with a thread for writes, one for pages, and one for sums and curves; those that
 * read start when they are first asked.
 * Sums over all trades take seconds per million; pages must not wait for them.
 */
export class SqliteStore extends HistoryStore {
  private readonly logger = new Logger('History');

  private constructor(
    private readonly writer: DurableWriter,
    private readonly reader: OnDemandThread<ReadConnection>,
    private readonly summing: OnDemandThread<ReadConnection>,
    private readonly faults: FaultBoard,
    private readonly retention: readonly RetentionStep[],
    private readonly eventRetentionMs: number | null,
  ) {
    super();
  }

  /** @throws Error named DataDirInUse when another living process holds the directory */
  static async open(
    {
      retention,
      eventRetentionMs,
      dataDir,
      exchange,
      network,
      lockWaitMs,
      diskFloorBytes,
    }: SqliteStoreOptions,
    clock: Clock,
    faults: FaultBoard,
    start: ThreadStarter = WorkerThread.start,
  ): Promise<SqliteStore> {
    const options = { dataDir, exchange, network, lockWaitMs };
    const thread = await start<Writer>({
      role: 'writer',
      options: { ...options, mode: 'embedded', journalMaxBytes: 0 },
    });
    const startReader = (): Promise<Thread<ReadConnection>> => start({ role: 'reader', options });
    const [reader, summing] = [new OnDemandThread(startReader), new OnDemandThread(startReader)];
    const writer = new DurableWriter(thread, faults, diskFloorBytes, clock, async () => {
      await Promise.all([reader.callIfStarted('reopen'), summing.callIfStarted('reopen')]);
    });
    await writer.start();
    const store = new SqliteStore(writer, reader, summing, faults, retention, eventRetentionMs);
    await store.announceDeletion(clock.wallNow());
    return store;
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

  override kept<T extends KeptTable>(table: T, since: number): Promise<RowOf<T>[]> {
    return this.writer.thread.call('kept', table, since);
  }

  override async appendNoted(rows: readonly HistoryRow[], notes: Notes): Promise<void> {
    await this.writer.append(rows, notes);
  }

  override notes(): Promise<Record<string, string>> {
    return this.writer.thread.call('notes');
  }

  override page<T extends TableName>(query: PageQuery<T>): Promise<Page<T>> {
    return reading(this.reader.call('page', query));
  }

  override async equity(query: EquityQuery, canceled?: AbortSignal): Promise<EquityPoint[]> {
    const columns = await reading(this.summing.call('equity', query, flagOf(canceled)));
    return toRows<EquityPoint>(columns).reverse();
  }

  override equityAt(
    accounts: readonly number[],
    times: readonly number[],
    canceled?: AbortSignal,
  ): Promise<EquityAt[]> {
    return reading(this.summing.call('equityAt', accounts, times, flagOf(canceled)));
  }

  override pnl(query: PnlQuery, canceled?: AbortSignal): Promise<PnlRow[]> {
    return reading(this.summing.call('pnl', query, flagOf(canceled)));
  }

  /** Thins one account per call, so that writes can happen in between. */
  override async retain(now: number): Promise<void> {
    const { thread } = this.writer;
    for (const account of await thread.call('accountsWithSnapshots'))
      await thread.call('thin', account, this.retention, now);
    if (this.eventRetentionMs === null || now < (await thread.call('eventsKeptUntil'))) return;
    const before = now - this.eventRetentionMs;
    let [orders, positions] = [0, 0];
    for (;;) {
      const deleted = await thread.call('deleteEvents', before);
      if (deleted.orders + deleted.positions === 0) break;
      orders += deleted.orders;
      positions += deleted.positions;
    }
    if (orders + positions > 0)
      this.logger.log(
        `EVENT_RETENTION: deleted ${orders} states of orders and ${positions} rows of closed positions`,
      );
  }

  /** Announces what the first deletion after an upgrade will take, while there is time to prevent it. */
  private async announceDeletion(now: number): Promise<void> {
    const { thread } = this.writer;
    const from = await thread.call('eventsKeptUntil');
    if (this.eventRetentionMs === null || now >= from) return;
    const { orders, positions } = await thread.call('countEvents', from - this.eventRetentionMs);
    if (orders + positions === 0) return;
    this.logger.warn(
      `EVENT_RETENTION: from ${new Date(from).toISOString()} on, ${orders} states of orders and ${positions} rows of closed ` +
        'positions will be deleted for their age. Set EVENT_RETENTION=forever to keep them.',
    );
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
      database_bytes: this.writer.databaseBytes,
      ready: this.writer.ready,
    };
  }

  override async close(): Promise<void> {
    for (const thread of [this.reader, this.summing]) thread.close('close');
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

/** An Int32 that is 1 once the signal has aborted, for a thread that is busy meanwhile. */
function flagOf(canceled: AbortSignal | undefined): SharedArrayBuffer {
  const flag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  canceled?.addEventListener('abort', () => Atomics.store(new Int32Array(flag), 0, 1), { once: true });
  return flag;
}
