import { EngineMemory } from '../../src/cluster/engine-memory.js';
import { aTrade, fromStream, tradesUpdate } from '../support/canonical.js';
import { followLog, lead } from '../support/cluster.harness.js';
import { ManualClock } from '../support/manual-clock.js';
import { anIncident } from '../support/state-store.js';
import { changeFeedSuite } from './change-feed.suite.js';

describe('change feed of a gateway', () => {
  changeFeedSuite(async () => {
    const clock = new ManualClock();
    const memory = new EngineMemory(clock);
    const { store, writer } = await lead(memory, clock, 'collector');
    const incident = (id: string): void => store.apply({ type: 'incident', incident: anIncident(id) });
    incident('before');
    await writer.idle();
    const { feed } = await followLog(memory, clock);
    return {
      feed,
      trade: (index, id) =>
        store.apply(tradesUpdate(index, fromStream(id), aTrade({ trade_id: String(id) }))),
      incident,
      close: async () => feed.onModuleDestroy(),
    };
  });
});
