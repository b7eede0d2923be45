import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { RowSource } from '../open-store.js';
import type { Venue } from '../row.js';
import { TABLE_NAMES } from '../tables.js';
import { headerLine, rowLine } from './backup-file.js';
import { everyRow } from './every-row.js';

/** Writes every row of the store. @returns the number of rows per table */
export async function exportHistory(
  source: Pick<RowSource, 'page'>,
  venue: Venue,
  out: Writable,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const write = async (line: string): Promise<void> => {
    if (!out.write(line)) await once(out, 'drain');
  };
  await write(headerLine(venue));
  for (const table of TABLE_NAMES) {
    counts[table] = 0;
    for await (const row of everyRow(source, table)) {
      await write(rowLine(table, row));
      counts[table] += 1;
    }
  }
  return counts;
}
