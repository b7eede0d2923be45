import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import { type AccountRecord, type Evidence, PARTS, type PartName } from './account-record.js';
import { askedAt, mayKnowMore, REST_LAG_MS } from './disputes.js';
import type { Arrival, Unreadable } from '../reported.js';

/** A ping every 20 s and a pong due within 10 s: a stream that is silent for longer is dead. */
export const STREAM_SILENCE_MS = 30_000;
/** Time limit for resubscribing a disputed channel; after it REST decides. */
const AWAITED_MS = 15_000;
/** The snapshot that ends a taint is asked for this often; the stream's limiter decides. */
const TAINT_ASK_MS = 10_000;

/** Parts whose channel is left and joined again when they are in doubt. */
const RESYNCED = ['summary', 'positions', 'orders', 'assets'] as const;

/** Parts whose channels need a credential. */
export const PRIVATE: ReadonlySet<PartName> = new Set(['orders', 'trades', 'positions', 'assets']);

/** Whether the stream keeps this part complete just now, so that REST only checks. */
export function isHeld(record: AccountRecord, part: PartName, now: number): boolean {
  return now < heldUntil(record, part);
}

/** Until when the stream keeps this part complete if nothing more is heard of it; `-Infinity`: it does not. */
export function heldUntil(
  { evidence, aliveAt, distrustedSince, credential }: AccountRecord,
  part: PartName,
): number {
  const { held, taint, streamAt } = evidence[part];
  if (!held || taint || distrustedSince !== null) return -Infinity;
  const until = (aliveAt ?? 0) + STREAM_SILENCE_MS;
  const isMuted = part === 'summary' && mayBeMuted(credential);
  return isMuted ? Math.min(until, (streamAt ?? -Infinity) + REST_LAG_MS) : until;
}

/** Pushes may have stopped with the credential, also of a channel that needs none: then only its own frames show that it lives. */
export function mayBeMuted(credential: AccountRecord['credential']): boolean {
  return credential !== null && credential.standing !== 'good';
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
export function isLate({ streamAt, askedAt: last }: Evidence, arrival: Arrival): boolean {
  if (arrival.source === 'stream') return false;
  const asked = askedAt(arrival);
  return (streamAt ?? -Infinity) >= asked || (last ?? -Infinity) > asked;
}

/** Records that `arrival` reported a part as a whole (or, from the stream, some of it). */
export function confirm(
  edit: AccountEdit,
  part: PartName,
  arrival: Arrival,
  report: { snapshot: boolean; moved: boolean },
): void {
  const isRepeated = arrival.source === 'rest' && edit.record.evidence[part].askedAt === askedAt(arrival);
  edit.evidence(part, confirmed(arrival, report.snapshot));
  const before = edit.state.sections[part];
  // An answer that came too late to make a part fresh does not take it over when it is heard again.
  const isAuthoritative = report.moved || before.source === null || (before.stale && !isRepeated);
  edit.section(part, {
    ...before,
    source: isAuthoritative ? arrival.source : before.source,
    updated_at: report.moved || before.updated_at === null ? arrival.received_at : before.updated_at,
    // An answer is as old as its question: it may have waited for long before it came.
    confirmed_at: arrival.received_at - (arrival.received_mono - askedAt(arrival)),
  });
}

function confirmed(arrival: Arrival, snapshot: boolean): Partial<Evidence> {
  const at = arrival.received_mono;
  if (arrival.source === 'rest') {
    const asked = askedAt(arrival);
    return { askedAt: asked, polledAt: asked, failure: null };
  }
  if (!snapshot) return { streamAt: at };
  return { streamAt: at, snapshotAt: at, held: true, endedAt: null, endedReason: null };
}

/**
 * REST agrees with what the stream holds. It compares a few fields only, so it does not confirm the part once the stream
 * is in doubt.
 */
export function agreed(edit: AccountEdit, part: PartName, arrival: Arrival): void {
  edit.evidence(part, { askedAt: askedAt(arrival), failure: null });
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
export function askAgainForSnapshots(edit: AccountEdit, now: number): void {
  for (const part of RESYNCED) {
    const evidence = edit.record.evidence[part];
    if (now < askAgainAt(evidence)) continue;
    edit.evidence(part, { taint: { ...evidence.taint!, askedAt: now } });
    askForSnapshot(edit, part);
  }
}

/** When `askAgainForSnapshots` asks for one. */
export function nextSnapshotAskedAt({ evidence }: AccountRecord): number {
  let next = Infinity;
  for (const part of RESYNCED) next = Math.min(next, askAgainAt(evidence[part]));
  return next;
}

function askAgainAt({ held, taint }: Evidence): number {
  return taint !== null && held ? taint.askedAt + TAINT_ASK_MS : Infinity;
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
