import { existsSync, renameSync, statSync } from 'node:fs';

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** A file that SQLite could not use, and where it is now. */
export interface Damage {
  /** Path of the file that was set aside. */
  file: string;
  reason: string;
}

/** Whether SQLite reported that the content of the file is damaged. */
export function isDamage(error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  // The low byte is the primary code of an extended one.
  return errcode !== undefined && [SQLITE_CORRUPT, SQLITE_NOTADB].includes(errcode & 0xff);
}

/**
 * Renames a database and its companions to `<file>.broken-<time of its last write>`, where `sqlite3` still opens it for recovery.
 * @throws when the file cannot be renamed
 */
export function setAside(path: string, error: Error): Damage {
  const time = new Date(statSync(path).mtimeMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const file = freeName(`${path}.broken-${time}`);
  for (const companion of ['-wal', '-shm', '']) {
    if (existsSync(path + companion)) renameSync(path + companion, file + companion);
  }
  return { file, reason: error.message };
}

function freeName(name: string): string {
  let free = name;
  for (let count = 2; existsSync(free); count++) free = `${name}-${count}`;
  return free;
}
