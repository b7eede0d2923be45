import type { HistoryStore } from '../history-store.port.js';
import type { HistoryRow, Venue } from '../row.js';
import { isHeader, readBackup, type BackupHeader } from './backup-file.js';

const BATCH = 500;

/**
 * Appends every row of a backup to the store; a row that is there already is stored once.
 * @throws when the file is not a backup, or one of another venue
 */
export async function importHistory(
  store: Pick<HistoryStore, 'import'>,
  venue: Venue,
  path: string,
): Promise<number> {
  let count = 0;
  let batch: HistoryRow[] = [];
  for await (const line of readBackup(path)) {
    if (isHeader(line)) requireSame(line, venue);
    else batch.push(line);
    if (batch.length < BATCH) continue;
    await store.import(batch);
    count += batch.length;
    batch = [];
  }
  await store.import(batch);
  return count + batch.length;
}

export function requireSame(header: BackupHeader, venue: Venue): void {
  if (header.exchange === venue.exchange && header.network === venue.network) return;
  throw new Error(
    `the backup is of ${header.exchange} ${header.network}, but this history is of ${venue.exchange} ${venue.network}`,
  );
}
