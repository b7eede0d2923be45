import fc from 'fast-check';
import { RateBudget, type Use } from './rate-budget.js';
import { TIER_LIMITS, weightOf, type RateLimits, type Tier } from './tier-limits.js';

const START = 1_000_000;

/** Sends as many requests as the budget allows now, each answered at once. */
function drain(budget: RateBudget, use: Use, weight: number, now: number): number {
  let sent = 0;
  for (; budget.wait(use, weight, now) === 0; sent++) budget.spend(use, weight).settle(now);
  return sent;
}

/** Polls at the pace that the budget allows. @returns when */
function poll(budget: RateBudget, from: number, to: number, weight = 300): number[] {
  const polls: number[] = [];
  for (let now = from; now < to; now += 50) {
    if (budget.nextPollAt > now || budget.wait('poll', weight, now) > 0) continue;
    budget.pace(now, weight, 100);
    budget.spend('poll', weight).settle(now);
    polls.push(now);
  }
  return polls;
}

const longestPause = (polls: readonly number[]): number =>
  Math.max(...polls.slice(1).map((at, i) => at - polls[i]!));

describe('a rate budget', () => {
  it('keeps a fifth for backfill, separate from polls', () => {
    const budget = new RateBudget(TIER_LIMITS.standard);
    expect(drain(budget, 'poll', 300, START)).toBe(48);
    expect(drain(budget, 'reserve', 300, START)).toBe(12);
    expect(budget.usage(START)).toEqual({ limit: 60, used: 60, remaining: 0, window_s: 60 });
  });

  it("keeps a tenth for the mirror's clients, lent to the polls while they are idle", () => {
    const budget = new RateBudget(TIER_LIMITS.standard);
    budget.claimMirror(START);
    expect(drain(budget, 'poll', 300, START)).toBe(42);
    expect(drain(budget, 'mirror', 300, START)).toBe(6);
    expect(drain(budget, 'reserve', 300, START)).toBe(12);
    expect(budget.usage(START).remaining).toBe(0);
    const idle = START + 10 * 60_000;
    expect(drain(budget, 'poll', 300, idle)).toBe(48);
    budget.claimMirror(idle);
    expect(drain(budget, 'mirror', 300, idle)).toBe(0);
    expect(drain(budget, 'mirror', 300, idle + 60_100)).toBe(6);
  });

  it('counts weight where that limit is tighter', () => {
    expect(drain(new RateBudget(TIER_LIMITS.standard), 'reserve', weightOf('trades'), START)).toBe(8);
    expect(drain(new RateBudget(TIER_LIMITS.premium), 'poll', 300, START)).toBe(64);
    expect(new RateBudget(TIER_LIMITS.premium).usage(START).limit).toBe(24_000);
  });

  it('counts a request in flight, and until a window after its answer', () => {
    const budget = new RateBudget({ requests: 5, weight: Infinity });
    const lease = budget.spend('reserve', 300);
    expect(budget.wait('reserve', 300, START + 500_000)).toBe(Infinity);
    lease.settle(START + 500_000);
    lease.settle(START + 900_000);
    expect(budget.wait('reserve', 300, START + 500_001)).toBe(60_099);
    expect(budget.wait('reserve', 300, START + 560_100)).toBe(0);
  });

  it('spreads polls evenly and makes up for a coarse tick only', () => {
    const budget = new RateBudget(TIER_LIMITS.standard);
    expect(budget.pollGap(300, START)).toBe(1250);
    budget.pace(START, 300, 100);
    expect(budget.nextPollAt).toBe(START + 1150);
    budget.pace(START + 1200, 300, 100);
    expect(budget.nextPollAt).toBe(START + 2400);
    budget.pace(START + 60_000, 300, 100);
    expect(budget.nextPollAt).toBe(START + 61_150);
  });

  it('makes up for a heavy poll by lighter ones where requests are counted too', () => {
    const paced = (limits: RateLimits, weights: readonly number[]): number => {
      const budget = new RateBudget(limits);
      budget.pace(START, 300, 0);
      const start = budget.nextPollAt;
      for (let i = 0; i < 40; i++) budget.pace(budget.nextPollAt, weights[i % weights.length]!, 0);
      return (budget.nextPollAt - start) / 40;
    };
    // A quarter are pages: the average weight is 375, and 19,200 ÷ 48 is 400.
    expect(paced(TIER_LIMITS.standard, [600, 300, 300, 300])).toBe(1250);
    expect(paced(TIER_LIMITS.standard, [600])).toBeGreaterThan(1700);
    expect(paced(TIER_LIMITS.premium, [600, 300, 300, 300])).toBe((60_000 * 375) / 19_200);
  });

  it('spreads the rest of the budget when nothing is known about the last minute', () => {
    const budget = new RateBudget(TIER_LIMITS.standard);
    budget.presumeHalfSpent(START);
    expect(longestPause(poll(budget, START, START + 120_000))).toBeLessThan(6_000);
  });

  it('goes on polling after a kill while what was spent before it leaves the window', () => {
    const first = new RateBudget(TIER_LIMITS.standard);
    poll(first, START, START + 120_000, 600);
    const killed = new RateBudget(TIER_LIMITS.standard);
    killed.restore(first.image(START + 120_000), 3_500, START + 123_500);
    killed.presumeUnsaved(START + 123_500, 4_000);
    expect(longestPause(poll(killed, START + 123_500, START + 240_000, 600))).toBeLessThan(6_000);
  });

  it('sends one request after a block, and the others once it is answered', () => {
    const budget = new RateBudget(TIER_LIMITS.standard);
    budget.block(START);
    const probe = budget.spend('poll', 300);
    expect(budget.wait('poll', 300, START)).toBe(Infinity);
    budget.block(START + 300_000);
    probe.settle(START + 10);
    expect(budget.wait('poll', 300, START + 10)).toBe(299_990);
    const second = budget.spend('poll', 300);
    expect(budget.wait('poll', 300, START + 300_000)).toBe(Infinity);
    second.settle(START + 300_010);
    expect(budget.wait('poll', 300, START + 300_010)).toBe(0);
  });

  it('may send at once when an operator lifts a block', () => {
    const budget = new RateBudget(TIER_LIMITS.standard);
    budget.block(START + 60_000);
    budget.unblock();
    expect(budget.wait('poll', 300, START)).toBe(0);
  });

  it('sends nothing while blocked by a 429', () => {
    const budget = new RateBudget(TIER_LIMITS.standard);
    budget.block(START + 60_000);
    expect(budget.wait('reserve', 300, START)).toBe(60_000);
    expect(budget.blockedUntil(START)).toBe(START + 60_000);
    expect(budget.blockedUntil(START + 60_000)).toBeNull();
  });

  it('presumes half of the window spent when nothing is known, except the reserve', () => {
    const budget = new RateBudget(TIER_LIMITS.standard);
    budget.presumeHalfSpent(START);
    expect(drain(budget, 'poll', 300, START)).toBe(18);
    expect(drain(budget, 'reserve', 300, START)).toBe(12);
    expect(drain(budget, 'poll', 300, START + 60_100)).toBe(48);
  });

  it('presumes half of the window of a tier that becomes known later', () => {
    const budget = new RateBudget(TIER_LIMITS.standard);
    budget.presumeHalfSpent(START);
    budget.setLimits(TIER_LIMITS.builder);
    expect(budget.usage(START + 1_000)).toMatchObject({ limit: 240_000, used: 120_000 });
    budget.setLimits(TIER_LIMITS.standard);
    budget.setLimits(TIER_LIMITS.builder);
    expect(budget.usage(START + 61_000).used).toBe(0);
  });

  it('remembers its window in an image', () => {
    const budget = new RateBudget(TIER_LIMITS.standard);
    drain(budget, 'poll', 300, START);
    budget.spend('reserve', 600);
    const next = new RateBudget(TIER_LIMITS.standard);
    next.restore(
      JSON.parse(JSON.stringify(budget.image(START + 10))) as ReturnType<RateBudget['image']>,
      0,
      START + 10,
    );
    expect(next.usage(START + 10).used).toBe(49);
    expect(next.wait('poll', 300, START + 59_000)).toBe(1_110);
  });

  it('never exceeds a strict limit, for any delays in flight', () => {
    const request = fc.record({
      pause: fc.nat({ max: 3_000 }),
      there: fc.nat({ max: 4_000 }),
      back: fc.nat({ max: 4_000 }),
      use: fc.constantFrom<Use>('poll', 'reserve'),
      endpoint: fc.constantFrom('account', 'trades', 'apikeys'),
    });
    const tier = fc.constantFrom<Tier>('standard', 'premium', 'builder');
    fc.assert(
      fc.property(tier, fc.array(request, { minLength: 200, maxLength: 400 }), (name, requests) => {
        const budget = new RateBudget(TIER_LIMITS[name]);
        const arrivals: { at: number; weight: number }[] = [];
        const open: { at: number; settle: (now: number) => void }[] = [];
        let now = START;
        for (const { pause, there, back, use, endpoint } of requests) {
          now += pause >> 4;
          for (const lease of open) if (lease.at <= now) lease.settle(lease.at);
          const weight = weightOf(endpoint);
          if (budget.wait(use, weight, now) > 0) continue;
          arrivals.push({ at: now + there, weight });
          open.push({ at: now + there + back, settle: budget.spend(use, weight).settle });
        }
        for (const { at } of arrivals) {
          const minute = arrivals.filter((other) => other.at > at - 60_000 && other.at <= at);
          expect(minute.length).toBeLessThanOrEqual(TIER_LIMITS[name].requests);
          expect(minute.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(
            TIER_LIMITS[name].weight,
          );
        }
        expect(arrivals.length).toBeGreaterThan(20);
      }),
      { numRuns: 30 },
    );
  });
});
