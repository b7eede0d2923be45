// Long: every rule of when a section is fresh, stale or unknown, so that none is decided elsewhere
import { type Millis, type Section, SECTIONS, type SectionName } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import { type AccountRecord, type Evidence, PARTS, type PartName } from './account-record.js';
import type { ReduceContext } from './context.js';
import { mayKnowMore } from './disputes.js';
import type { Arrival, Unreadable } from '../update.js';

/** A ping every 20 s and a pong due within 10 s: a stream that is silent for longer is dead. */
export const STREAM_SILENCE_MS = 30_000;
/** Maximum age of fresh requirements, for any planned interval. */
const REQUIREMENTS_BOUND_MS = 120_000;
/** Assumed interval of rarely read parts until the planned one is known. */
const SELDOM_MS = 15 * 60_000;
/** How long the stream's value counts while REST disputes it. */
const UNDECIDED_MS = 5_000;
/** Time limit for resubscribing a disputed channel; after it REST decides. */
const AWAITED_MS = 15_000;
/** Marks moved without a `user_stats`: the channel is resynced, and shortly after the summary turns stale. */
const STATS_ASK_MS = 25_000;
const STATS_SILENCE_MS = 30_000;

/** The snapshot that ends a taint is asked for this often; the stream's limiter decides. */
const TAINT_ASK_MS = 10_000;

/** Without a proof of the credential for this much longer than orders are planned to be polled, a snapshot is asked for, … */
const PROOF_ASK_MS = 2_000;
/** … and so much longer, what needs the credential turns stale. */
const PROOF_LATE_MS = 5_000;

/** Proof of life moves `confirmed_at` in steps, so that not every change carries every section. */
const CONFIRM_STEP_MS = 5_000;

/** Parts that a stream keeps complete; the others have only their last reading. */
const STREAMED: ReadonlySet<SectionName> = new Set(['summary', 'positions', 'orders', 'trades', 'assets']);

/** Parts whose channel is left and joined again when they are in doubt. */
const RESYNCED = ['summary', 'positions', 'orders', 'assets'] as const;

/** Parts whose channels need a credential; `account`, which needs none, reports the last two as well. */
const PRIVATE: ReadonlySet<PartName> = new Set(['orders', 'trades', 'positions', 'assets']);
const PUBLIC_TOO: ReadonlySet<PartName> = new Set(['positions', 'assets']);

/** Whether the stream keeps this part complete just now, so that REST only checks. */
export function isHeld(
  { evidence, aliveAt, distrustedSince }: AccountRecord,
  part: PartName,
  now: number,
): boolean {
  const { held, taint } = evidence[part];
  return held && !taint && distrustedSince === null && now < (aliveAt ?? 0) + STREAM_SILENCE_MS;
}

/** Whether REST only checks a part: the stream holds it, or the snapshot that settles a dispute is awaited. */
export function isOnlyChecked(record: AccountRecord, part: PartName, now: number): boolean {
  if (isHeld(record, part, now)) return true;
  const { held, dispute, endedAt } = record.evidence[part];
  const { distrustedSince } = record;
  // The pong that ends the distrust is due at once.
  if (held && distrustedSince !== null && now - distrustedSince < AWAITED_MS) return true;
  return dispute !== null && endedAt !== null && now - endedAt < AWAITED_MS;
}

/** An answer that was asked before the last frame or the last answer about a part may not replace it. */
export function isLate({ streamAt, askedAt }: Evidence, arrival: Arrival): boolean {
  if (arrival.source === 'stream') return false;
  const asked = arrival.asked_mono ?? arrival.received_mono;
  return (streamAt ?? -Infinity) >= asked || (askedAt ?? -Infinity) > asked;
}

/** Records that `arrival` reported a part as a whole (or, from the stream, some of it). */
export function confirm(
  edit: AccountEdit,
  part: PartName,
  arrival: Arrival,
  report: { snapshot: boolean; moved: boolean },
): void {
  edit.evidence(part, confirmed(arrival, report.snapshot));
  const before = edit.state.sections[part];
  const isAuthoritative = report.moved || before.stale || before.source === null;
  edit.section(part, {
    ...before,
    source: isAuthoritative ? arrival.source : before.source,
    updated_at: report.moved || before.updated_at === null ? arrival.received_at : before.updated_at,
    confirmed_at: arrival.received_at,
  });
}

function confirmed(arrival: Arrival, snapshot: boolean): Partial<Evidence> {
  const at = arrival.received_mono;
  if (arrival.source === 'rest') return { askedAt: arrival.asked_mono ?? at, polledAt: at, failure: null };
  if (!snapshot) return { streamAt: at };
  return { streamAt: at, snapshotAt: at, held: true, endedAt: null, endedReason: null };
}

/**
 * REST agrees with what the stream holds. It compares a few fields only, so it does not confirm the part once the stream
 * is in doubt.
 */
export function agreed(edit: AccountEdit, part: PartName, arrival: Arrival): void {
  edit.evidence(part, { askedAt: arrival.asked_mono ?? arrival.received_mono, failure: null });
}

/** The content of a part moved without being confirmed as a whole. */
export function touched(edit: AccountEdit, part: PartName, at: Millis): void {
  edit.section(part, { ...edit.state.sections[part], updated_at: at });
}

/** Part of a section could not be read: it stays stale until a complete snapshot, which is requested. */
export function taint(edit: AccountEdit, part: PartName, at: number, reason: string): void {
  edit.evidence(part, { taint: { since: at, reason, askedAt: at } });
  askForSnapshot(edit, part);
}

function askForSnapshot(edit: AccountEdit, part: PartName): void {
  const resynced = RESYNCED.find((name) => name === part);
  if (!resynced) return;
  const { account_index } = edit.state;
  edit.demand({ kind: 'resync', account_index, part: resynced, cause: 'taint' });
}

/** The first request may have been one too many, or its snapshot as unreadable. */
function askAgainForSnapshots(edit: AccountEdit, now: number): void {
  for (const part of RESYNCED) {
    const evidence = edit.record.evidence[part];
    if (!isToAskAgain(evidence, now)) continue;
    edit.evidence(part, { taint: { ...evidence.taint!, askedAt: now } });
    askForSnapshot(edit, part);
  }
}

function isToAskAgain({ held, taint }: Evidence, now: number): boolean {
  return taint !== null && held && now - taint.askedAt >= TAINT_ASK_MS;
}

/** A complete snapshot of the stream ends the taint; so does an answer that cannot lag behind the unreadable row. */
export function clearTaint(edit: AccountEdit, part: PartName, arrival: Arrival): void {
  const { taint: open } = edit.record.evidence[part];
  if (open && (arrival.source === 'stream' || mayKnowMore(arrival, open.since)))
    edit.evidence(part, { taint: null });
}

export function taintReason([first]: readonly Unreadable[]): string {
  return `unreadable ${first!.field}: ${first!.reason}`;
}

/** A frame or pong came. @param probe when the ping of this pong was sent; `null` for a frame */
export function markAlive(edit: AccountEdit, mono: number, probe: number | null): void {
  const { record } = edit;
  record.aliveAt = Math.max(record.aliveAt ?? -Infinity, mono);
  if (record.distrustedSince !== null && probe !== null && probe >= record.distrustedSince)
    record.distrustedSince = null;
}

/** The connection ended: its data stays fresh as long as a poll's answer would. */
export function streamEnded(edit: AccountEdit, mono: number, reason: string | null): void {
  edit.record.lostReason = reason ?? 'connection ended';
  for (const part of PARTS) {
    if (!edit.record.evidence[part].held) continue;
    letGo(edit, part, mono, null);
    edit.evidence(part, { dispute: null });
  }
  edit.record.distrustedSince = null;
}

/** Pushes may have stopped with the credential: REST takes over what it reports without one. */
export function letGoPrivate(edit: AccountEdit, reason: string): void {
  for (const part of PRIVATE)
    if (edit.record.evidence[part].held)
      edit.evidence(part, { held: false, endedAt: null, endedReason: reason, dispute: null });
}

/** The stream does not hold a part any more. One that was distrusted gets no grace. */
export function letGo(edit: AccountEdit, part: PartName, mono: number, reason: string | null): void {
  const { distrustedSince, aliveAt } = edit.record;
  const endedAt = distrustedSince === null ? mono : null;
  const stamps = { ...edit.record.evidence[part].stamps, stream: { at: null, dropped: 0 } };
  edit.evidence(part, { held: false, endedAt, lastAliveAt: aliveAt, endedReason: reason, stamps });
}

/** Brings every section in line with its evidence at `now`. */
export function judge(edit: AccountEdit, context: ReduceContext, now: number, wall: Millis): void {
  askForSilentStats(edit, now);
  askForProof(edit, now);
  askAgainForSnapshots(edit, now);
  for (const name of SECTIONS) {
    const section = edit.state.sections[name];
    if (isUnknownOnPurpose(section) && name !== 'marks') continue;
    const reason = isPlainlyFresh(edit.record, name, now) ? null : faultOf(edit.record, name, context, now);
    const stale = reason !== null;
    if (section.stale === stale && section.reason === reason) {
      stepConfirmed(edit, name, section, wall);
      continue;
    }
    edit.section(name, { ...section, stale, reason, confirmed_at: stale ? section.confirmed_at : wall });
  }
}

/** Whether `judge` would change anything; asked of every account a few times a second. */
export function isOverdue(record: AccountRecord, context: ReduceContext, now: number): boolean {
  if (statsAreSilent(record, now) || isProofDue(record, now)) return true;
  if (RESYNCED.some((part) => isToAskAgain(record.evidence[part], now))) return true;
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
  if (section.stale || !isConfirmedByLife(edit.record, name)) return;
  if (Math.abs(wall - (section.confirmed_at ?? 0)) >= CONFIRM_STEP_MS)
    edit.section(name, { ...section, confirmed_at: wall });
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
  if (name === 'summary') return record.marksMovedAt === null;
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
  if (name !== 'summary' || silentSince === null || !record.evidence.summary.held) return null;
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
  { evidence, aliveAt, distrustedSince }: AccountRecord,
  name: PartName,
  ttlMs: number,
): number {
  if (!STREAMED.has(name) || aliveAt === null) return -Infinity;
  const { held, endedAt, lastAliveAt } = evidence[name];
  if (held) return distrustedSince === null ? aliveAt + STREAM_SILENCE_MS : -Infinity;
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
