import type { Clock, Timer } from '../../clock/clock.js';
import type { FaultBoard } from '../fault-board.js';
import type { JournalEntry, JournalState } from '../sqlite/journal.js';
import type { Thread } from '../sqlite/worker-thread.js';
import type { Writer } from '../sqlite/writer.js';
import type { TableName } from '../tables.js';
import { sendEntries, type Sent } from './batch-sender.js';
import { whatToDo } from './refusal.js';
import type { SupabaseApi } from './supabase-api.js';

/** Scope of faults that affect the whole project. */
export const SUPABASE = 'Supabase';

const BATCH_ROWS = 500;
const BATCH_MS = 1_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/**
 * Sends the journal to Supabase, oldest first, until every row is acknowledged. There is one request at a time and one batch in
 * memory, however long Supabase is unreachable.
 */
export class Shipper {
  private timer: Timer | null = null;
  private running: Promise<void> | null = null;
  private failures = 0;
  private stopped = false;
  private waiting = 0;
  /** Rows per batch: halved when Supabase does not finish one in time, and kept. */
  private batchRows = BATCH_ROWS;
  lastSuccess: number | null = null;
  lastError: string | null = null;

  constructor(
    private readonly writer: Thread<Writer>,
    private readonly api: Pick<SupabaseApi, 'upsert'>,
    private readonly faults: FaultBoard,
    private readonly clock: Clock,
    private readonly onState: (state: JournalState) => void,
    private readonly random: () => number = Math.random,
  ) {}

  /** Called with new rows: sends them when a batch is full or after a second, unless a retry is pending. */
  wake(waiting: number): void {
    this.waiting = waiting;
    if (this.stopped || this.running || this.failures > 0) return;
    if (waiting >= BATCH_ROWS) this.run();
    else this.timer ??= this.clock.after(BATCH_MS, () => this.run());
  }

  /** Resolves when the current request has been answered, successfully or not. */
  async answered(): Promise<void> {
    await this.running;
  }

  /** Sends waiting rows now, even when a retry is pending. */
  async flush(): Promise<void> {
    await this.running;
    this.run();
    await this.running;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.timer?.cancel();
    await this.running;
  }

  /** Reports an unexpected error, such as one of the local file. */
  failed({ message }: Error): void {
    this.lastError = message;
    this.faults.raise({ kind: 'unreachable', message, what_to_do: whatToDo('unreachable') }, SUPABASE);
  }

  private run(): void {
    this.timer?.cancel();
    this.timer = null;
    this.running ??= this.ship()
      .then((retryInMs) => this.rest(retryInMs))
      .catch((error: Error) => {
        this.failed(error);
        this.rest(this.backoff());
      });
  }

  private rest(retryInMs: number | null): void {
    this.running = null;
    this.failures = retryInMs === null ? 0 : this.failures + 1;
    if (this.stopped) return;
    if (retryInMs !== null) this.timer = this.clock.after(retryInMs, () => this.run());
    else if (this.waiting > 0) this.wake(this.waiting);
  }

  /** @returns the delay of the next retry in ms, `null` when every row was sent */
  private async ship(): Promise<number | null> {
    const blocked: TableName[] = [];
    for (;;) {
      if (this.stopped) return null;
      const batch = await this.writer.call('nextBatch', this.batchRows, blocked);
      if (batch.length === 0) return blocked.length > 0 ? this.backoff() : null;
      for (const [table, entries] of byTable(batch)) {
        const { stopped } = await this.send(table, entries);
        if (!stopped) continue;
        const { scope } = stopped.refusal;
        if (scope === 'table') blocked.push(table);
        else if (scope === 'all' || !this.halved(entries.length))
          return Math.max(stopped.retry_after_ms ?? 0, this.backoff());
      }
    }
  }

  /** @returns false when the batch had one row, so that its size is not the cause */
  private halved(rows: number): boolean {
    this.batchRows = rows > 1 ? Math.min(this.batchRows, Math.ceil(rows / 2)) : BATCH_ROWS;
    return rows > 1;
  }

  private async send(table: TableName, entries: readonly JournalEntry[]): Promise<Sent> {
    const sent = await sendEntries(table, entries, (...args) => this.api.upsert(...args));
    const now = this.clock.wallNow();
    if (sent.done.length > 0) {
      this.lastSuccess = now;
      this.faults.clear(SUPABASE);
      this.faults.clear(table);
    }
    if (sent.stopped) this.raise(table, entries.length, sent.stopped.refusal);
    if (sent.refused.length > 0) this.reportRefused(table, sent);
    const state = await this.writer.call('settle', sent.done, sent.refused, now);
    this.waiting = state.rows;
    this.onState(state);
    return sent;
  }

  private raise(
    table: TableName,
    rows: number,
    { scope, kind, what_to_do, ...refusal }: NonNullable<Sent['stopped']>['refusal'],
  ): void {
    const message =
      scope === 'size' ? `${refusal.message} (a batch of ${rows} rows of ${table})` : refusal.message;
    this.lastError = message;
    this.faults.raise({ kind, message, what_to_do }, scope === 'table' ? table : SUPABASE);
  }

  private reportRefused(table: TableName, { refused }: Sent): void {
    const reason = refused[0]?.reason ?? '';
    this.lastError = reason;
    const message = `Supabase rejected ${refused.length} rows of ${table}, which are now in quarantine: ${reason}`;
    this.faults.raise({ kind: 'rows-refused', message, what_to_do: whatToDo('rows-refused') }, 'quarantine');
  }

  /** Doubles from one second to a minute; half of it is random. */
  private backoff(): number {
    const full = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.failures, 10));
    return full / 2 + (full / 2) * this.random();
  }
}

function byTable(batch: readonly JournalEntry[]): Map<TableName, JournalEntry[]> {
  const groups = new Map<TableName, JournalEntry[]>();
  for (const entry of batch) {
    const group = groups.get(entry.row.table);
    if (group) group.push(entry);
    else groups.set(entry.row.table, [entry]);
  }
  return groups;
}
