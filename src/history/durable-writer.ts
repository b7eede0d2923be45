import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import { DiskWatch } from './disk-watch.js';
import type { FaultBoard } from './fault-board.js';
import type { HistoryRow } from './row.js';
import type { JournalState } from './sqlite/journal.js';
import type { Thread } from './sqlite/worker-thread.js';
import type { Writer } from './sqlite/writer.js';

const WRITES = 'writes';

/** Writes the local file for both stores, and reports disk errors as faults. */
export class DurableWriter {
  private readonly logger = new Logger('History');
  lastSuccess: number | null = null;
  lastError: string | null = null;
  private readonly disk: DiskWatch;

  constructor(
    readonly thread: Thread<Writer>,
    private readonly faults: FaultBoard,
    diskFloorBytes: number,
    private readonly clock: Clock,
  ) {
    this.disk = new DiskWatch(() => thread.call('freeBytes'), diskFloorBytes, faults, clock);
  }

  /** Checks the disk for the first time, and logs whether the file was upgraded. */
  async start(): Promise<void> {
    const upgrade = await this.thread.call('upgrade');
    if (upgrade)
      this.logger.log(`history.sqlite was upgraded from schema version ${upgrade.from} to ${upgrade.to}`);
    await this.disk.check();
  }

  /** @throws when the disk refuses the rows. */
  async append(rows: readonly HistoryRow[]): Promise<JournalState> {
    try {
      const state = await this.thread.call('append', rows);
      this.lastSuccess = this.clock.wallNow();
      this.faults.clear(WRITES);
      return state;
    } catch (error) {
      this.lastError = (error as Error).message;
      const what_to_do =
        'Check the disk that holds DATA_DIR; waiting rows are written as soon as it accepts them.';
      this.faults.raise(
        { kind: 'disk-failed', message: `History cannot be written: ${this.lastError}`, what_to_do },
        WRITES,
      );
      throw error;
    }
  }

  /** False when the disk is below its floor or refuses writes. */
  get ready(): boolean {
    return !this.faults.has('disk-low', 'disk-failed');
  }

  async close(): Promise<void> {
    this.disk.stop();
    await this.thread.call('close');
  }
}
