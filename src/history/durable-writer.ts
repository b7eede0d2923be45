import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import { DiskWatch } from './disk-watch.js';
import type { FaultBoard } from './fault-board.js';
import type { HistoryRow } from './row.js';
import type { JournalState } from './sqlite/journal.js';
import type { Thread } from './sqlite/worker-thread.js';
import type { Writer } from './sqlite/writer.js';

const WRITES = 'writes';

/** The local file as both stores write it: what the disk does wrong becomes a fault. */
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
    await this.disk.look();
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
      const what_to_do = 'Look at the disk that holds DATA_DIR; what waits is written as soon as it can be.';
      this.faults.raise(
        { kind: 'disk-failed', message: `History cannot be written: ${this.lastError}`, what_to_do },
        WRITES,
      );
      throw error;
    }
  }

  /** False when too little space is left or the disk refuses writes. */
  get ready(): boolean {
    return !this.faults.has('disk-low', 'disk-failed');
  }

  async close(): Promise<void> {
    this.disk.stop();
    await this.thread.call('close');
  }
}
