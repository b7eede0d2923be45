import { Logger } from '@nestjs/common';
import { tradeRowOf } from '../../test/support/history-rows.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { RememberedIncidents } from '../../test/support/remembered-incidents.js';
import { DurableWriter } from './durable-writer.js';
import { FaultBoard } from './fault-board.js';
import type { Thread } from './sqlite/worker-thread.js';
import type { Writer } from './sqlite/writer.js';

const FLOOR = 1_000_000;

/** A disk with this much space, whose reads and writes may fail. */
async function setUp(disk: { free: number; refuses?: boolean; hidden?: boolean }) {
  Logger.overrideLogger(false);
  const [clock, incidents] = [new ManualClock(), new RememberedIncidents()];
  const thread = {
    call: async (method: string) => {
      if (method === 'opened') return { upgrade: null, damage: null };
      if (method === 'append' && disk.refuses) throw new Error('disk I/O error');
      if (method === 'space' && disk.hidden) throw new Error('no such device');
      return { free: disk.free, used: 0 };
    },
  } as unknown as Thread<Writer>;
  const faults = new FaultBoard(clock, incidents);
  const writer = new DurableWriter(thread, faults, FLOOR, clock);
  await writer.start();
  /** As long as until the next look. */
  const later = async (): Promise<void> => {
    clock.advance(10_000);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { disk, writer, faults, incidents, later };
}

describe('the disk under the history', () => {
  it('reports a disk below its floor, and clears above it', async () => {
    const { disk, writer, faults, incidents, later } = await setUp({ free: FLOOR });
    expect(writer.ready).toBe(true);
    disk.free = FLOOR - 1;
    await later();
    expect(writer.ready).toBe(false);
    expect(faults.list()).toMatchObject([{ kind: 'disk-low', what_to_do: expect.stringContaining('Free') }]);
    expect(incidents.reports).toMatchObject([{ message: expect.stringContaining('Free space on the disk') }]);
    disk.free = FLOOR;
    await later();
    expect([writer.ready, faults.list()]).toEqual([true, []]);
  });

  it('reports refused writes until one succeeds', async () => {
    const { disk, writer, faults } = await setUp({ free: FLOOR, refuses: true });
    await expect(writer.append([tradeRowOf('1')])).rejects.toThrow('disk I/O error');
    expect([writer.ready, writer.lastError]).toEqual([false, 'disk I/O error']);
    expect(faults.list()).toMatchObject([{ kind: 'disk-failed' }]);
    disk.refuses = false;
    await writer.append([tradeRowOf('1')]);
    expect([writer.ready, faults.list()]).toEqual([true, []]);
  });

  it('reports a disk whose free space cannot be read', async () => {
    const { disk, writer, later } = await setUp({ free: FLOOR, hidden: true });
    expect(writer.ready).toBe(false);
    disk.hidden = false;
    await later();
    expect(writer.ready).toBe(true);
  });
});
