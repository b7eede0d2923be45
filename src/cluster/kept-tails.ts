import type { Change } from '../state/change.js';
import { decodeBatch } from './batch.js';
import type { Engine, Head } from './engine.port.js';
import { compareIds } from './entry-id.js';

/** The changes of the epoch that the log of a share still keeps, up to where it ended when the head was read. */
export async function readTails(engine: Engine, share: string, { epoch, last }: Head): Promise<Change[]> {
  const reading = new AbortController();
  const tails: Change[] = [];
  // Entries before the first takeover that is kept belong to the epoch of the head, or are not used.
  let epochOfEntry = epoch;
  for await (const entries of engine.read(share, '0-0', reading.signal)) {
    for (const { id, fields } of entries) {
      if (compareIds(id, last) > 0) break;
      const kind = String(fields.get('k'));
      if (kind === 't') epochOfEntry = String(fields.get('e'));
      if (kind === 'b') tails.push(...decodeBatch(fields, epochOfEntry));
    }
    if (compareIds(entries.at(-1)!.id, last) >= 0) reading.abort();
  }
  return tails.filter((change) => change.epoch === epoch);
}
