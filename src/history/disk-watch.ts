import type { Clock, Timer } from '../clock/clock.js';
import type { FaultBoard } from './fault-board.js';

const DISK = 'disk';
const CHECK_EVERY_MS = 10_000;
const MEBIBYTE = 1_048_576;

/** Checks the free space of DATA_DIR; below the floor the service is not ready. */
export class DiskWatch {
  /** Size of the database at the last check, in bytes. */
  used = 0;
  private readonly timer: Timer;

  constructor(
    private readonly space: () => Promise<{ free: number; used: number }>,
    private readonly floorBytes: number,
    private readonly faults: FaultBoard,
    clock: Clock,
  ) {
    this.timer = clock.every(CHECK_EVERY_MS, () => void this.check());
  }

  async check(): Promise<void> {
    try {
      const { free, used } = await this.space();
      this.used = used;
      this.judge(free);
    } catch (error) {
      const message = `The free space of DATA_DIR cannot be read: ${(error as Error).message}`;
      this.faults.raise(
        { kind: 'disk-failed', message, what_to_do: 'Check the disk that holds DATA_DIR.' },
        DISK,
      );
    }
  }

  stop(): void {
    this.timer.cancel();
  }

  private judge(free: number): void {
    if (free >= this.floorBytes) return this.faults.clear(DISK);
    const message = `DATA_DIR has ${Math.floor(free / MEBIBYTE)} MiB free, less than DISK_FLOOR_BYTES`;
    this.faults.raise(
      { kind: 'disk-low', message, what_to_do: 'Free space on the disk that holds DATA_DIR.' },
      DISK,
    );
  }
}
