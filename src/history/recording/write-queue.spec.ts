import { Logger } from '@nestjs/common';
import { historyRow, tradeRowOf } from '../../../test/support/history-rows.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import type { HistoryRow } from '../row.js';
import { WriteQueue } from './write-queue.js';

/** A queue over a disk that refuses writes while `refuses` is set. */
function setUp() {
  Logger.overrideLogger(false);
  const disk = {
    refuses: false,
    attempts: 0,
    rows: [] as HistoryRow[],
    largest: 0,
    failures: [] as string[],
  };
  const clock = new ManualClock();
  const write = async (rows: readonly HistoryRow[]): Promise<void> => {
    disk.attempts += 1;
    disk.largest = Math.max(disk.largest, rows.length);
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

  it('hands over many rows in parts, in order', async () => {
    const { disk, queue } = setUp();
    const ids = Array.from({ length: 5_000 }, (_, at) => String(at));
    queue.push(ids.map((id) => tradeRowOf(id)));
    await queue.flush();
    expect(disk.rows.map(({ values }) => (values as { trade_id: string }).trade_id)).toEqual(ids);
    expect(disk.largest).toBeLessThan(2_001);
  });

  it('drops what may be dropped while the disk refuses too many rows, and not at each push', async () => {
    const { disk, clock, queue } = setUp();
    disk.refuses = true;
    const [trade, order] = [tradeRowOf('1'), historyRow('orders', { order_id: '1' })];
    queue.push(Array.from({ length: 50_000 }, () => trade));
    queue.push([order, order]);
    expect([queue.length, queue.dropped]).toEqual([50_000, 2]);
    for (let times = 0; times < 3; times++) queue.push([order]);
    expect([queue.length, queue.dropped]).toEqual([50_003, 2]);
    disk.refuses = false;
    clock.advance(1_000);
    await queue.flush();
    expect([disk.rows.length, queue.length]).toEqual([50_003, 0]);
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
