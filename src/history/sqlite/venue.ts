import type { DatabaseSync } from 'node:sqlite';
import type { Venue } from '../row.js';
import { readMeta } from './migrations.js';

/** The history in DATA_DIR is of another exchange or network. */
export class WrongVenue extends Error {
  constructor(dataDir: string, name: string, found: string, expected: string) {
    super(`DATA_DIR ${dataDir} holds history of ${name} ${found}, not ${expected}: choose another DATA_DIR`);
    this.name = 'WrongVenue';
  }
}

/** @throws WrongVenue */
export function requireVenue(database: DatabaseSync, options: Venue & { dataDir: string }): void {
  for (const name of ['exchange', 'network'] as const) {
    const found = readMeta(database, name);
    if (found !== null && found !== options[name])
      throw new WrongVenue(options.dataDir, name, found, options[name]);
  }
}
