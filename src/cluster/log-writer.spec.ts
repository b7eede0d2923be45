import { aTrade, fromStream, tradesUpdate } from '../../test/support/canonical.js';
import { lead } from '../../test/support/cluster.harness.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { settleIo } from '../../test/support/until.js';
import { EngineMemory } from './engine-memory.js';

describe('the log writer', () => {
  it('waits 3 ms after a batch, so that busy accounts share the next one', async () => {
    const clock = new ManualClock();
    const { store, writer } = await lead(new EngineMemory(clock), clock, 'leader');
    let batches = 0;
    writer.onAppended = () => (batches += 1);
    const trade = async (id: number): Promise<void> => {
      store.apply(tradesUpdate(7, fromStream(id), aTrade({ trade_id: String(id) })));
      await settleIo();
    };
    await trade(1);
    expect([batches, writer.waiting]).toEqual([1, 0]);
    await trade(2);
    clock.advance(2);
    await trade(3);
    expect([batches, writer.waiting]).toEqual([1, 2]);
    clock.advance(1);
    await settleIo();
    expect([batches, writer.waiting]).toEqual([2, 0]);
    clock.advance(3);
    await trade(4);
    expect([batches, writer.waiting]).toEqual([3, 0]);
  });
});
