/** What is polled. `network` and `markets` belong to no account in particular. */
export const POLL_KINDS = ['network', 'markets', 'account', 'orders', 'trades', 'limits', 'funding'] as const;
export type PollKind = (typeof POLL_KINDS)[number];

/** A recurring request. All times are monotonic milliseconds. */
export interface PollTask {
  readonly kind: PollKind;
  /** The account on whose behalf it is sent. */
  readonly accountIndex: number;
  /** Target interval; the budget may stretch it. */
  readonly periodMs: number;
  /** Last request; `null` before the first. */
  readonly askedAt: number | null;
  /** Earliest next request, whatever the interval. */
  readonly notBefore: number;
  /** The state waits for the answer. */
  readonly urgent: boolean;
}

/** What the plan needs to know of an account. */
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
 * Part of the unreserved budget for polls that only confirm live streams. The rest is for the moment when one is lost. More
 * is spent where an account would otherwise wait longer than `CONFIRMING_INTERVAL_MS`.
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
/** An urgent task goes first this long after its last request, so that it cannot take every turn. */
const URGENT_SPACING_MS = 10_000;
const URGENCY = 6;
/** Score of a rare task at the end of its period: that of an account last polled a minute ago. */
const PERIODIC_SCORE = 60_000;
/** No account waits longer than so many full rounds; an account whose stream is up can wait this long at least. */
const FLOOR_ROUNDS = 1.5;
const LEAST_FLOOR_MS = 30_000;

/**
 * The tasks to run now on one egress, most important first: those never run, then those beyond the floor, then urgent ones,
 * then by time waited times share.
 */
export function duePolls<T extends PollTask>(
  tasks: readonly T[],
  readinessOf: (accountIndex: number) => PollReadiness,
  gapMs: number,
  now: number,
): T[] {
  const roundMs = tasks.filter(hasFloor).length * gapMs;
  const due = tasks.flatMap((task) => {
    const readiness = readinessOf(task.accountIndex);
    if (!readiness.free || !isDue(task, readiness, now)) return [];
    return [{ task, tier: tierOf(task, readiness, roundMs, now), score: scoreOf(task, readiness, now) }];
  });
  return due
    .sort((a, b) => a.tier - b.tier || b.score - a.score || rank(a.task) - rank(b.task))
    .map(({ task }) => task);
}

/** How much longer than necessary the pause between two polls is, to leave budget for a lost stream. */
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

/** Tasks share the rate by weight, none faster than its target; what that leaves goes to the others. */
function intervalsAt(
  { gapMs, tasks }: PollBudget,
  stretch: number,
  readinessOf: (accountIndex: number) => PollReadiness,
  now: number,
): Map<PollTask, number> {
  const intervals = new Map<PollTask, number>();
  let rate = 1 / (gapMs * stretch);
  for (const task of tasks) {
    if (!isPeriodic(task)) continue;
    rate -= 1 / task.periodMs;
    intervals.set(task, task.periodMs);
  }
  rate = Math.max(rate, 0.1 / (gapMs * stretch));
  const sharing = tasks
    .filter((task) => !isPeriodic(task))
    .map((task) => ({ task, weight: weightOf(task, readinessOf(task.accountIndex), now) }))
    .filter(({ weight }) => weight > 0)
    // Those that their target caps come first.
    .sort((a, b) => b.task.periodMs * b.weight - a.task.periodMs * a.weight);
  let total = sharing.reduce((sum, { weight }) => sum + weight, 0);
  for (const { task, weight } of sharing) {
    const interval = Math.max(task.periodMs, total / (weight * rate));
    intervals.set(task, interval);
    total -= weight;
    rate -= 1 / interval;
  }
  return intervals;
}

function isDue(task: PollTask, readiness: PollReadiness, now: number): boolean {
  if (task.notBefore > now || weightOf(task, readiness, now) === 0) return false;
  return task.urgent || task.askedAt === null || task.askedAt + task.periodMs <= now;
}

function tierOf(task: PollTask, readiness: PollReadiness, roundMs: number, now: number): number {
  if (task.askedAt === null) return task.kind === 'limits' || task.kind === 'funding' ? 3 : 0;
  const waited = now - task.askedAt;
  const share = Math.min(1, weightOf(task, readiness, now));
  if (hasFloor(task) && waited * share > floorOf(readiness, roundMs)) return 1;
  return task.urgent && waited >= URGENT_SPACING_MS ? 2 : 3;
}

function scoreOf(task: PollTask, readiness: PollReadiness, now: number): number {
  if (task.askedAt === null) return PERIODIC_SCORE;
  const waited = now - task.askedAt;
  if (isPeriodic(task)) return (PERIODIC_SCORE * waited) / task.periodMs;
  return waited * weightOf(task, readiness, now) * (task.urgent ? URGENCY : 1);
}

/** Share of a task beside a poll of an account with a live stream; 0 for what is not polled now. */
function weightOf({ kind }: PollTask, { streamDownSince }: PollReadiness, now: number): number {
  if (streamDownSince === null) return kind === 'orders' ? HELD_ORDERS_SHARE : kind === 'trades' ? 0 : 1;
  const preference = now - streamDownSince < PREFERRED_MS ? PREFERENCE : 1;
  return kind === 'trades' ? TRADES_SHARE * preference : preference;
}

function isPeriodic({ kind }: PollTask): boolean {
  return kind !== 'account' && kind !== 'orders' && kind !== 'trades';
}

function hasFloor({ kind }: PollTask): boolean {
  return kind === 'account' || kind === 'orders';
}

function floorOf({ streamDownSince }: PollReadiness, roundMs: number): number {
  const floorMs = FLOOR_ROUNDS * roundMs;
  return streamDownSince === null ? Math.max(LEAST_FLOOR_MS, floorMs) : floorMs;
}

function rank({ kind }: PollTask): number {
  return POLL_KINDS.indexOf(kind);
}
