import { ManualClock } from '../../test/support/manual-clock.js';
import type { Egress } from '../egress/egress.js';
import type { EgressRegistry } from '../egress/egress.registry.js';
import { RateBudget } from '../egress/rate-budget.js';
import { TIER_LIMITS } from '../egress/tier-limits.js';
import { Admission, type ReservePurpose } from './admission.js';

/** Accounts 1 and 2 share an egress, account 3 has its own; each has an L1 address of its own. */
function world() {
  const clock = new ManualClock();
  const budget = (): RateBudget => new RateBudget(TIER_LIMITS.standard);
  const egresses = [budget(), budget()].map((each) => ({ budget: each }) as Egress);
  const addresses = [budget(), budget(), budget()];
  const registry = {
    of: (index: number) => egresses[index === 3 ? 1 : 0],
    budgets: { ofAccount: (index: number) => addresses[index - 1] },
    save: async () => undefined,
  };
  const admission = new Admission(clock, registry as unknown as EgressRegistry);
  const served: { name: string; at: number }[] = [];
  const ask = async (accountIndex: number, purpose: ReservePurpose): Promise<void> => {
    const { settle } = await admission.admit({ accountIndex, endpoint: 'trades', use: 'reserve', purpose });
    settle();
    served.push({ name: `${accountIndex} ${purpose}`, at: clock.monotonic() });
  };
  const pass = (ms: number): Promise<void> =>
    clock.advanceBy(ms, 250, () => new Promise((resolve) => setImmediate(resolve)));
  return { served, ask, pass };
}

describe('the reserve', () => {
  it('serves requests that wait for the same budget by purpose', async () => {
    const { served, ask, pass } = world();
    // The whole weight of a minute.
    for (let i = 0; i < 8; i++) await ask(1, 'gap');
    served.length = 0;
    for (const purpose of ['audit', 'ended-orders', 'settle', 'second-answer', 'gap'] as const)
      void ask(2, purpose);
    await pass(70_000);
    expect(served.map(({ name }) => name)).toEqual([
      '2 gap',
      '2 second-answer',
      '2 settle',
      '2 ended-orders',
      '2 audit',
    ]);
  });

  it('makes no request wait for another budget', async () => {
    const { served, ask } = world();
    for (let i = 0; i < 8; i++) await ask(1, 'gap');
    void ask(1, 'gap');
    await ask(3, 'audit');
    expect(served.at(-1)!.name).toBe('3 audit');
  });

  it('gives audits at most a quarter', async () => {
    const { served, ask, pass } = world();
    for (let i = 0; i < 5; i++) void ask(1, 'audit');
    await pass(130_000);
    const minutes = served.map(({ at }) => Math.floor(at / 60_000));
    expect(minutes).toEqual([0, 0, 1, 1, 2]);
  });
});
