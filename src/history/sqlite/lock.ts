import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

const SQLITE_BUSY = 5;

/** Another living process holds the data directory. */
export class DataDirInUse extends Error {
  constructor(dataDir: string, waitedMs: number) {
    super(
      `DATA_DIR ${dataDir} is in use by another process (waited ${waitedMs / 1000} s for it to end): ` +
        'stop that process, or set another DATA_DIR',
    );
    this.name = 'DataDirInUse';
  }
}

/**
 * Locks the data directory with an exclusive kernel lock, which ends with the process even after `kill -9`.
 * Waits up to `waitMs` for a previous process that is draining.
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
