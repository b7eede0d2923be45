import * as fc from 'fast-check';
import { act, ExchangeModel, type Act } from '../../test/support/exchange-model.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { ethMark } from '../../test/support/state-store.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import { LoopMonitor } from '../clock/loop-monitor.js';
import type { Demand } from './demand.js';
import { StateStore } from './state.store.js';

const OPTIONS = { accounts: [{ index: 7, name: 'x' }], cacheTtlMs: 5_000, tradesKept: 5, awaitsGaps: false };
const DAY_MS = 86_400_000;

type Step = Act | { do: 'wait'; ms: number } | { do: 'mark'; price: number } | { do: 'step'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: act },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('mark' as const), price: fc.integer({ min: 1, max: 5_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('step' as const), ms: fc.integer({ min: -DAY_MS, max: DAY_MS }) }),
  },
);

/** What a store judges and asks for in a history, with or without the steps of the wall clock in it. */
function judged(steps: readonly Step[], withSteps: boolean): unknown[] {
  const clock = new ManualClock(0);
  const monitor = new LoopMonitor(clock);
  const store = new StateStore(clock, OPTIONS, monitor, new ExchangeClock(clock));
  const demands: Demand[] = [];
  store.onDemand('test', (demand) => demands.push(demand));
  monitor.onModuleInit();
  store.onModuleInit();
  store.onApplicationBootstrap();
  const world = new ExchangeModel();
  let heard = 0;
  const seen: unknown[] = [];
  for (const one of steps) {
    if (one.do === 'wait') clock.advance(one.ms);
    else if (one.do === 'mark') store.apply(ethMark(`${one.price}.5`, clock));
    else if (one.do === 'step') {
      if (withSteps) clock.step(one.ms);
    } else world.play(one);
    for (; heard < world.heard.length; heard++) {
      const update = world.heard[heard]!;
      if ('arrival' in update) update.arrival.received_at = clock.wallNow();
      store.apply(update);
    }
    const { sections, positions, orders } = store.account(7)!;
    const standing = Object.entries(sections).map(([name, { stale, reason, source }]) => [
      name,
      stale,
      reason,
      source,
    ]);
    seen.push([
      standing,
      positions?.map(({ size, mark_price }) => [size, mark_price]),
      orders,
      demands.splice(0),
    ]);
  }
  return seen;
}

describe('steps of the wall clock', () => {
  it('change nothing that is judged, held or asked for', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        expect(judged(steps, true)).toEqual(judged(steps, false));
      }),
      { numRuns: 100 },
    );
  });
});
