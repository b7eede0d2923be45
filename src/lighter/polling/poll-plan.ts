/** The kinds of polls. `network` and `markets` belong to no account in particular. */
export const POLL_KINDS = [
  ...(['network', 'markets', 'account', 'orders', 'trades', 'limits', 'funding', 'cash-flows'] as const),
] as const;
export type PollKind = (typeof POLL_KINDS)[number];

/** A recurring request. All times are monotonic milliseconds. */
export interface PollTask {
  readonly kind: PollKind;
  /** The account on whose behalf it is sent. */
  readonly accountIndex: number;
  /** Target interval; the budget may stretch it. */
  readonly periodMs: number;
  /** Interval by the current plan; `null` while the kind is not polled, or before the first plan. */
  readonly plannedMs: number | null;
  /** Last request; `null` before the first. */
  readonly askedAt: number | null;
  /** Earliest next request, also if its interval ends sooner. */
  readonly notBefore: number;
  /** The state waits for the answer. */
  readonly urgent: boolean;
}

/** How much of one budget is used. */
export interface PollPace {
  /** Milliseconds between two polls that spend the unreserved part evenly. */
  readonly gapMs: number;
  /** By this factor regular polls are less frequent than the budget allows, to leave some of it for a lost stream. */
  readonly stretch: number;
}

/** The facts about an account that the plan depends on. */
export interface PollReadiness {
  /** When its stream went down; `null` while it follows the account. */
  readonly streamDownSince: number | null;
  /** No request is pending, and its link is not waiting for a retry. */
  readonly free: boolean;
}

/** Requests per millisecond that one budget allows, and the accounts that share it. */
export interface PollBudget {
  /** Milliseconds between two polls that spend the unreserved part evenly. */
  readonly gapMs: number;
  readonly tasks: readonly PollTask[];
}

/**
 * Part of the unreserved budget for polls that only confirm live streams; the rest is kept for the loss of a stream.
 * More is spent where an account would otherwise wait longer than `CONFIRMING_INTERVAL_MS`.
 */
export const CONFIRMING_SHARE = 0.55;
const CONFIRMING_INTERVAL_MS = 30_000;

/** An account is preferred this long after losing its stream; a stream refused for longer must not starve the others. */
const PREFERRED_MS = 60_000;
const PREFERENCE = 4;
/** While the stream holds the orders, REST only checks them. */
const HELD_ORDERS_SHARE = 0.25;
/** Fills while the stream is down: at most every fourth poll of the account. */
const TRADES_SHARE = 0.5;
/** An urgent task precedes tasks that are not late, but only this long after its last request. */
const URGENT_SPACING_MS = 10_000;
const URGENCY = 6;
/** Late tasks go before urgent ones. Where the stretch leaves less than this part of the budget, lateness begins later. */
const URGENT_SHARE = 0.2;
/** Assumed interval of a task that is not planned yet. */
const UNPLANNED_MS = 60_000;
/** No account waits longer than this many full rounds; an account whose stream is up may always wait this long. */
const FLOOR_ROUNDS = 1.5;
const LEAST_FLOOR_MS = 30_000;

/**
 * The tasks to run now on one egress, most important first: those never run, then late ones, then urgent ones, then by time
 * waited in planned intervals. No task runs ahead of a stretched plan.
 */
export function duePolls<T extends PollTask>(
  tasks: readonly T[],
  readinessOf: (accountIndex: number) => PollReadiness,
  { gapMs, stretch }: PollPace,
  now: number,
): T[] {
  const waiting = tasks.filter((task) => hasWaited(task, stretch, now));
  const roundMs = roundOf(tasks, gapMs);
  const due = waiting.flatMap((task) => {
    const readiness = readinessOf(task.accountIndex);
    if (!readiness.free || weightOf(task, readiness, now) === 0) return [];
    const lateMs = Math.min(
      floorOf(task, readiness, roundMs, now),
      plannedOf(task) * latenessFactor(stretch),
    );
    return [{ task, ...priorityOf(task, lateMs, now) }];
  });
  return due
    .sort((a, b) => a.tier - b.tier || b.score - a.score || rank(a.task) - rank(b.task))
    .map(({ task }) => task);
}

/** When `duePolls` may find one while these tasks and streams stay as they are; not before for certain. */
export function nextDueAt(
  tasks: readonly PollTask[],
  streamDownSince: (accountIndex: number) => number | null,
  stretch: number,
): number {
  let next = Infinity;
  for (const task of tasks) {
    const at = waitsUntil(task, stretch);
    if (at < next && !isNeedless(task, streamDownSince(task.accountIndex))) next = at;
  }
  return next;
}

/** How many times less often than the budget allows regular polls are planned, to leave some of it for a lost stream. */
export function stretchOf(
  budget: PollBudget,
  readinessOf: (accountIndex: number) => PollReadiness,
  now: number,
): number {
  const { tasks } = budget;
  if (tasks.some(({ accountIndex }) => readinessOf(accountIndex).streamDownSince !== null)) return 1;
  let longest = 0;
  for (const [{ kind }, interval] of intervalsAt(budget, 1, readinessOf, now))
    if (kind === 'account') longest = Math.max(longest, interval);
  return Math.min(Math.max(1, CONFIRMING_INTERVAL_MS / longest), 1 / CONFIRMING_SHARE);
}

/** Interval at which each task of this budget will run while nothing changes, in milliseconds. */
export function plannedIntervals(
  budget: PollBudget,
  readinessOf: (accountIndex: number) => PollReadiness,
  now: number,
): Map<PollTask, number> {
  return intervalsAt(budget, stretchOf(budget, readinessOf, now), readinessOf, now);
}

/** Tasks share the rate by weight, none faster than its target and none slower than its floor. */
function intervalsAt(
  { gapMs, tasks }: PollBudget,
  stretch: number,
  readinessOf: (accountIndex: number) => PollReadiness,
  now: number,
): Map<PollTask, number> {
  const intervals = new Map<PollTask, number>();
  const sharers: Sharer[] = [];
  const roundMs = roundOf(tasks, gapMs);
  let rate = 1 / (gapMs * stretch);
  for (const task of tasks) {
    const most = 1 / task.periodMs;
    const readiness = readinessOf(task.accountIndex);
    const weight = weightOf(task, readiness, now);
    if (isPeriodic(task)) {
      rate -= most;
      intervals.set(task, task.periodMs);
    } else if (weight > 0) {
      const least = Math.min(most, 1 / floorOf(task, readiness, roundMs, now));
      sharers.push({ task, weight, most, least });
    }
  }
  const unit = rateOfWeightOne(sharers, Math.max(rate, 0.1 / (gapMs * stretch)));
  for (const sharer of sharers) intervals.set(sharer.task, 1 / rateOf(sharer, unit));
  return intervals;
}

/** A task that gets a share of the rate; its limits in polls per millisecond. */
interface Sharer {
  readonly task: PollTask;
  readonly weight: number;
  readonly most: number;
  readonly least: number;
}

function rateOf({ weight, most, least }: Sharer, unit: number): number {
  return Math.min(most, Math.max(least, weight * unit));
}

/**
 * The rate of a task of weight 1 at which all tasks together use the whole rate, as far as their limits allow. A search
 * finds it, because the use of all tasks only grows with it.
 */
function rateOfWeightOne(sharers: readonly Sharer[], rate: number): number {
  let low = 0;
  let high = sharers.reduce((highest, { most, weight }) => Math.max(highest, most / weight), 0);
  const total = (unit: number): number => sharers.reduce((sum, sharer) => sum + rateOf(sharer, unit), 0);
  if (total(high) <= rate) return high;
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    if (total(middle) > rate) high = middle;
    else low = middle;
  }
  return high;
}

function hasWaited(task: PollTask, stretch: number, now: number): boolean {
  return waitsUntil(task, stretch) <= now;
}

function waitsUntil(task: PollTask, stretch: number): number {
  const { askedAt, notBefore, periodMs, urgent } = task;
  if (askedAt === null) return notBefore;
  const intervalMs = stretch > 1 ? plannedOf(task) : periodMs;
  return Math.max(notBefore, askedAt + (urgent ? Math.min(periodMs, URGENT_SPACING_MS) : intervalMs));
}

/** A lower tier goes first, then a higher score. */
function priorityOf(task: PollTask, lateMs: number, now: number): { tier: number; score: number } {
  if (task.askedAt === null) return { tier: isRare(task) ? 3 : 0, score: 1 };
  const waited = now - task.askedAt;
  // The earliest turn first, so that no task waits for tasks whose turn comes more often.
  if (waited >= lateMs) return { tier: 1, score: waited - lateMs };
  const score = waited / plannedOf(task);
  if (!task.urgent) return { tier: 3, score };
  return { tier: waited >= URGENT_SPACING_MS ? 2 : 3, score: score * URGENCY };
}

function isRare({ kind }: PollTask): boolean {
  return kind === 'limits' || kind === 'funding' || kind === 'cash-flows';
}

function plannedOf(task: PollTask): number {
  return task.plannedMs ?? (isPeriodic(task) ? task.periodMs : UNPLANNED_MS);
}

/** Planned intervals after which a task is late. */
function latenessFactor(stretch: number): number {
  return Math.max(1, 1 / ((1 - URGENT_SHARE) * stretch));
}

/** How long it takes to poll every account and its orders once. */
function roundOf(tasks: readonly PollTask[], gapMs: number): number {
  return tasks.filter(hasFloor).length * gapMs;
}

/** Share of a task relative to a poll of an account with a live stream; 0 for a task that is not polled now. */
function weightOf(task: PollTask, { streamDownSince }: PollReadiness, now: number): number {
  if (isNeedless(task, streamDownSince)) return 0;
  if (streamDownSince === null) return task.kind === 'orders' ? HELD_ORDERS_SHARE : 1;
  const preference = now - streamDownSince < PREFERRED_MS ? PREFERENCE : 1;
  return task.kind === 'trades' ? TRADES_SHARE * preference : preference;
}

/** A live stream reports every fill. */
function isNeedless({ kind }: PollTask, streamDownSince: number | null): boolean {
  return kind === 'trades' && streamDownSince === null;
}

function isPeriodic({ kind }: PollTask): boolean {
  return kind !== 'account' && kind !== 'orders' && kind !== 'trades';
}

function hasFloor({ kind }: PollTask): boolean {
  return kind === 'account' || kind === 'orders';
}

/** The task never waits longer than this, even with a small share. */
function floorOf(task: PollTask, readiness: PollReadiness, roundMs: number, now: number): number {
  if (!hasFloor(task)) return Infinity;
  const floorMs = FLOOR_ROUNDS * roundMs;
  const least = readiness.streamDownSince === null ? LEAST_FLOOR_MS : 0;
  return Math.max(least, floorMs) / Math.min(1, weightOf(task, readiness, now));
}

function rank({ kind }: PollTask): number {
  return POLL_KINDS.indexOf(kind);
}
