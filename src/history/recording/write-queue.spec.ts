import { Logger } from '@nestjs/common';
import { tradeRowOf } from '../../../test/support/history-rows.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import type { HistoryRow } from '../row.js';
import { WriteQueue } from './write-queue.js';

/** A queue over a disk that refuses writes while `refuses` is set. */
function setUp() {
  Logger.overrideLogger(false);
  const disk = { refuses: false, attempts: 0, rows: [] as HistoryRow[], failures: [] as string[] };
  const clock = new ManualClock();
  const write = async (rows: readonly HistoryRow[]): Promise<void> => {
    disk.attempts += 1;
    if (disk.refuses) throw new Error('disk full');
    disk.rows.push(...rows);
  };
  const queue = new WriteQueue(write, clock, ({ message }) => disk.failures.push(message));
  return { disk, clock, queue };
}

describe('the write queue', () => {
  it('rejects a flush while the disk refuses writes, instead of spinning until the retry', async () => {
    const { disk, queue } = setUp();
    disk.refuses = true;
    queue.push([tradeRowOf('1')]);
    await expect(queue.flush()).rejects.toThrow('1 rows could not be written');
    await expect(queue.flush()).rejects.toThrow('1 rows could not be written');
    expect(disk.attempts).toBe(2);
    disk.refuses = false;
    await queue.flush();
    expect([disk.rows.length, queue.length]).toEqual([1, 0]);
  });

  it('reports a failure once, and how long the oldest row has waited', async () => {
    const { disk, clock, queue } = setUp();
    disk.refuses = true;
    queue.push([tradeRowOf('1')]);
    await queue.flush().catch(() => undefined);
    clock.advance(400);
    queue.push([tradeRowOf('2')]);
    await queue.flush().catch(() => undefined);
    expect([disk.failures, queue.age, queue.length]).toEqual([['disk full'], 400, 2]);
    disk.refuses = false;
    await queue.flush();
    expect([queue.age, queue.length]).toEqual([0, 0]);
    disk.refuses = true;
    queue.push([tradeRowOf('3')]);
    await queue.flush().catch(() => undefined);
    expect(disk.failures).toEqual(['disk full', 'disk full']);
  });

  it('retries once a second, however many flushes failed', async () => {
    const { disk, clock, queue } = setUp();
    disk.refuses = true;
    queue.push([tradeRowOf('1')]);
    for (let times = 0; times < 3; times++) await queue.flush().catch(() => undefined);
    const before = disk.attempts;
    clock.advance(1_000);
    await queue.flush().catch(() => undefined);
    expect(disk.attempts).toBe(before + 1);
  });
});
