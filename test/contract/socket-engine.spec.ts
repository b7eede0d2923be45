import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../src/cluster/engine.port.js';
import { EngineMemory } from '../../src/cluster/engine-memory.js';
import { EngineServer } from '../../src/cluster/engine-server.js';
import { SocketEngine } from '../../src/cluster/socket-engine.js';
import { ManualClock } from '../support/manual-clock.js';
import { engineSuite } from './engine.suite.js';

describe('engine of another process on this machine', () => {
  const opened: { server: EngineServer; engines: Engine[] }[] = [];
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'engine-'));
  });
  afterEach(async () => {
    for (const { server, engines } of opened.splice(0)) {
      await Promise.all(engines.map((engine) => engine.close()));
      await server.close();
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  engineSuite(async () => {
    const clock = new ManualClock();
    const memory = new EngineMemory(clock);
    let epochs = 0;
    const path = join(folder, 'socket');
    const server = await EngineServer.listen(memory, path, () => `epoch-${++epochs}`);
    const engines: Engine[] = [];
    opened.push({ server, engines });
    return {
      engine: async (instance) => {
        const hello = { instance, address: `http://${instance}` };
        const engine = await SocketEngine.connect(path, hello, clock);
        engines.push(engine);
        return engine;
      },
      expireLease: async () => clock.advance(60_001),
      pass: async (ms) => clock.advance(ms),
      loseTerm: async (share) => void (memory.share(share).lastTerm = 0),
      restart: async () => memory.restart(),
      disconnect: (engine) => engine.close(),
    };
  });
});
