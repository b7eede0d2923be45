import type { PollKind, PollTask } from './poll-plan.js';

/** When plans of the tests begin, `Clock.monotonic()`. */
export const NOW = 1_000_000;

export const task = (
  accountIndex: number,
  kind: PollKind,
  askedAt: number | null,
  more: Partial<PollTask> = {},
): PollTask => {
  const periodMs =
    { account: 500, orders: 2_000, trades: 2_000, funding: 300_000 }[kind as 'account'] ?? 3_600_000;
  return { accountIndex, kind, askedAt, periodMs, plannedMs: null, notBefore: 0, urgent: false, ...more };
};

export const accountTasks = (index: number): PollTask[] =>
  (['account', 'orders', 'trades', 'limits'] as const).map((kind) => task(index, kind, NOW));
