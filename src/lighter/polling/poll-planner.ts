import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { EgressRegistry } from '../../egress/egress.registry.js';
import type { RateBudget } from '../../egress/rate-budget.js';
import { weightOf } from '../../egress/tier-limits.js';
import { IncidentWriter } from '../../incidents/incident-writer.port.js';
import { auxiliaryRefreshPeriod } from '../../upstream/auxiliary-refresh.js';
import { Ingest } from '../../upstream/ingest.js';
import { StreamWatch } from '../../upstream/stream-watch.js';
import { plannedIntervals, stretchOf, type PollKind, type PollTask } from './poll-plan.js';
import { PollTasks } from './poll-tasks.js';

const REVIEW_EVERY_MS = 5_000;
/** Streams change in bursts. */
const REVIEW_AFTER_CHANGE_MS = 500;
/** A plan that changed by less is not reported again. */
const NEWS_RATIO = 1.2;
/** Requirements older than this are of little use to a trader, so the operator should know. */
const LONG_INTERVAL_MS = 40_000;

type Intervals = Readonly<Partial<Record<PollKind, number>>>;

/** The plan of one budget, and what it was made for. */
interface BudgetPlan {
  readonly accounts: readonly number[];
  readonly gapMs: number;
  /** Every stream is up, so the plan does not depend on the time. */
  readonly isSteady: boolean;
  /** How many times less often than the budget allows regular polls are planned. */
  readonly stretch: number;
  readonly intervals: ReadonlyMap<PollTask, number>;
}

/** Plans how often each account is polled, by the budgets of its egress and of its L1 address, and reports the plan. */
@Injectable()
export class PollPlanner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(PollPlanner.name);
  /** When each stream that is down went down, by the monotonic clock. */
  private readonly downSince = new Map<number, number>();
  private plans: ReadonlyMap<RateBudget, BudgetPlan> = new Map();
  private readonly intervals = new Map<number, Intervals>();
  private readonly reported = new Map<number, Intervals>();
  private readonly volumesMs: number;
  private warned = false;
  private reviewing: Timer | null = null;
  private reviewSoon: Timer | null = null;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly egresses: EgressRegistry,
    private readonly streams: StreamWatch,
    private readonly tasks: PollTasks,
    private readonly ingest: Ingest,
    private readonly incidents: IncidentWriter,
  ) {
    this.volumesMs = auxiliaryRefreshPeriod(egresses.largestGroup);
    const now = clock.monotonic();
    for (const { index } of config.accounts) this.downSince.set(index, now);
  }

  onApplicationBootstrap(): void {
    this.review();
    this.warnOfLongIntervals();
    this.reviewing = this.clock.every(REVIEW_EVERY_MS, () => this.review());
    this.stopListening = this.streams.onChange((index, up) => {
      if (up) this.downSince.delete(index);
      else this.downSince.set(index, this.clock.monotonic());
      this.reviewSoon ??= this.clock.after(REVIEW_AFTER_CHANGE_MS, () => this.review());
    });
  }

  onModuleDestroy(): void {
    this.reviewing?.cancel();
    this.reviewSoon?.cancel();
    this.stopListening();
  }

  /** When the account's stream went down, by the monotonic clock; `null` while it is up. */
  streamDownSince(accountIndex: number): number | null {
    return this.downSince.get(accountIndex) ?? null;
  }

  /** How many times less often than this budget allows regular polls are planned. */
  stretchOf(budget: RateBudget): number {
    return this.plans.get(budget)?.stretch ?? 1;
  }

  /** Planned milliseconds between two polls of this kind; `null` if it is not polled. */
  intervalOf(accountIndex: number, kind: PollKind): number | null {
    return this.intervals.get(accountIndex)?.[kind] ?? null;
  }

  private review(): void {
    this.reviewSoon?.cancel();
    this.reviewSoon = null;
    const now = this.clock.monotonic();
    const before = this.plans;
    const plans = new Map<RateBudget, BudgetPlan>();
    let isSame = true;
    for (const [budget, accounts] of this.sharers()) {
      const plan = this.planOf(budget, accounts, now);
      plans.set(budget, plan);
      isSame &&= plan === before.get(budget);
    }
    this.plans = plans;
    if (!isSame || plans.size !== before.size) this.apply(plans);
  }

  /** The known plan, if nothing has changed that it depends on. */
  private planOf(budget: RateBudget, accounts: readonly number[], now: number): BudgetPlan {
    const gapMs = budget.pollGap(weightOf('account'), now);
    const isSteady = accounts.every((index) => !this.downSince.has(index));
    const known = this.plans.get(budget);
    if (known?.isSteady && isSteady && known.gapMs === gapMs && isSameList(known.accounts, accounts))
      return known;
    const readinessOf = (index: number) => ({ streamDownSince: this.streamDownSince(index), free: true });
    const share = { gapMs, tasks: accounts.flatMap((index) => this.tasks.ofAccount(index)) };
    const stretch = stretchOf(share, readinessOf, now);
    return { accounts, gapMs, isSteady, stretch, intervals: plannedIntervals(share, readinessOf, now) };
  }

  private apply(plans: ReadonlyMap<RateBudget, BudgetPlan>): void {
    const longest = new Map<PollTask, number>();
    for (const { intervals } of plans.values())
      for (const [task, interval] of intervals) longest.set(task, Math.max(interval, longest.get(task) ?? 0));
    for (const { index } of this.config.accounts) {
      const tasks = this.tasks.ofAccount(index);
      for (const task of tasks) task.plannedMs = longest.get(task) ?? null;
      const planned = tasks.filter(({ plannedMs }) => plannedMs !== null);
      this.intervals.set(index, Object.fromEntries(planned.map(({ kind, plannedMs }) => [kind, plannedMs])));
      this.report(index);
    }
  }

  /** The accounts on each budget: those of an egress, and those of an L1 address. */
  private sharers(): Map<RateBudget, number[]> {
    const sharers = new Map<RateBudget, number[]>();
    for (const { index } of this.config.accounts)
      for (const budget of [this.egresses.of(index).budget, this.egresses.budgets.ofAccount(index)]) {
        const accounts = sharers.get(budget);
        if (accounts) accounts.push(index);
        else sharers.set(budget, [index]);
      }
    return sharers;
  }

  private report(index: number): void {
    const intervals = this.intervals.get(index) ?? {};
    const last = this.reported.get(index);
    if (last && !hasMoved(last, intervals)) return;
    this.reported.set(index, intervals);
    this.ingest.apply({
      type: 'poll-plan',
      account_index: index,
      at: this.clock.wallNow(),
      mono: this.clock.monotonic(),
      intervals_ms: {
        account: intervals.account ?? this.config.lighter.pollIntervalMs,
        orders: intervals.orders ?? null,
        funding: intervals.funding ?? null,
        volumes: this.volumesMs,
      },
    });
  }

  private warnOfLongIntervals(): void {
    // Streams are down at the start; the plan with all of them up is the one to judge.
    const now = this.clock.monotonic();
    const up = () => ({ streamDownSince: null, free: true });
    const slow = [...this.sharers()].flatMap(([budget, accounts]) => {
      const tasks = accounts.flatMap((index) => this.tasks.ofAccount(index));
      const plan = plannedIntervals({ gapMs: budget.pollGap(weightOf('account'), now), tasks }, up, now);
      return Math.max(...[...plan].map(([{ kind }, ms]) => (kind === 'account' ? ms : 0))) > LONG_INTERVAL_MS
        ? accounts
        : [];
    });
    const count = new Set(slow).size;
    if (count === 0 || this.warned) return;
    this.warned = true;
    const message =
      `${count} accounts will be polled less than once in ${LONG_INTERVAL_MS / 1000} s: ` +
      'give them more proxies (Lighter_{N}_PROXY_{M}_URL), or use a higher tier';
    this.log.warn(message);
    this.incidents.report({ source: 'rest', severity: 'warning', error_type: 'poll-interval-long', message });
  }
}

function hasMoved(before: Intervals, after: Intervals): boolean {
  return (Object.keys({ ...before, ...after }) as PollKind[]).some((kind) => {
    const [a = 0, b = 0] = [before[kind], after[kind]];
    return a > b * NEWS_RATIO || b > a * NEWS_RATIO;
  });
}

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}
