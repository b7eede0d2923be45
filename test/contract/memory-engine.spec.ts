import { EngineMemory } from '../../src/cluster/engine-memory.js';
import { MemoryEngine } from '../../src/cluster/memory-engine.js';
import { ManualClock } from '../support/manual-clock.js';
import { engineSuite, type EngineBench } from './engine.suite.js';
import { sharedOutboxSuite } from './shared-outbox.suite.js';

describe('engine in memory', () => {
  const open = async (): Promise<EngineBench> => {
    const clock = new ManualClock();
    const memory = new EngineMemory(clock);
    let epochs = 0;
    const newEpoch = (): string => `epoch-${++epochs}`;
    return {
      engine: async (instance) =>
        new MemoryEngine(memory, { instance, address: `http://${instance}`, newEpoch }),
      expireLease: async () => clock.advance(60_001),
      pass: async (ms) => clock.advance(ms),
      loseTerm: async (share) => void (memory.share(share).lastTerm = 0),
      restart: async () => memory.restart(),
      disconnect: async (engine) => (engine as MemoryEngine).setConnected(false),
    };
  };
  engineSuite(open);
  sharedOutboxSuite(open);
});
