import type { SectionName } from 'lighter-broadcaster-protocol/account';
import type { AccountUpdate, PollPlanUpdate } from '../../src/state/update.js';
import { fromPoll, positionsUpdate } from './canonical.js';

export const streamAlive = (mono: number, probe_mono: number | null = null): AccountUpdate => ({
  type: 'stream',
  account_index: 7,
  event: 'alive',
  at: mono,
  mono,
  reason: null,
  probe_mono,
});
export const streamLost = (mono: number, reason: string | null = null): AccountUpdate => ({
  type: 'stream',
  account_index: 7,
  event: 'lost',
  at: mono,
  mono,
  reason,
  probe_mono: null,
});
export const pollFailed = (mono: number, reason: string, ...sections: SectionName[]): AccountUpdate => ({
  type: 'poll-failed',
  account_index: 7,
  at: mono,
  mono,
  sections,
  reason,
});
export const pollPlan = (
  mono: number,
  intervals: Partial<PollPlanUpdate['intervals_ms']>,
): AccountUpdate => ({
  type: 'poll-plan',
  account_index: 7,
  at: mono,
  mono,
  intervals_ms: { account: 2_000, orders: 2_000, funding: null, volumes: null, ...intervals },
});

/** What an `account` response reports: a summary, and no positions. */
export const accountAnswer = (asked: number, at = asked): AccountUpdate[] => [
  { type: 'summary', account_index: 7, arrival: fromPoll(asked, at), fields: { collateral: '5', status: 1 } },
  positionsUpdate(7, fromPoll(asked, at), 'snapshot'),
];
