import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { historyRow, tradeRowOf } from '../../../test/support/history-rows.js';
import { PLACE } from '../../../test/support/embedded-store.js';
import type { HistoryRow } from '../row.js';
import { Journal } from './journal.js';
import { DATABASE_FILE, Writer } from './writer.js';

/** Room for a few dozen rows, so that some runs drop rows. */
const MAX_BYTES = 20_000;

let at = 0;
const aRow = (): HistoryRow =>
  at++ % 3 === 0 ? tradeRowOf(String(at)) : historyRow('funding', { funding_id: String(at) });
/** JSON has no such number, so that a write fails half way. */
const UNWRITABLE = historyRow('funding', { received_at: 1n as never });

type Step = { append: number; fails: boolean } | { settle: number; refused: number } | { requeue: true };

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 30 }), fails: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ settle: fc.nat({ max: 20 }), refused: fc.nat({ max: 3 }) }) },
    { weight: 1, arbitrary: fc.constant({ requeue: true as const }) },
  ),
  { maxLength: 12 },
);

function run(writer: Writer, step: Step): void {
  if ('requeue' in step) writer.requeueRefused();
  else if ('append' in step) {
    const rows = Array.from({ length: step.append }, aRow);
    if (!step.fails) writer.append(rows);
    else expect(() => writer.append([...rows, UNWRITABLE])).toThrow('BigInt');
  } else {
    const ids = writer.nextBatch(step.settle + step.refused, []).map(({ id }) => id);
    const refused = ids.slice(step.settle).map((id) => ({ id, reason: 'refused' }));
    writer.settle(ids.slice(0, step.settle), refused, 0);
  }
}

/** Runs with a writer in a folder of its own. */
function withWriter(work: (writer: Writer, dataDir: string) => void): void {
  const dataDir = mkdtempSync(join(tmpdir(), 'writer-'));
  const options = { ...PLACE, dataDir, lockWaitMs: 0, journalMaxBytes: MAX_BYTES };
  const writer = new Writer({ ...options, mode: 'journal' });
  try {
    work(writer, dataDir);
  } finally {
    writer.close();
    rmSync(dataDir, { recursive: true });
  }
}

describe('the writer of history.sqlite', () => {
  it('counts what waits in the journal as the file holds it, whichever writes fail', () => {
    fc.assert(
      fc.property(steps, (all) => {
        withWriter((writer, dataDir) => {
          const file = new DatabaseSync(join(dataDir, DATABASE_FILE));
          for (const step of all) {
            const before = writer.journalState();
            run(writer, step);
            const state = writer.journalState();
            expect(state).toEqual({ ...new Journal(file, MAX_BYTES).state(), dropped: state.dropped });
            if ('append' in step && step.fails) expect(state).toEqual(before);
          }
          file.close();
        });
      }),
      { numRuns: 25 },
    );
  });

  it('goes on after a disk that was full for longer than the journal would hold', () => {
    withWriter((writer) => {
      for (let attempt = 0; attempt < 100; attempt++)
        expect(() => writer.append([...Array.from({ length: 5 }, aRow), UNWRITABLE])).toThrow('BigInt');
      writer.append([aRow()]);
      expect(writer.journalState()).toMatchObject({ rows: 1, dropped: 0 });
    });
  });
});
