import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

const SQLITE_BUSY = 5;

/** The data directory belongs to another process that is alive. */
export class DataDirInUse extends Error {
  constructor(dataDir: string, waitedMs: number) {
    super(
      `DATA_DIR ${dataDir} is in use by another process (waited ${waitedMs / 1000} s for it to end): ` +
        'stop that process, or give this one a DATA_DIR of its own',
    );
    this.name = 'DataDirInUse';
  }
}

/**
 * Holds the data directory by an exclusive lock of the kernel, which ends with the process however it ends.
 * Waits up to `waitMs` for a holder that is draining.
 * @throws DataDirInUse
 */
export function lockDataDir(dataDir: string, waitMs: number): { release(): void } {
  const database = new DatabaseSync(join(dataDir, 'lock.sqlite'), { timeout: waitMs });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw new DataDirInUse(dataDir, waitMs);
    throw error;
  }
  return { release: () => database.close() };
}
