import { EngineGapLog } from '../../src/cluster/engine-gap-log.js';
import { EngineMemory } from '../../src/cluster/engine-memory.js';
import { aTrade, fromStream, tradesUpdate } from '../support/canonical.js';
import { lead } from '../support/cluster.harness.js';
import { ManualClock } from '../support/manual-clock.js';
import { gapLogSuite } from './gap-log.suite.js';

describe('gap log of a cluster', () => {
  gapLogSuite(async () => {
    const clock = new ManualClock();
    const memory = new EngineMemory(clock);
    const { store, engine, leadership, writer } = await lead(memory, clock, 'collector');
    // It keeps nothing itself, so that another one over the same engine is that of the next collector.
    const newLog = (): EngineGapLog => new EngineGapLog(engine, leadership, writer);
    return {
      log: newLog(),
      reopen: async () => newLog(),
      record: async (_log, accountIndex, tradeId) => {
        store.apply(tradesUpdate(accountIndex, fromStream(1), aTrade({ trade_id: tradeId })));
        await writer.idle();
      },
    };
  });
});
