import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SQLITE_BUSY = 5;
/** Length of one attempt. A native call cannot be interrupted, and the process must be able to end while it waits. */
const ATTEMPT_MS = 200;

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

/** The file system refuses every lock, as network file systems without a lock service do. */
export class LocksUnsupported extends Error {
  constructor(dataDir: string) {
    super(
      `The file system of DATA_DIR ${dataDir} does not support file locks (ENOLCK): ` +
        'use a local disk, or mount the network file system with its lock service',
    );
    this.name = 'LocksUnsupported';
  }
}

/**
 * Locks the data directory with an exclusive kernel lock, which ends with the process even after `kill -9`.
 * Waits up to `waitMs` for a previous process that is draining.
 * @throws DataDirInUse or LocksUnsupported
 */
export function lockDataDir(dataDir: string, waitMs: number, lock = tryLock): { release(): void } {
  const deadline = performance.now() + waitMs;
  const attemptMs = Math.min(ATTEMPT_MS, waitMs);
  let database = lock(join(dataDir, 'lock.sqlite'), attemptMs);
  if (!database) requireLocks(dataDir, lock);
  while (!database) {
    if (performance.now() >= deadline) throw new DataDirInUse(dataDir, waitMs);
    database = lock(join(dataDir, 'lock.sqlite'), attemptMs);
  }
  const held = database;
  return { release: () => held.close() };
}

/** SQLite reports ENOLCK as busy too. A file that only this process knows cannot be in use. */
function requireLocks(dataDir: string, lock: typeof tryLock): void {
  const probe = join(dataDir, `lock-probe-${process.pid}.sqlite`);
  try {
    const database = lock(probe, 0);
    if (!database) throw new LocksUnsupported(dataDir);
    database.close();
  } finally {
    rmSync(probe, { force: true });
  }
}

/** @returns `null` if the file is in use. @throws any other error of SQLite. */
function tryLock(path: string, timeoutMs: number): Pick<DatabaseSync, 'close'> | null {
  const database = new DatabaseSync(path, { timeout: timeoutMs });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
}
