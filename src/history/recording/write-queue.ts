import { Logger } from '@nestjs/common';
import type { Clock, Timer } from '../../clock/clock.js';
import type { HistoryRow } from '../row.js';
import { TABLES } from '../tables.js';

const RETRY_MS = 1_000;

/** Rows kept in memory while the disk refuses them; beyond that, droppable rows are dropped. */
const MAX_WAITING = 50_000;

/** Rows of one write: handing over more at once, as after an outage of the disk, would hold up the event loop. */
const MAX_BATCH = 2_000;

/**
 * Rows on their way to the disk. The next batch collects while one is being committed, so the speed of the disk sets the batch
 * size and callers never wait.
 */
export class WriteQueue {
  private readonly logger = new Logger(WriteQueue.name);
  private waiting: HistoryRow[] = [];
  private running: Promise<boolean> | null = null;
  private retry: Timer | null = null;
  /** When the oldest waiting row was pushed; `null` while none waits. */
  private waitingSince: number | null = null;
  private failing = false;
  /** Length at which droppable rows are dropped: it grows with those that must stay, so that none is looked through again and again. */
  private dropAt = MAX_WAITING;
  /** Rows dropped to bound memory while the disk refused them. */
  dropped = 0;

  constructor(
    private readonly write: (rows: readonly HistoryRow[]) => Promise<void>,
    private readonly clock: Clock,
    /** Called for the first failure in a row. */
    private readonly onFailure: (error: Error) => void,
  ) {}

  /** For how long the oldest row has waited, in ms. */
  get age(): number {
    return this.waitingSince === null ? 0 : this.clock.monotonic() - this.waitingSince;
  }

  get length(): number {
    return this.waiting.length;
  }

  push(rows: readonly HistoryRow[]): void {
    for (const row of rows) this.waiting.push(row);
    if (this.waiting.length > this.dropAt) this.dropDroppable();
    if (this.waiting.length === 0) return;
    this.waitingSince ??= this.clock.monotonic();
    this.running ??= this.drain();
  }

  /** Resolves when every pushed row is on disk; rejects when the disk refuses a write. */
  async flush(): Promise<void> {
    // Each turn awaits a write: while a retry is pending, one is started now.
    while (this.waiting.length > 0 || this.running) {
      this.running ??= this.drain();
      if (!(await this.running)) throw new Error(`${this.waiting.length} rows could not be written`);
    }
  }

  /** Writes until nothing waits. @returns false when the disk refused a batch */
  private async drain(): Promise<boolean> {
    await Promise.resolve();
    this.retry?.cancel();
    this.retry = null;
    let written = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_BATCH);
      const hasOlder = this.waiting.length > 0;
      try {
        const taken = this.clock.monotonic();
        await this.write(batch);
        this.failing = false;
        if (!hasOlder) this.waitingSince = this.waiting.length > 0 ? taken : null;
      } catch (error) {
        this.waiting = [...batch, ...this.waiting];
        this.fail(error as Error);
        this.failing = true;
        written = false;
        break;
      }
    }
    if (written) this.dropAt = MAX_WAITING;
    this.running = null;
    return written;
  }

  private fail(error: Error): void {
    if (!this.failing) {
      this.logger.error(
        `History could not be written, retrying every ${RETRY_MS / 1000} s: ${error.message}`,
      );
      this.onFailure(error);
    }
    this.retry = this.clock.after(RETRY_MS, () => {
      if (this.waiting.length > 0) this.running ??= this.drain();
    });
  }

  private dropDroppable(): void {
    const kept = this.waiting.filter((row) => TABLES[row.table].dropOrder === null);
    this.dropped += this.waiting.length - kept.length;
    this.waiting = kept;
    this.dropAt = Math.max(MAX_WAITING, 2 * kept.length);
  }
}
