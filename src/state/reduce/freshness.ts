import { type Millis, type Section, SECTIONS, type SectionName } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import type { AccountRecord, Evidence, PartName } from './account-record.js';
import type { ReduceContext } from './context.js';
import { heldUntil, mayBeMuted, nextSnapshotAskedAt, PRIVATE, STREAM_SILENCE_MS } from './evidence.js';
import { Instant } from './instant.js';
import {
  askStream,
  isUnproven,
  proofDueAt,
  proofEnds,
  STATS_SILENCE_MS,
  statsAskedNextAt,
} from './stream-asks.js';
import type { AccountUpdate } from '../update.js';

/** Maximum age of fresh requirements, for any planned interval. */
const REQUIREMENTS_BOUND_MS = 120_000;
/** Assumed interval of rarely read parts until the planned one is known. */
const SELDOM_MS = 15 * 60_000;
/** How long the stream's value counts while REST disputes it. */
const UNDECIDED_MS = 5_000;
/** Proof of life moves `confirmed_at` in steps, so that not every change carries every section. */
const CONFIRM_STEP_MS = 5_000;

/** Parts that a stream keeps complete; the others have only their last reading. */
const STREAMED: ReadonlySet<SectionName> = new Set(['summary', 'positions', 'orders', 'trades', 'assets']);

/** Of the parts that need a credential, those that `account`, which needs none, reports as well. */
const PUBLIC_TOO: ReadonlySet<PartName> = new Set(['positions', 'assets']);

/** Brings every section in line with its evidence at `now`. */
export function judge(edit: AccountEdit, context: ReduceContext, now: number, wall: Millis): void {
  askStream(edit, now);
  const at = new Instant(now);
  for (const name of SECTIONS) judgeSection(edit, name, context, at, wall);
}

/** Requirements belong to sizes, and marks to open positions. */
const WITH_POSITIONS: ReadonlySet<SectionName> = new Set(['positions', 'requirements', 'marks']);

/**
 * The same after data of some part came. A fresh section that it does not concern can only turn stale by time, which
 * `overdueAt` knows.
 */
export function judgeAfter(
  edit: AccountEdit,
  part: AccountUpdate['type'],
  context: ReduceContext,
  now: number,
  wall: Millis,
): void {
  askStream(edit, now);
  const at = new Instant(now);
  for (const name of SECTIONS) {
    const { source, stale } = edit.state.sections[name];
    const isConcerned = part === name || (part === 'positions' && WITH_POSITIONS.has(name));
    const isToReturn = stale && source !== null;
    if (isConcerned || isToReturn || edit.concerns(name) || isStepDue(edit, name, wall))
      judgeSection(edit, name, context, at, wall);
  }
}

function judgeSection(
  edit: AccountEdit,
  name: SectionName,
  context: ReduceContext,
  at: Instant,
  wall: Millis,
): void {
  const section = edit.state.sections[name];
  if (isUnknownOnPurpose(section) && name !== 'marks') return;
  const reason = isPlainlyFresh(edit.record, name, at) ? null : faultOf(edit.record, name, context, at);
  const stale = reason !== null;
  if (section.stale === stale && section.reason === reason) stepConfirmed(edit, name, section, wall);
  else {
    const isConfirmedNow = !stale && isConfirmedByLife(edit.record, name);
    edit.section(name, {
      ...section,
      stale,
      reason,
      confirmed_at: isConfirmedNow ? wall : section.confirmed_at,
    });
  }
}

/**
 * When `judge` may next change anything but the marks while the record stays as it is: not before for certain, and at `now`
 * or earlier if it does now. Asked of every account a few times a second.
 */
export function overdueAt(record: AccountRecord, context: ReduceContext, now: number): number {
  const at = new Instant(now);
  const { sections } = record.state;
  if (at.reached(statsAskedNextAt(record)) || at.reached(proofDueAt(record))) return now;
  if (at.reached(nextSnapshotAskedAt(record))) return now;
  for (const name of SECTIONS) {
    const section = sections[name];
    if (name === 'marks' || isUnknownOnPurpose(section)) continue;
    const reason = isPlainlyFresh(record, name, at) ? null : faultOf(record, name, context, at);
    if (reason !== section.reason || section.stale !== (reason !== null)) return now;
  }
  return at.until;
}

/** Whether `judge` would change the section of the marks, which depends on what is heard of the markets. */
export function areMarksOverdue(record: AccountRecord, context: ReduceContext, now: number): boolean {
  const { stale, reason } = record.state.sections.marks;
  const fault = marksFault(record, context, now);
  return fault !== reason || stale !== (fault !== null);
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
function isPlainlyFresh(record: AccountRecord, name: SectionName, at: Instant): boolean {
  if (name === 'marks' || name === 'requirements') return false;
  const { held, taint, dispute } = record.evidence[name];
  const { aliveAt, distrustedSince } = record;
  if (!held || taint !== null || dispute !== null || distrustedSince !== null || aliveAt === null)
    return false;
  if (at.reached(aliveAt + STREAM_SILENCE_MS) || record.state.sections[name].source === null) return false;
  if (name === 'summary') return record.marksMovedAt === null && !mayBeMuted(record.credential);
  if (!STREAMED.has(name)) return false;
  if (name === 'trades' && record.awaitsGaps) return false;
  if (!PRIVATE.has(name)) return true;
  const { credential } = record;
  const isGood = credential === null || (credential.standing === 'good' && credential.mono === -Infinity);
  return isGood && !at.reached(proofEnds(record));
}

/** Why a section is not confirmed at `now`, in words without changing numbers; `null` when it is fresh. */
function faultOf(
  record: AccountRecord,
  name: SectionName,
  context: ReduceContext,
  at: Instant,
): string | null {
  if (name === 'marks') return marksFault(record, context, at.now);
  const part = record.evidence[name];
  if (record.state.sections[name].source === null) return joined(['no data yet', ...failureOf(part)]);
  if (name === 'trades' && record.awaitsGaps) return 'the log of gaps has not been read yet';
  return (
    part.taint?.reason ??
    credentialFault(record, name, context.ttlMs, at) ??
    disputeFault(part, at) ??
    ownFault(record, name, context, at) ??
    ageFault(record, name, context, at)
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
function credentialFault(record: AccountRecord, name: PartName, ttlMs: number, at: Instant): string | null {
  if (!PRIVATE.has(name)) return null;
  if (PUBLIC_TOO.has(name) && !at.reached(polledUntil(record, name, ttlMs))) return null;
  const { credential, evidence, authenticatedAt } = record;
  if (isUnproven(record, at)) return 'the exchange has not confirmed the credential in time';
  if (!credential) return null;
  const { standing, reason, mono } = credential;
  if (standing !== 'good') return joined([`credential ${standing}`, ...(reason ? [reason] : [])]);
  return Math.max(evidence[name].snapshotAt ?? -Infinity, authenticatedAt ?? -Infinity) < mono
    ? 'not confirmed since the credential was renewed'
    : null;
}

function disputeFault({ dispute }: Evidence, at: Instant): string | null {
  return dispute && at.reached(dispute.since + UNDECIDED_MS)
    ? 'REST reports another value; waiting for a snapshot of the stream'
    : null;
}

/** They were computed for the sizes of that moment, and stale positions may hide a fill since. */
function requirementsFault(record: AccountRecord, context: ReduceContext, at: Instant): string | null {
  const { askedAt } = record.evidence.requirements;
  if (record.sizeMovedAt !== null && (askedAt ?? -Infinity) <= record.sizeMovedAt)
    return 'the size of a position moved since they were read';
  return faultOf(record, 'positions', context, at) === null ? null : 'positions are not confirmed';
}

function ownFault(record: AccountRecord, name: PartName, context: ReduceContext, at: Instant): string | null {
  if (name === 'requirements') return requirementsFault(record, context, at);
  const silentSince = record.marksMovedAt;
  if (name !== 'summary' || silentSince === null || at.reached(heldUntil(record, 'summary'))) return null;
  return at.reached(silentSince + STATS_SILENCE_MS) ? 'marks moved, but no user_stats came' : null;
}

function ageFault(record: AccountRecord, name: PartName, context: ReduceContext, at: Instant): string | null {
  const part = record.evidence[name];
  if (!at.reached(streamedUntil(record, name, context.ttlMs))) return null;
  if (!at.reached(polledUntil(record, name, context.ttlMs))) return null;
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

function failureOf({ failure }: Evidence): string[] {
  return failure === null ? [] : [`poll failed: ${failure}`];
}

function joined(reasons: readonly string[]): string {
  return reasons.join('; ');
}
