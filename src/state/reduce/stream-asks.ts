import type { AccountEdit } from './account-edit.js';
import type { AccountRecord } from './account-record.js';
import { askAgainForSnapshots } from './evidence.js';
import type { Instant } from './instant.js';

/** Marks moved without a `user_stats`: the channel is resynced, and shortly after the summary turns stale. */
const STATS_ASK_MS = 25_000;
export const STATS_SILENCE_MS = 30_000;

/** Without a proof of the credential for this much longer than orders are planned to be polled, a snapshot is asked for, … */
const PROOF_ASK_MS = 2_000;
/** … and so much longer, what needs the credential turns stale. */
const PROOF_LATE_MS = 5_000;

/** Demands what only the stream can answer, once it is due. */
export function askStream(edit: AccountEdit, now: number): void {
  askForSilentStats(edit, now);
  askForProof(edit, now);
  askAgainForSnapshots(edit, now);
}

/** Until when the credential counts as proven: a planned interval of `orders`, as long as these are polled at all. */
export function proofEnds({ plan, authenticatedAt, gatedFrameAt }: AccountRecord): number {
  const interval = plan?.orders ?? null;
  if (interval === null) return Infinity;
  return Math.max(authenticatedAt ?? -Infinity, gatedFrameAt ?? -Infinity) + interval;
}

/** When REST has not proved the credential in time, so that the stream has to. */
export function proofDueAt(record: AccountRecord): number {
  if (!canProve(record)) return Infinity;
  return Math.max(proofEnds(record) + PROOF_ASK_MS, (record.proofAsk?.at ?? -Infinity) + PROOF_LATE_MS);
}

/** A channel is only subscribed with a credential that the exchange accepts. */
function askForProof(edit: AccountEdit, now: number): void {
  const { record } = edit;
  if (now < proofDueAt(record)) return;
  record.proofAsk = { since: record.proofAsk?.since ?? now, at: now };
  edit.demand({ kind: 'resync', account_index: edit.state.account_index, part: 'orders', cause: 'proof' });
}

/** The stream gets its time to answer, also when the planned interval has just become shorter. */
export function isUnproven(record: AccountRecord, at: Instant): boolean {
  const { proofAsk } = record;
  if (canProve(record) && (!proofAsk || !at.reached(proofAsk.since + PROOF_LATE_MS - PROOF_ASK_MS)))
    return false;
  return at.reached(proofEnds(record) + PROOF_LATE_MS);
}

function canProve({ evidence, distrustedSince }: AccountRecord): boolean {
  return evidence.orders.held && distrustedSince === null;
}

export function statsAskedNextAt(record: AccountRecord): number {
  const { evidence, marksMovedAt, statsAskedAt, distrustedSince } = record;
  if (marksMovedAt === null || !evidence.summary.held || distrustedSince !== null) return Infinity;
  return Math.max(marksMovedAt, statsAskedAt ?? -Infinity) + STATS_ASK_MS;
}

function askForSilentStats(edit: AccountEdit, now: number): void {
  if (now < statsAskedNextAt(edit.record)) return;
  edit.record.statsAskedAt = now;
  edit.demand({
    kind: 'resync',
    account_index: edit.state.account_index,
    part: 'summary',
    cause: 'silence',
  });
}
