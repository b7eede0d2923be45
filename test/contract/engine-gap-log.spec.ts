import { EngineGapLog } from '../../src/cluster/engine-gap-log.js';
import { EngineMemory } from '../../src/cluster/engine-memory.js';
import { aTrade, fromStream, tradesUpdate } from '../support/canonical.js';
import { lead, LEASE, type LeadingCollector } from '../support/cluster.harness.js';
import { ManualClock } from '../support/manual-clock.js';
import { gapLogSuite } from './gap-log.suite.js';

describe('gap log of a cluster', () => {
  gapLogSuite(async () => {
    const clock = new ManualClock();
    const memory = new EngineMemory(clock);
    let collectors = 0;
    const takeOver = async (): Promise<void> => {
      clock.advance(LEASE + 1);
      collector = await lead(memory, clock, `collector-${++collectors}`);
      const { engine, leadership, writer, rows, store } = collector;
      log = new EngineGapLog(engine, leadership, writer, rows, store, clock);
    };
    let collector: LeadingCollector;
    let log: EngineGapLog;
    await takeOver();
    // That of the collector that leads: the one before may not write any more.
    const current = new Proxy({} as EngineGapLog, {
      get: (_, name: keyof EngineGapLog) => log[name].bind(log),
    });
    return {
      log: current,
      reopen: async () => {
        await takeOver();
        return log;
      },
      record: async (_log, accountIndex, tradeId, madeAt) => {
        const trade = aTrade({ trade_id: tradeId, timestamp: madeAt });
        collector.store.apply(tradesUpdate(accountIndex, fromStream(1), trade));
        await collector.writer.idle();
      },
    };
  });
});
