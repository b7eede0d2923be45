import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import { DiskWatch } from './disk-watch.js';
import type { FaultBoard } from './fault-board.js';
import type { Notes } from './history-store.port.js';
import type { HistoryRow } from './row.js';
import type { JournalState } from './sqlite/journal.js';
import type { Thread } from './sqlite/worker-thread.js';
import type { Damage } from './sqlite/damage.js';
import type { Writer } from './sqlite/writer.js';

const WRITES = 'writes';
const FILE = 'file';

/** Writes the local file for both stores, and reports disk errors as faults. */
export class DurableWriter {
  /** The last damaged file that was reported. */
  private setAside: string | null = null;
  private readonly logger = new Logger('History');
  lastSuccess: number | null = null;
  lastError: string | null = null;
  private readonly disk: DiskWatch;

  constructor(
    readonly thread: Thread<Writer>,
    private readonly faults: FaultBoard,
    diskFloorBytes: number,
    private readonly clock: Clock,
    /** Called when a new file has replaced a damaged one during operation. */
    private readonly onNewFile: () => Promise<void> = async () => undefined,
  ) {
    this.disk = new DiskWatch(() => thread.call('space'), diskFloorBytes, faults, clock);
  }

  /** Checks the disk for the first time, and logs whether the file was upgraded. */
  async start(): Promise<void> {
    const { upgrade, damage } = await this.thread.call('opened');
    if (damage) this.reportDamage(damage);
    if (upgrade)
      this.logger.log(`history.sqlite was upgraded from schema version ${upgrade.from} to ${upgrade.to}`);
    await this.disk.check();
  }

  /** Size of history.sqlite and its write-ahead log, in bytes. */
  get databaseBytes(): number {
    return this.disk.used;
  }

  /** @throws when the disk refuses the rows. */
  async append(rows: readonly HistoryRow[], notes?: Notes): Promise<JournalState> {
    try {
      const { journal, damage } = await this.thread.call('append', rows, notes);
      this.lastSuccess = this.clock.wallNow();
      this.faults.clear(WRITES);
      if (damage && damage.file !== this.setAside) {
        this.reportDamage(damage);
        await this.onNewFile();
      }
      return journal;
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

  private reportDamage({ file, reason }: Damage): void {
    this.setAside = file;
    const message = `history.sqlite was damaged (${reason}) and is now ${file}; a new one was started`;
    const what_to_do =
      'Recover its rows with `sqlite3 <file> .recover`, or import a backup with `npm run history -- import <file>`; then restart.';
    this.faults.raise({ kind: 'damaged', message, what_to_do }, FILE);
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
