import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { RowSource } from '../open-store.js';
import type { Venue } from '../row.js';
import { TABLE_NAMES } from '../tables.js';
import { headerLine, rowLine } from './backup-file.js';
import { everyRow } from './every-row.js';

/**
 * Writes every row of the store. @returns the number of rows per table
 * @throws Error when fewer rows of a table were read than it has; a running service may add and thin some meanwhile
 */
export async function exportHistory(
  source: Pick<RowSource, 'page' | 'count'>,
  venue: Venue,
  out: Writable,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const write = async (line: string): Promise<void> => {
    if (!out.write(line)) await once(out, 'drain');
  };
  await write(headerLine(venue));
  for (const table of TABLE_NAMES) {
    const before = await source.count(table);
    let count = 0;
    for await (const row of everyRow(source, table)) {
      await write(rowLine(table, row));
      count += 1;
    }
    const expected = Math.min(before, await source.count(table));
    if (count < expected)
      throw new Error(
        `${table}: only ${count} of ${expected} rows could be read, so the export is not complete`,
      );
    counts[table] = count;
  }
  return counts;
}
