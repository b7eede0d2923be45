import { jest } from '@jest/globals';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { engineOf } from '../../test/support/cluster.harness.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { settleIo } from '../../test/support/until.js';
import { EngineMetrics } from './cluster-metrics.js';
import { EngineMemory } from './engine-memory.js';
import type { MemoryEngine } from './memory-engine.js';
import { SharedWindows } from './shared-windows.js';

const MINUTE = 60_000;
const RATE = { count: 10, windowMs: MINUTE };

let clock: ManualClock;
let memory: EngineMemory;

beforeEach(() => {
  clock = new ManualClock(Date.parse('2026-11-01T00:00:05Z'));
  memory = new EngineMemory(clock);
});

function gateway(name: string): { windows: SharedWindows; engine: MemoryEngine } {
  const engine = engineOf(memory, name);
  const windows = new SharedWindows(engine, clock);
  windows.onModuleInit();
  return { windows, engine };
}

async function exchanged(): Promise<void> {
  clock.advance(250);
  await settleIo();
}

const hits = (windows: SharedWindows, count: number): number =>
  Array.from({ length: count }, () => windows.hit('key bot', RATE)).at(-1)!.totalHits;

describe('rate limits of a cluster', () => {
  it('count over all gateways once these have exchanged', async () => {
    const [a, b] = [gateway('a'), gateway('b')];
    hits(a.windows, 6);
    hits(b.windows, 3);
    await exchanged();
    expect(b.windows.hit('key bot', RATE)).toMatchObject({ totalHits: 4 + 6, isBlocked: false });
    expect(b.windows.hit('key bot', RATE)).toMatchObject({ isBlocked: true, timeToBlockExpire: 55 });
    expect(b.windows.hit('key other', RATE).totalHits).toBe(1);
  });

  it('end at one time everywhere, whenever a caller began', async () => {
    const [a, b] = [gateway('a'), gateway('b')];
    hits(a.windows, 20);
    await exchanged();
    clock.advance(54_000);
    expect(b.windows.hit('key bot', RATE).timeToExpire).toBe(1);
    await exchanged();
    expect(b.windows.hit('key bot', RATE).isBlocked).toBe(true);
    clock.advance(750);
    expect(a.windows.hit('key bot', RATE)).toMatchObject({ totalHits: 1, timeToExpire: 60 });
    expect(b.windows.hit('key bot', RATE)).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('count here alone without the engine, and everything once it is back', async () => {
    const [a, b] = [gateway('a'), gateway('b')];
    hits(b.windows, 5);
    await exchanged();
    a.engine.setConnected(false);
    hits(a.windows, 4);
    await exchanged();
    expect(a.windows.isShared).toBe(false);
    expect(hits(a.windows, 1)).toBe(5);
    a.engine.setConnected(true);
    await exchanged();
    expect(a.windows.isShared).toBe(true);
    expect(hits(a.windows, 1)).toBe(11);
  });

  it('count here alone while the engine refuses the command', async () => {
    const { windows, engine } = gateway('a');
    const metrics = new EngineMetrics(engine, clock, new Registry());
    for (const refused of ['add', 'usage'] as const)
      jest.spyOn(engine, refused).mockRejectedValue(new Error('NOPERM this user has no permissions'));
    metrics.onModuleInit();
    hits(windows, 2);
    await exchanged();
    expect([windows.isShared, hits(windows, 1)]).toEqual([false, 3]);
    metrics.onModuleDestroy();
    jest.restoreAllMocks();
  });

  it('lose no hit and count none twice, in any order of hits and exchanges', async () => {
    const day = { count: 1_000_000, windowMs: 24 * 3_600_000 };
    const steps = fc.array(fc.constantFrom<'a' | 'b' | 'exchange'>('a', 'b', 'exchange'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, async (order) => {
        memory = new EngineMemory(clock);
        const gateways = { a: gateway('a').windows, b: gateway('b').windows };
        let total = 0;
        for (const step of order) {
          if (step === 'exchange') await exchanged();
          else {
            gateways[step].hit('key bot', day);
            total++;
          }
        }
        await exchanged();
        // A process learns the total when it adds a hit of its own.
        const seen = gateways.a.hit('key bot', day).totalHits;
        expect(seen).toBeLessThanOrEqual(total + 1);
        await exchanged();
        expect(gateways.a.hit('key bot', day).totalHits).toBe(total + 2);
        Object.values(gateways).forEach((windows) => windows.onModuleDestroy());
      }),
      { numRuns: 30 },
    );
  });
});
