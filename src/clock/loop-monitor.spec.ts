import { ManualClock } from '../../test/support/manual-clock.js';
import { LoopMonitor, type LoopGap } from './loop-monitor.js';

function setUp() {
  const clock = new ManualClock();
  const monitor = new LoopMonitor(clock);
  const gaps: LoopGap[] = [];
  const steps: number[] = [];
  monitor.onGap((gap) => gaps.push(gap));
  monitor.onStep((byMs) => steps.push(byMs));
  monitor.onModuleInit();
  return { clock, monitor, gaps, steps };
}

describe('the watch over the event loop', () => {
  it('reports a process that was held up once, with its span', () => {
    const { clock, gaps } = setUp();
    clock.advance(10_000);
    clock.freeze(100_000);
    clock.advance(10_000);
    expect(gaps).toEqual([{ from: 10_000, to: 110_000 }]);
  });

  it('can be asked before its next tick', () => {
    const { clock, monitor, gaps } = setUp();
    clock.advance(1_000);
    clock.freeze(2_000);
    monitor.check();
    expect(gaps).toEqual([{ from: 1_000, to: 3_000 }]);
  });

  it('reports a wall clock that was stepped, by how much and in which direction', () => {
    const { clock, gaps, steps } = setUp();
    clock.advance(1_000);
    clock.step(-600_000);
    clock.advance(1_000);
    clock.step(3_600_000);
    clock.advance(60_000);
    clock.step(900);
    clock.advance(1_000);
    expect(steps).toEqual([-600_000, 3_600_000]);
    expect(gaps).toEqual([]);
  });

  it('stops with the module', () => {
    const { clock, monitor, steps } = setUp();
    monitor.onModuleDestroy();
    clock.step(60_000);
    clock.advance(10_000);
    expect(steps).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
