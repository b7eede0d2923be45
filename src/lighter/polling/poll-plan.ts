import type { Millis } from 'lighter-broadcaster-protocol/account';

/** What can be asked for. `network` and `markets` concern no account in particular. */
export const POLL_KINDS = ['network', 'markets', 'account', 'orders', 'limits', 'funding'] as const;
export type PollKind = (typeof POLL_KINDS)[number];

/** Something to be asked again and again. */
export interface PollTask {
  readonly kind: PollKind;
  /** On whose behalf. */
  readonly accountIndex: number;
  /** The wish: milliseconds between two askings. */
  readonly periodMs: number;
  /** When it was last asked, `null` for never. */
  readonly askedAt: Millis | null;
  /** Not before this time, whatever the wish: its last answer said that asking is in vain. */
  readonly notBefore: Millis;
}

/** What the plan has to know of an account. */
export interface PollReadiness {
  /** A stream follows it. */
  readonly streamUp: boolean;
  /** Nothing of it is on its way, and its line is not waiting for a retry. */
  readonly free: boolean;
}

/**
 * While every stream is up the polls only confirm what the streams tell: this part of the unreserved budget is enough,
 * and leaves room for the moment when one is lost.
 */
export const CONFIRMING_SHARE = 0.55;

/**
 * Who is to be asked now on one egress (pure), the most pressing first: accounts whose stream is down before all
 * others, then whoever was asked longest ago. Nobody is asked more often than wished, or while being asked.
 */
export function duePolls<T extends PollTask>(
  tasks: readonly T[],
  viewOf: (accountIndex: number) => PollReadiness,
  now: Millis,
): T[] {
  const ready = tasks.filter((task) => isDue(task, now) && viewOf(task.accountIndex).free);
  const urgent = (task: T): number => (viewOf(task.accountIndex).streamUp ? 1 : 0);
  return ready.sort((a, b) => urgent(a) - urgent(b) || lastAsked(a) - lastAsked(b) || rank(a) - rank(b));
}

/** How many times longer than necessary the pause between two polls of this egress may be. */
export function stretch(views: Iterable<PollReadiness>): number {
  for (const { streamUp } of views) if (!streamUp) return 1;
  return 1 / CONFIRMING_SHARE;
}

function isDue({ askedAt, periodMs, notBefore }: PollTask, now: Millis): boolean {
  return notBefore <= now && (askedAt === null || askedAt + periodMs <= now);
}

/** Before anything else what was never asked; equal numbers, not infinities, so that they can be compared. */
function lastAsked({ askedAt }: PollTask): number {
  return askedAt ?? -1;
}

function rank({ kind }: PollTask): number {
  return POLL_KINDS.indexOf(kind);
}
