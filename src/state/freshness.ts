import { type Millis, SECTIONS, type SectionName } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import type { AccountRecord, PartName, Stamp } from './account-record.js';
import type { Arrival } from './update.js';

/** A stream of which neither frame nor pong came for so long counts as lost. */
export const STREAM_SILENCE_MS = 60_000;

/** Proof of life moves `confirmed_at` in steps, so that not every change carries every section. */
const CONFIRM_STEP_MS = 5_000;

/** A poll that was asked before the last thing heard may not replace it. */
export function isLate(stamp: Stamp, arrival: Arrival): boolean {
  if (arrival.source === 'stream') return false;
  const asked = askedAt(arrival);
  return (stamp.stream_at ?? -Infinity) >= asked || (stamp.asked_at ?? -Infinity) > asked;
}

/** Notes that `arrival` told all of a part (or, from the stream, some of it). */
export function confirm(
  edit: AccountEdit,
  part: PartName,
  arrival: Arrival,
  told: { snapshot: boolean; moved: boolean },
): void {
  edit.stamp(part, stamped(edit.record.stamps[part], arrival, told.snapshot));
  if (part !== 'assets' && part !== 'volumes') confirmSection(edit, part, arrival, told.moved);
  if (arrival.source === 'stream') markAlive(edit, arrival.received_at);
}

/** Wall time at which a poll was asked. */
export function askedAt({ received_at, received_mono, asked_mono = received_mono }: Arrival): Millis {
  return received_at - (received_mono - asked_mono);
}

function stamped(stamp: Stamp, arrival: Arrival, snapshot: boolean): Stamp {
  const { source, received_at } = arrival;
  if (source === 'rest')
    return { ...stamp, asked_at: askedAt(arrival), polled_at: received_at, failure: null };
  const snapshot_at = snapshot ? received_at : stamp.snapshot_at;
  return { ...stamp, stream_at: received_at, snapshot_at, held: true, ended_at: null };
}

function confirmSection(edit: AccountEdit, name: SectionName, arrival: Arrival, moved: boolean): void {
  const before = edit.state.sections[name];
  const isAuthoritative = moved || before.stale || before.source === null;
  edit.section(name, {
    source: isAuthoritative ? arrival.source : before.source,
    updated_at: moved || before.updated_at === null ? arrival.received_at : before.updated_at,
    confirmed_at: Math.max(before.confirmed_at ?? 0, arrival.received_at),
    stale: false,
    reason: null,
  });
}

/** The connection lives: all that it has confirmed still holds. */
export function markAlive(edit: AccountEdit, at: Millis): void {
  edit.record.aliveAt = Math.max(edit.record.aliveAt ?? 0, at);
  for (const name of SECTIONS) {
    const section = edit.state.sections[name];
    if (!edit.record.stamps[name].held || section.source === null) continue;
    if (!section.stale && at - (section.confirmed_at ?? 0) < CONFIRM_STEP_MS) continue;
    const confirmed_at = Math.max(section.confirmed_at ?? 0, at);
    edit.section(name, { ...section, confirmed_at, stale: false, reason: null });
  }
}

/** The connection ended: what it held lasts as long as a poll's answer would. */
export function streamEnded(edit: AccountEdit, at: Millis, reason: string | null): void {
  const ended_at = Math.min(at, (edit.record.aliveAt ?? at) + STREAM_SILENCE_MS);
  edit.record.lostReason = reason ?? 'connection ended';
  for (const part of Object.keys(edit.record.stamps) as PartName[]) {
    const stamp = edit.record.stamps[part];
    if (stamp.held) edit.stamp(part, { ...stamp, held: false, ended_at });
  }
  refreshReason(edit, SECTIONS, at);
}

/** A poll failed: sections that are stale say so. */
export function fail(edit: AccountEdit, names: readonly SectionName[], at: Millis, reason: string): void {
  for (const name of names) edit.stamp(name, { ...edit.record.stamps[name], failure: reason });
  refreshReason(edit, names, at);
}

/** Whether nobody has vouched for some section in time; asked of every account a few times a second. */
export function isOverdue(record: AccountRecord, now: Millis, ttlMs: number): boolean {
  return SECTIONS.some((name) => isSectionOverdue(record, name, now - ttlMs));
}

/** Marks what nobody has vouched for in time. */
export function expire(edit: AccountEdit, now: Millis, ttlMs: number): void {
  for (const name of SECTIONS) {
    if (!isSectionOverdue(edit.record, name, now - ttlMs)) continue;
    edit.section(name, { ...edit.state.sections[name], stale: true, reason: reasonOf(edit, name, now) });
  }
}

function isSectionOverdue(
  { state, stamps, aliveAt }: AccountRecord,
  name: SectionName,
  since: Millis,
): boolean {
  const { stale, source } = state.sections[name];
  if (stale || source === null) return false;
  const { held, ended_at, polled_at } = stamps[name];
  const streamed = held ? (aliveAt ?? 0) + STREAM_SILENCE_MS : (ended_at ?? 0);
  return Math.max(streamed, polled_at ?? 0) <= since;
}

function refreshReason(edit: AccountEdit, names: readonly SectionName[], now: Millis): void {
  for (const name of names) {
    const section = edit.state.sections[name];
    const reason = reasonOf(edit, name, now);
    if (section.stale && section.reason !== reason) edit.section(name, { ...section, reason });
  }
}

function reasonOf(edit: AccountEdit, name: SectionName, now: Millis): string {
  const { lostReason, aliveAt, stamps } = edit.record;
  const parts: string[] = [];
  if (edit.state.sections[name].source === null) parts.push('no data yet');
  if (stamps[name].held && now - (aliveAt ?? 0) >= STREAM_SILENCE_MS) parts.push('stream is silent');
  if (!stamps[name].held && lostReason !== null) parts.push(`stream lost: ${lostReason}`);
  if (stamps[name].failure !== null) parts.push(`poll failed: ${stamps[name].failure}`);
  return parts.join('; ') || 'not confirmed in time';
}
