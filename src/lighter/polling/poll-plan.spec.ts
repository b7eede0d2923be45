import fc from 'fast-check';
import {
  CONFIRMING_SHARE,
  duePolls,
  nextDueAt,
  plannedIntervals,
  stretchOf,
  type PollKind,
  type PollReadiness,
  type PollTask,
} from './poll-plan.js';
import { accountTasks, NOW, task } from './poll-plan.harness.js';
import { RateBudget } from '../../egress/rate-budget.js';
import { TIER_LIMITS } from '../../egress/tier-limits.js';

/** Of the standard tier: 48 polls a minute. */
const GAP = 1_250;

const up: PollReadiness = { streamDownSince: null, free: true };
const lost: PollReadiness = { streamDownSince: NOW - 1_000, free: true };
const longLost: PollReadiness = { streamDownSince: NOW - 61_000, free: true };
const names = (tasks: PollTask[]): string[] =>
  tasks.map(({ accountIndex, kind }) => `${accountIndex} ${kind}`);
/** As the planner leaves them: each with its planned interval. */
function planned(
  tasks: readonly PollTask[],
  readinessOf: (index: number) => PollReadiness,
  now = NOW,
): PollTask[] {
  const plan = plannedIntervals({ gapMs: GAP, tasks }, readinessOf, now);
  return tasks.map((each) => ({ ...each, plannedMs: plan.get(each) ?? null }));
}
const due = (tasks: PollTask[], readinessOf: (index: number) => PollReadiness = () => up): string[] => {
  const stretch = stretchOf({ gapMs: GAP, tasks }, readinessOf, NOW);
  return names(duePolls(planned(tasks, readinessOf), readinessOf, { gapMs: GAP, stretch }, NOW));
};

interface Run {
  readonly tasks: readonly PollTask[];
  /** Times at which each was asked. */
  readonly asked: ReadonlyMap<PollTask, number[]>;
  times(name: string): number;
}

/** Runs the plan for a while as the poller does. @param step sees the tasks at each moment; it may make one urgent */
function simulate(
  initial: readonly PollTask[],
  readinessOf: (index: number) => PollReadiness,
  minutes: number,
  step: (tasks: PollTask[], now: number) => void = () => undefined,
): Run {
  const tasks = planned(initial, readinessOf);
  const stretch = stretchOf({ gapMs: GAP, tasks }, readinessOf, NOW);
  const budget = new RateBudget(TIER_LIMITS.standard);
  const asked = new Map<PollTask, number[]>(tasks.map((each) => [each, []]));
  for (let now = NOW; now < NOW + minutes * 60_000; now += 50) {
    step(tasks, now);
    if (budget.nextPollAt > now) continue;
    const [next] = duePolls(tasks, readinessOf, { gapMs: GAP, stretch }, now);
    if (!next) continue;
    budget.pace(now, 300, 100);
    Object.assign(next, { askedAt: now, urgent: false });
    asked.get(next)!.push(now);
  }
  const times = (name: string): number =>
    [...asked].filter(([each]) => names([each])[0] === name).reduce((sum, [, all]) => sum + all.length, 0);
  return { tasks, asked, times };
}

describe('the poll plan', () => {
  it('polls accounts that just lost their stream before others that waited a little longer', () => {
    const others = Array.from({ length: 8 }, (_, at) => task(at + 3, 'account', NOW));
    const tasks = [task(1, 'account', NOW - 9_000), task(2, 'account', NOW - 3_000), ...others];
    expect(due(tasks, (index) => (index === 2 ? lost : up))).toEqual(['2 account', '1 account']);
    expect(due(tasks, (index) => (index === 2 ? longLost : up))).toEqual(['1 account', '2 account']);
  });

  it('begins with the network, the markets and accounts that were never polled', () => {
    const tasks = [
      task(1, 'limits', null),
      task(1, 'account', null),
      task(1, 'network', null),
      task(2, 'orders', NOW - 20_000),
    ];
    expect(due(tasks, () => longLost)).toEqual(['1 network', '1 account', '2 orders', '1 limits']);
  });

  it('respects the period, the earliest time and a pending request', () => {
    const tasks = [
      task(1, 'account', NOW - 499),
      task(2, 'account', null, { notBefore: NOW + 1 }),
      task(3, 'account', null),
      task(4, 'account', NOW - 500),
    ];
    expect(due(tasks, (index) => ({ ...longLost, free: index !== 3 }))).toEqual(['4 account']);
  });

  it('polls nothing before its turn while it leaves room for a lost stream', () => {
    const tasks = [2_300, 2_200].map((waited, at) => task(at + 1, 'account', NOW - waited));
    // Every 2.5 s at full rate.
    expect(due(tasks)).toEqual([]);
    expect(due(tasks, () => longLost)).toEqual(['1 account', '2 account']);
    expect(due([task(1, 'account', NOW - 5_000), task(2, 'account', NOW - 2_200)])).toEqual(['1 account']);
  });

  it('polls fills only while the stream is down, at most every fourth time', () => {
    expect(due([task(1, 'trades', NOW - 60_000)])).toEqual([]);
    const { times } = simulate(accountTasks(1), () => longLost, 20);
    const all = times('1 account') + times('1 orders') + times('1 trades');
    expect(times('1 trades')).toBeGreaterThan(all / 8);
    expect(times('1 trades')).toBeLessThanOrEqual(all / 4);
  });

  it('polls held orders at a quarter of the rate of the account', () => {
    const tasks = [1, 2, 3, 4, 5].flatMap(accountTasks);
    const { times } = simulate(tasks, () => up, 20);
    expect(times('3 account') / times('3 orders')).toBeCloseTo(4, 0);
  });

  it('puts an urgent poll first once in ten seconds and prefers it in between', () => {
    const others = Array.from({ length: 24 }, (_, at) => [
      task(at + 2, 'account', NOW - 29_000),
      task(at + 2, 'orders', NOW),
    ]).flat();
    const urgent = (waitedMs: number): PollTask => task(1, 'account', NOW - waitedMs, { urgent: true });
    expect(due([...others, urgent(10_000)])[0]).toBe('1 account');
    expect(due([...others, urgent(9_000)])[0]).toBe('1 account');
    expect(due([...others, urgent(4_000)])[0]).not.toBe('1 account');
  });

  it('does not repeat an urgent poll before its period is over', () => {
    expect(due([task(1, 'account', NOW - 499, { urgent: true })])).toEqual([]);
    expect(due([task(1, 'account', NOW - 500, { urgent: true })])).toEqual(['1 account']);
  });

  it('runs late polls before urgent ones', () => {
    const tasks = [1, 2, 3, 4, 5, 6].flatMap((index) => [
      task(index, 'account', NOW - 11_000, { urgent: index > 4 }),
      task(index, 'orders', NOW - (index === 2 ? 70_000 : 10_000)),
    ]);
    expect(due(tasks).slice(0, 3)).toEqual(['2 orders', '5 account', '6 account']);
  });

  it('keeps the planned interval of every kind under any sequence of urgencies', () => {
    const urgencies = fc.record({
      accounts: fc.integer({ min: 1, max: 25 }),
      /** How often a size moves, and in how many accounts of all. */
      everyMs: fc.integer({ min: 50, max: 30_000 }),
      part: fc.double({ min: 0.05, max: 1, noNaN: true }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(urgencies, ({ accounts, everyMs, part, seed }) => {
        const initial = Array.from({ length: accounts }, (_, at) => accountTasks(at + 1)).flat();
        let nextAt = NOW;
        let turn = seed;
        const { asked, tasks } = simulate(
          initial,
          () => up,
          6,
          (all, now) => {
            if (now < nextAt) return;
            nextAt = now + everyMs;
            const index = 1 + (turn++ % Math.ceil(accounts * part));
            Object.assign(
              all.find((each) => each.accountIndex === index && each.kind === 'account')!,
              {
                urgent: true,
              },
            );
          },
        );
        const stretch = stretchOf({ gapMs: GAP, tasks }, () => up, NOW);
        for (const [{ kind, plannedMs }, times] of asked) {
          if ((kind !== 'account' && kind !== 'orders') || times.length === 0) continue;
          const pauses = times.slice(1).map((at, i) => at - times[i]!);
          // A quarter more where the whole budget is needed, and the turns of those that are as late.
          const bound = plannedMs! * Math.max(1, 1.25 / stretch) + (1 + accounts) * GAP;
          expect(Math.max(...pauses)).toBeLessThanOrEqual(bound);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('starves no account beside accounts without a stream', () => {
    const tasks = Array.from({ length: 25 }, (_, at) => accountTasks(at + 1)).flat();
    const { times } = simulate(tasks, (index) => (index === 25 ? up : lost), 30);
    // The floor: 50 tasks, two rounds of 62.5 s each.
    expect(times('25 account')).toBeGreaterThanOrEqual(13);
    expect(times('1 account')).toBeGreaterThanOrEqual(13);
  });
});

describe('planned intervals', () => {
  const planOf = (accounts: number, readiness: PollReadiness) => {
    const tasks = Array.from({ length: accounts }, (_, at) => accountTasks(at + 1)).flat();
    const plan = plannedIntervals({ gapMs: GAP, tasks }, () => readiness, NOW);
    return (kind: PollKind): number | undefined =>
      [...plan].find(([each]) => each.accountIndex === 1 && each.kind === kind)?.[1];
  };

  it('share the budget by weight, none faster than its target', () => {
    expect(planOf(1, longLost)('account')).toBeCloseTo(2.5 * GAP, -1);
    const fast = plannedIntervals({ gapMs: 10, tasks: accountTasks(1) }, () => longLost, NOW);
    expect([...fast.values()].sort((a, b) => a - b)).toEqual([500, 2_000, 2_000, 3_600_000]);
  });

  it('keep 25 accounts of one egress below 40 seconds while every stream is up', () => {
    const intervalOf = planOf(25, up);
    expect(intervalOf('account')).toBeLessThan(40_000);
    expect(intervalOf('orders')).toBeCloseTo(intervalOf('account')! * 4, -1);
    expect(intervalOf('trades')).toBeUndefined();
    expect(planOf(26, up)('account')).toBeGreaterThan(40_000);
  });

  it('match how often the plan really polls', () => {
    const tasks = [1, 2, 3, 4].flatMap(accountTasks);
    const plan = plannedIntervals({ gapMs: GAP, tasks }, () => longLost, NOW);
    const { times } = simulate(tasks, () => longLost, 60);
    for (const [each, interval] of plan) {
      if (each.kind === 'limits') continue;
      const real = 3_600_000 / times(names([each])[0]!);
      expect(real / interval).toBeGreaterThan(0.9);
      expect(real / interval).toBeLessThan(1.1);
    }
  });

  it('leave room for a lost stream while all are up, unless accounts would wait too long', () => {
    const stretch = (accounts: number, readiness: PollReadiness): number => {
      const tasks = Array.from({ length: accounts }, (_, at) => accountTasks(at + 1)).flat();
      return stretchOf({ gapMs: GAP, tasks }, () => readiness, NOW);
    };
    expect(stretch(2, up)).toBe(1 / CONFIRMING_SHARE);
    expect(CONFIRMING_SHARE).toBeGreaterThan(0.5);
    expect(stretch(25, up)).toBe(1);
    expect(stretch(2, lost)).toBe(1);
  });
});

describe('the time at which a poll is due next', () => {
  const anyTask = fc
    .record({
      kind: fc.constantFrom<PollKind[]>('account', 'orders', 'trades', 'funding'),
      accountIndex: fc.constantFrom(1, 2),
      askedAgo: fc.option(fc.nat(400_000)),
      notBefore: fc.integer({ min: NOW - 1_000, max: NOW + 60_000 }),
      plannedMs: fc.option(fc.integer({ min: 500, max: 90_000 })),
      urgent: fc.boolean(),
    })
    .map(({ kind, accountIndex, askedAgo, ...more }) =>
      task(accountIndex, kind, askedAgo === null ? null : NOW - askedAgo, more),
    );

  it('is the first at which the plan finds one', () => {
    const isFound = fc.property(
      fc.array(anyTask, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      fc.constantFrom(1, 1.5),
      (tasks, isUp, stretch) => {
        const { streamDownSince } = isUp ? up : lost;
        const at = nextDueAt(tasks, () => streamDownSince, stretch);
        const found = (now: number) =>
          duePolls(tasks, () => ({ streamDownSince, free: true }), { gapMs: GAP, stretch }, now).length;
        if (at === Infinity) return expect(found(NOW + 1_000_000)).toBe(0);
        expect([found(at - 1), found(at) > 0]).toEqual([0, true]);
      },
    );
    fc.assert(isFound, { numRuns: 300 });
  });
});
