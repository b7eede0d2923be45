import { EngineMemory } from '../../src/cluster/engine-memory.js';
import { aTrade, fromStream, tradesUpdate } from '../support/canonical.js';
import { configOfShare, followShares, lead } from '../support/cluster.harness.js';
import { ManualClock } from '../support/manual-clock.js';
import { anIncident } from '../support/state-store.js';
import { changeFeedSuite } from './change-feed.suite.js';

describe('change feed of a gateway over several shares', () => {
  changeFeedSuite(async () => {
    const clock = new ManualClock();
    const memory = new EngineMemory(clock);
    const seven = configOfShare(3, [{ index: 7, name: 'Lighter_1_seven' }]);
    const three = configOfShare(3, [{ index: 3, name: 'Lighter_2_three' }]);
    // The second share has no account.
    const first = await lead(memory, clock, 'first', three, '0');
    await lead(memory, clock, 'second', configOfShare(3, []), '1');
    const third = await lead(memory, clock, 'third', seven, '2');
    // Those of two shares reach the gateway in any order.
    const incident = (id: string): void => third.store.apply({ type: 'incident', incident: anIncident(id) });
    incident('before');
    await third.writer.idle();
    const { feed } = await followShares(memory, clock, 3);
    return {
      feed,
      trade: (index, id) =>
        (index === 7 ? third : first).store.apply(
          tradesUpdate(index, fromStream(id), aTrade({ trade_id: String(id) })),
        ),
      incident,
      close: async () => feed.onModuleDestroy(),
    };
  });
});
