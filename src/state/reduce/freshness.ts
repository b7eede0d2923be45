// Long: every rule of freshness in one place, because they read the same evidence
import { type Millis, type Section, SECTIONS, type SectionName } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import type { AccountRecord, Evidence, PartName } from './account-record.js';
import type { ReduceContext } from './context.js';
import {
  askAgainForSnapshots,
  isHeld,
  isSnapshotToAskAgain,
  mayBeMuted,
  PRIVATE,
  STREAM_SILENCE_MS,
} from './evidence.js';
import type { AccountUpdate } from '../update.js';

/** Maximum age of fresh requirements, for any planned interval. */
const REQUIREMENTS_BOUND_MS = 120_000;
/** Assumed interval of rarely read parts until the planned one is known. */
const SELDOM_MS = 15 * 60_000;
/** How long the stream's value counts while REST disputes it. */
const UNDECIDED_MS = 5_000;
/** Marks moved without a `user_stats`: the channel is resynced, and shortly after the summary turns stale. */
const STATS_ASK_MS = 25_000;
const STATS_SILENCE_MS = 30_000;

/** Without a proof of the credential for this much longer than orders are planned to be polled, a snapshot is asked for, … */
const PROOF_ASK_MS = 2_000;
/** … and so much longer, what needs the credential turns stale. */
const PROOF_LATE_MS = 5_000;

/** Proof of life moves `confirmed_at` in steps, so that not every change carries every section. */
const CONFIRM_STEP_MS = 5_000;

/** Parts that a stream keeps complete; the others have only their last reading. */
const STREAMED: ReadonlySet<SectionName> = new Set(['summary', 'positions', 'orders', 'trades', 'assets']);

/** Of the parts that need a credential, those that `account`, which needs none, reports as well. */
const PUBLIC_TOO: ReadonlySet<PartName> = new Set(['positions', 'assets']);

/** Brings every section in line with its evidence at `now`. */
export function judge(edit: AccountEdit, context: ReduceContext, now: number, wall: Millis): void {
  ask(edit, now);
  for (const name of SECTIONS) judgeSection(edit, name, context, now, wall);
}

/** Requirements belong to sizes, and marks to open positions. */
const WITH_POSITIONS: ReadonlySet<SectionName> = new Set(['positions', 'requirements', 'marks']);

/**
 * The same after data of some part came. A fresh section that it does not concern can only turn stale by time, which
 * `isOverdue` checks a few times a second.
 */
export function judgeAfter(
  edit: AccountEdit,
  part: AccountUpdate['type'],
  context: ReduceContext,
  now: number,
  wall: Millis,
): void {
  ask(edit, now);
  for (const name of SECTIONS) {
    const isConcerned = part === name || (part === 'positions' && WITH_POSITIONS.has(name));
    if (isConcerned || edit.state.sections[name].stale || edit.concerns(name) || isStepDue(edit, name, wall))
      judgeSection(edit, name, context, now, wall);
  }
}

function ask(edit: AccountEdit, now: number): void {
  askForSilentStats(edit, now);
  askForProof(edit, now);
  askAgainForSnapshots(edit, now);
}

function judgeSection(
  edit: AccountEdit,
  name: SectionName,
  context: ReduceContext,
  now: number,
  wall: Millis,
): void {
  const section = edit.state.sections[name];
  if (isUnknownOnPurpose(section) && name !== 'marks') return;
  const reason = isPlainlyFresh(edit.record, name, now) ? null : faultOf(edit.record, name, context, now);
  const stale = reason !== null;
  if (section.stale === stale && section.reason === reason) stepConfirmed(edit, name, section, wall);
  else edit.section(name, { ...section, stale, reason, confirmed_at: stale ? section.confirmed_at : wall });
}

/** Whether `judge` would change anything; asked of every account a few times a second. */
export function isOverdue(record: AccountRecord, context: ReduceContext, now: number): boolean {
  if (statsAreSilent(record, now) || isProofDue(record, now)) return true;
  if (isSnapshotToAskAgain(record, now)) return true;
  for (const name of SECTIONS) {
    const section = record.state.sections[name];
    if (isUnknownOnPurpose(section) && name !== 'marks') continue;
    if (isPlainlyFresh(record, name, now)) {
      if (section.stale) return true;
    } else if (faultOf(record, name, context, now) !== section.reason) return true;
  }
  return false;
}

/** A section that cannot be known (no credential): nothing is awaited. */
export function isUnknownOnPurpose({ source, stale }: Section): boolean {
  return source === null && !stale;
}

function stepConfirmed(edit: AccountEdit, name: SectionName, section: Section, wall: Millis): void {
  if (!section.stale && isStepDue(edit, name, wall)) edit.section(name, { ...section, confirmed_at: wall });
}

function isStepDue({ state, record }: AccountEdit, name: SectionName, wall: Millis): boolean {
  const { confirmed_at } = state.sections[name];
  return Math.abs(wall - (confirmed_at ?? 0)) >= CONFIRM_STEP_MS && isConfirmedByLife(record, name);
}

/** Whether a section is confirmed as long as its stream lives. */
function isConfirmedByLife({ state, evidence, aliveAt }: AccountRecord, name: SectionName): boolean {
  if (name === 'marks') return state.sections.marks.source !== null && state.positions!.length > 0;
  return STREAMED.has(name) && evidence[name].held && aliveAt !== null;
}

/** Whether `faultOf` finds nothing, for the most frequent case at a fraction of its cost: a part that a live stream holds. */
function isPlainlyFresh(record: AccountRecord, name: SectionName, now: number): boolean {
  if (name === 'marks' || name === 'requirements') return false;
  const { held, taint, dispute } = record.evidence[name];
  const { aliveAt, distrustedSince } = record;
  if (!held || taint !== null || dispute !== null || distrustedSince !== null || aliveAt === null)
    return false;
  if (now >= aliveAt + STREAM_SILENCE_MS || record.state.sections[name].source === null) return false;
  if (name === 'summary') return record.marksMovedAt === null && !mayBeMuted(record.credential);
  if (!STREAMED.has(name)) return false;
  if (!PRIVATE.has(name)) return true;
  const { credential } = record;
  const isGood = credential === null || (credential.standing === 'good' && credential.mono === -Infinity);
  return isGood && now < proofEnds(record);
}

/** Why a section is not confirmed at `now`, in words without changing numbers; `null` when it is fresh. */
function faultOf(
  record: AccountRecord,
  name: SectionName,
  context: ReduceContext,
  now: number,
): string | null {
  if (name === 'marks') return marksFault(record, context, now);
  const part = record.evidence[name];
  if (record.state.sections[name].source === null) return joined(['no data yet', ...failureOf(part)]);
  return (
    part.taint?.reason ??
    credentialFault(record, name, context.ttlMs, now) ??
    disputeFault(part, now) ??
    ownFault(record, name, context, now) ??
    ageFault(record, name, context, now)
  );
}

/** Positions at their marks: fresh while the market of every open position is. */
function marksFault({ state, evidence }: AccountRecord, context: ReduceContext, now: number): string | null {
  if (!state.positions) return 'no data yet';
  for (const { market_id, mark_price } of state.positions) {
    const fault = context.markFault(market_id, now);
    if (fault === null) continue;
    // The exchange valued it itself, at the time of the poll.
    const polledAt = evidence.positions.polledAt ?? -Infinity;
    if (mark_price === null && now < polledAt + context.ttlMs) continue;
    return fault;
  }
  return null;
}

/**
 * A credential that was refused or expired may have ended the pushes silently: nothing that came before counts. So may one
 * that was revoked unnoticed, hence a proof is needed now and then.
 */
function credentialFault(record: AccountRecord, name: PartName, ttlMs: number, now: number): string | null {
  if (!PRIVATE.has(name)) return null;
  if (PUBLIC_TOO.has(name) && now < polledUntil(record, name, ttlMs)) return null;
  const { credential, evidence, authenticatedAt } = record;
  if (isUnproven(record, now)) return 'the exchange has not confirmed the credential in time';
  if (!credential) return null;
  const { standing, reason, mono } = credential;
  if (standing !== 'good') return joined([`credential ${standing}`, ...(reason ? [reason] : [])]);
  return Math.max(evidence[name].snapshotAt ?? -Infinity, authenticatedAt ?? -Infinity) < mono
    ? 'not confirmed since the credential was renewed'
    : null;
}

/** Until when the credential counts as proven: a planned interval of `orders`, as long as these are polled at all. */
function proofEnds({ plan, authenticatedAt, gatedFrameAt }: AccountRecord): number {
  const interval = plan?.orders ?? null;
  if (interval === null) return Infinity;
  return Math.max(authenticatedAt ?? -Infinity, gatedFrameAt ?? -Infinity) + interval;
}

/** Whether REST did not prove the credential in time, so that the stream has to. */
function isProofDue(record: AccountRecord, now: number): boolean {
  if (!canProve(record)) return false;
  return (
    now >= Math.max(proofEnds(record) + PROOF_ASK_MS, (record.proofAsk?.at ?? -Infinity) + PROOF_LATE_MS)
  );
}

/** A channel is only subscribed with a credential that the exchange accepts. */
function askForProof(edit: AccountEdit, now: number): void {
  const { record } = edit;
  if (!isProofDue(record, now)) return;
  record.proofAsk = { since: record.proofAsk?.since ?? now, at: now };
  edit.demand({ kind: 'resync', account_index: edit.state.account_index, part: 'orders', cause: 'proof' });
}

/** The stream gets its time to answer, also when the planned interval has just become shorter. */
function isUnproven(record: AccountRecord, now: number): boolean {
  const answerDue = canProve(record)
    ? (record.proofAsk?.since ?? now) + PROOF_LATE_MS - PROOF_ASK_MS
    : -Infinity;
  return now >= Math.max(proofEnds(record) + PROOF_LATE_MS, answerDue);
}

function canProve({ evidence, distrustedSince }: AccountRecord): boolean {
  return evidence.orders.held && distrustedSince === null;
}

function disputeFault({ dispute }: Evidence, now: number): string | null {
  return dispute && now - dispute.since >= UNDECIDED_MS
    ? 'REST reports another value; waiting for a snapshot of the stream'
    : null;
}

/** They were computed for the sizes of that moment, and stale positions may hide a fill since. */
function requirementsFault(record: AccountRecord, context: ReduceContext, now: number): string | null {
  const { askedAt } = record.evidence.requirements;
  if (record.sizeMovedAt !== null && (askedAt ?? -Infinity) <= record.sizeMovedAt)
    return 'the size of a position moved since they were read';
  return faultOf(record, 'positions', context, now) === null ? null : 'positions are not confirmed';
}

function ownFault(record: AccountRecord, name: PartName, context: ReduceContext, now: number): string | null {
  if (name === 'requirements') return requirementsFault(record, context, now);
  const silentSince = record.marksMovedAt;
  if (name !== 'summary' || silentSince === null || !isHeld(record, 'summary', now)) return null;
  return now - silentSince >= STATS_SILENCE_MS ? 'marks moved, but no user_stats came' : null;
}

function ageFault(record: AccountRecord, name: PartName, context: ReduceContext, now: number): string | null {
  const part = record.evidence[name];
  if (now < streamedUntil(record, name, context.ttlMs) || now < polledUntil(record, name, context.ttlMs))
    return null;
  const reasons: string[] = [];
  if (STREAMED.has(name)) {
    if (part.held && record.distrustedSince !== null)
      reasons.push('the event loop was held up; waiting for a pong of the stream');
    else if (part.held) reasons.push('stream is silent');
    else if (part.endedReason !== null) reasons.push(`channel lost: ${part.endedReason}`);
    else if (record.lostReason !== null) reasons.push(`stream lost: ${record.lostReason}`);
  }
  return joined([...reasons, ...failureOf(part)]) || 'not confirmed in time';
}

function streamedUntil(
  { evidence, aliveAt, distrustedSince, credential }: AccountRecord,
  name: PartName,
  ttlMs: number,
): number {
  if (!STREAMED.has(name) || aliveAt === null) return -Infinity;
  const { held, endedAt, lastAliveAt, streamAt } = evidence[name];
  if (held && distrustedSince !== null) return -Infinity;
  if (held && name === 'summary' && mayBeMuted(credential)) return (streamAt ?? -Infinity) + ttlMs;
  if (held) return aliveAt + STREAM_SILENCE_MS;
  if (endedAt === null || lastAliveAt === null) return -Infinity;
  // A connection that was found dead had been so since its last sign of life.
  return Math.min(endedAt + ttlMs, lastAliveAt + Math.max(STREAM_SILENCE_MS, ttlMs));
}

function polledUntil(record: AccountRecord, name: PartName, ttlMs: number): number {
  const { polledAt, streamAt } = record.evidence[name];
  const read = STREAMED.has(name) ? polledAt : Math.max(polledAt ?? -Infinity, streamAt ?? -Infinity);
  return (read ?? -Infinity) + boundOf(record, name, ttlMs);
}

function boundOf({ plan }: AccountRecord, name: PartName, ttlMs: number): number {
  const planned = (interval: number | null | undefined): number =>
    Math.max(ttlMs, interval === null || interval === undefined ? SELDOM_MS : 3 * interval);
  switch (name) {
    case 'requirements':
      return Math.min(plan ? planned(plan.account) : REQUIREMENTS_BOUND_MS, REQUIREMENTS_BOUND_MS);
    case 'funding':
      return planned(plan?.funding);
    case 'volumes':
      return planned(plan?.volumes);
    default:
      return ttlMs;
  }
}

function statsAreSilent(record: AccountRecord, now: number): boolean {
  const { evidence, marksMovedAt, statsAskedAt, distrustedSince } = record;
  if (marksMovedAt === null || !evidence.summary.held || distrustedSince !== null) return false;
  return now - Math.max(marksMovedAt, statsAskedAt ?? -Infinity) >= STATS_ASK_MS;
}

function askForSilentStats(edit: AccountEdit, now: number): void {
  if (!statsAreSilent(edit.record, now)) return;
  edit.record.statsAskedAt = now;
  edit.demand({
    kind: 'resync',
    account_index: edit.state.account_index,
    part: 'summary',
    cause: 'silence',
  });
}

function failureOf({ failure }: Evidence): string[] {
  return failure === null ? [] : [`poll failed: ${failure}`];
}

function joined(reasons: readonly string[]): string {
  return reasons.join('; ');
}
