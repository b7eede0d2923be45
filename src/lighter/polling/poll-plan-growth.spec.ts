import { RateBudget } from '../../egress/rate-budget.js';
import { TIER_LIMITS, weightOf } from '../../egress/tier-limits.js';
import { accountTasks, NOW, task } from './poll-plan.harness.js';
import { duePolls, plannedIntervals, stretchOf, type PollReadiness, type PollTask } from './poll-plan.js';

const EGRESSES = 40;
const PER_EGRESS = 25;
const LATENCY_MS = 150;
const TICK_MS = 100;
const MINUTES = 10;
const SIZE_MOVES_EVERY_MS = 20_000;

/** One egress of the standard tier with its accounts, each with an L1 address of its own. */
class SimulatedEgress {
  readonly sent: { at: number; weight: number }[] = [];
  private readonly oldest = new Map<number, number>();
  private readonly budget = new RateBudget(TIER_LIMITS.standard);
  private readonly addresses = new Map<number, RateBudget>();
  private readonly tasks: PollTask[];
  private readonly downSince = new Map<number, number>();
  private readonly busyUntil = new Map<number, number>();
  private readonly answeredAt = new Map<number, number>();
  private pending: { at: number; settle: () => void }[] = [];
  private stretch = 1;
  private reviewAt = 0;

  constructor(
    private readonly accounts: readonly number[],
    private readonly random: () => number,
  ) {
    this.tasks = accounts.flatMap((index) => [
      ...accountTasks(index).map((each) => ({ ...each, askedAt: null })),
      task(index, 'funding', 0),
    ]);
    for (const index of accounts) this.addresses.set(index, new RateBudget(TIER_LIMITS.standard));
  }

  step(now: number): void {
    for (const { at, settle } of this.pending) if (at <= now) settle();
    this.pending = this.pending.filter(({ at }) => at > now);
    this.flap(now);
    if (this.budget.nextPollAt > now || this.budget.wait('poll', 300, now) > 0) return;
    const gapMs = this.budget.pollGap(300, now);
    const readinessOf = (index: number): PollReadiness => ({
      streamDownSince: this.downSince.get(index) ?? null,
      free: (this.busyUntil.get(index) ?? 0) <= now,
    });
    if (now >= this.reviewAt) this.review(gapMs, readinessOf, now);
    const [next] = duePolls(this.tasks, readinessOf, { gapMs, stretch: this.stretch }, now);
    const weight = next && weightOf(next.kind);
    if (next && weight && this.budget.wait('poll', weight, now) === 0) this.send(next, weight, now);
  }

  private review(gapMs: number, readinessOf: (index: number) => PollReadiness, now: number): void {
    const budget = { gapMs, tasks: this.tasks };
    this.stretch = stretchOf(budget, readinessOf, now);
    const plan = plannedIntervals(budget, readinessOf, now);
    for (const each of this.tasks) Object.assign(each, { plannedMs: plan.get(each) ?? null });
    this.reviewAt = now + 5_000;
  }

  /** The longest time that any account was without a new answer, after its first. */
  oldestAge(now: number): number {
    for (const index of this.accounts) this.noteAge(index, now);
    return Math.max(...this.oldest.values());
  }

  private noteAge(index: number, now: number): void {
    const age = now - (this.answeredAt.get(index) ?? now);
    this.oldest.set(index, Math.max(age, this.oldest.get(index) ?? 0));
  }

  /** Now and then a stream is lost for a while, and a size moves, which makes the poll urgent. */
  private flap(now: number): void {
    const index = this.accounts[Math.floor(this.random() * PER_EGRESS)]!;
    const chance = this.random();
    if (chance < TICK_MS / 120_000) this.downSince.set(index, now);
    if (chance > 1 - TICK_MS / 30_000) this.downSince.delete(index);
    if (this.random() < TICK_MS / SIZE_MOVES_EVERY_MS)
      Object.assign(
        this.tasks.find((each) => each.accountIndex === index && each.kind === 'account')!,
        {
          urgent: true,
        },
      );
  }

  private send(next: PollTask, weight: number, now: number): void {
    const address = this.addresses.get(next.accountIndex)!;
    if (address.nextPollAt > now || address.wait('poll', weight, now) > 0) return;
    const leases = [this.budget, address].map((budget) => {
      budget.pace(now, weight, 100);
      return budget.spend('poll', weight);
    });
    Object.assign(next, { askedAt: now, urgent: false });
    this.sent.push({ at: now + LATENCY_MS / 2, weight });
    this.busyUntil.set(next.accountIndex, now + LATENCY_MS);
    const settle = (): void => {
      for (const lease of leases) lease.settle(now + LATENCY_MS);
      if (next.kind !== 'account') return;
      this.noteAge(next.accountIndex, now + LATENCY_MS);
      this.answeredAt.set(next.accountIndex, now + LATENCY_MS);
    };
    this.pending.push({ at: now + LATENCY_MS, settle });
  }
}

it('the poll plan keeps every limit and every age bound of 1,000 accounts over 40 egresses', () => {
  let seed = 1;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const egresses = Array.from({ length: EGRESSES }, (_, egress) => {
    const accounts = Array.from({ length: PER_EGRESS }, (__, at) => egress * PER_EGRESS + at);
    return new SimulatedEgress(accounts, random);
  });
  const worst = { requests: 0, weight: 0 };
  for (const egress of egresses) {
    const end = NOW + MINUTES * 60_000;
    for (let now = NOW; now < end; now += TICK_MS) egress.step(now);
    let [first, weight] = [0, 0];
    for (const [last, { at, weight: added }] of egress.sent.entries()) {
      weight += added;
      while (egress.sent[first]!.at <= at - 60_000) weight -= egress.sent[first++]!.weight;
      worst.requests = Math.max(worst.requests, last + 1 - first);
      worst.weight = Math.max(worst.weight, weight);
    }
    // Requirements turn stale at 120 s; an answer may be lost.
    expect(egress.oldestAge(end)).toBeLessThan(110_000);
  }
  expect(worst.requests).toBeLessThanOrEqual(TIER_LIMITS.standard.requests);
  expect(worst.weight).toBeLessThanOrEqual(TIER_LIMITS.standard.weight);
});
