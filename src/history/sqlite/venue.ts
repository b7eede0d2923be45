import type { DatabaseSync } from 'node:sqlite';
import type { Venue } from '../row.js';
import { readMeta } from './migrations.js';

/** @throws Error when the file holds the history of another exchange or network */
export function requireVenue(database: DatabaseSync, options: Venue & { dataDir: string }): void {
  for (const name of ['exchange', 'network'] as const) {
    const found = readMeta(database, name);
    if (found !== null && found !== options[name])
      throw new Error(
        `DATA_DIR ${options.dataDir} holds history of ${name} ${found}, not ${options[name]}: choose another DATA_DIR`,
      );
  }
}
