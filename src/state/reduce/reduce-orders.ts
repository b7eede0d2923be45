import { isLiveStatus, type Order } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import type { Held } from './account-record.js';
import {
  askBeyondLag,
  askedAt,
  dispute,
  endDoubts,
  isGone,
  isTrulyEmpty,
  mayKnowMore,
  noteTransaction,
  REST_LAG_MS,
  SECOND_ANSWER_MS,
  secondAnswer,
  settle,
} from './disputes.js';
import {
  agreed,
  clearTaint,
  confirm,
  isLate,
  isOnlyChecked,
  taint,
  taintReason,
  touched,
} from './evidence.js';
import { ListDraft } from './list-draft.js';
import { MapDraft } from './map-draft.js';
import type { Sourced } from '../reported.js';
import type { OrdersUpdate } from '../update.js';

/** Orders that left without a final status are remembered, against repeated frames. */
const VANISHED_KEPT = 500;

/** The list as it changes during one reduction. */
interface Work {
  rows: MapDraft<string, Held<Order>>;
  draft: ListDraft<Order>;
  /** Orders that reached a final status by this update. */
  ended: Set<string>;
  /** Orders that left without one. */
  vanished: string[];
}

export function reduceOrders(edit: AccountEdit, update: OrdersUpdate): void {
  const { record, state } = edit;
  const { arrival, unreadable = [] } = update;
  const isPoll = arrival.source === 'rest';
  const checks = isPoll && isOnlyChecked(record, 'orders', arrival.received_mono);
  const late = isPoll && isLate(record.evidence.orders, arrival);
  const work: Work = {
    rows: new MapDraft(record.orders),
    draft: new ListDraft<Order>('orders', state.orders),
    ended: new Set(),
    vanished: [],
  };
  // An end is final, from any source.
  for (const row of update.rows) if (!isLiveStatus(row.entity.status)) takeFinal(edit, work, row);
  let settled = !checks && !late;
  if (settled && isPoll && state.orders === null && update.mode === 'snapshot')
    settled = isTrulyEmpty(edit, 'orders', update.rows.length + unreadable.length, arrival);
  if (settled) settled = isPoll ? takeList(edit, work, update) : takeFrame(edit, work, update);
  else if (state.orders === null) return;
  record.orders = work.rows.map;
  if (work.ended.size) record.finals = record.finals.with([...work.ended]);
  const moved = edit.commit('orders', work.draft);
  if (checks && !late && update.mode === 'snapshot') check(edit, update);
  else if (settled) confirm(edit, 'orders', arrival, { snapshot: update.mode === 'snapshot', moved });
  else if (moved) touched(edit, 'orders', arrival.received_at);
  if (checks || late) return;
  if (unreadable.length) taint(edit, 'orders', arrival.received_mono, taintReason(unreadable));
  else if (settled && update.mode === 'snapshot') clearTaint(edit, 'orders', arrival);
  if (work.vanished.length)
    edit.demand({ kind: 'find-ended-orders', account_index: state.account_index, order_ids: work.vanished });
}

/** A frame of the stream. @returns true: the stream is believed */
function takeFrame(edit: AccountEdit, work: Work, update: OrdersUpdate): boolean {
  const isList = update.mode === 'snapshot';
  noteTransaction(edit, Math.floor(newest(update) / 1000));
  const newcomersAbove = isList ? -1 : edit.record.listedUpTo;
  for (const row of liveRows(update)) takeLive(edit, work, row, newcomersAbove, update.arrival.received_mono);
  if (!isList) return true;
  endDoubts(edit, 'orders');
  settle(edit, 'orders', (id) => claimOf(update.rows.find((row) => row.entity.order_id === id)));
  for (const id of missing(work, update)) vanish(edit, work, id);
  edit.record.listedUpTo = newest(update);
  return true;
}

/** A list of a poll, without a stream. @returns whether it settles which orders are live */
function takeList(edit: AccountEdit, work: Work, update: OrdersUpdate): boolean {
  const { arrival, mode } = update;
  for (const row of liveRows(update)) takeLive(edit, work, row, -1, null);
  if (mode !== 'snapshot') return false;
  let settled = true;
  for (const { entity } of update.rows) edit.doubt(doubtOf(entity.order_id), null);
  for (const id of missing(work, update)) {
    const { heardAt, version } = work.rows.get(id)!;
    // A list that names a later transaction does not lag behind the frame about this order.
    if (!mayKnowMore(arrival, heardAt) && newest(update) <= version) {
      settled = false;
      askBeyondLag(edit, 'orders', heardAt!);
    } else if (isGone(edit, 'orders', doubtOf(id), arrival)) vanish(edit, work, id);
    else settled = false;
  }
  if (settled) edit.record.listedUpTo = newest(update);
  return settled;
}

/**
 * The stream holds the orders, so REST does not change them. A list is read page by page while orders come and go: what
 * two answers in a row report differently is looked into, and at once what the stream should have reported long ago.
 */
function check(edit: AccountEdit, update: OrdersUpdate): void {
  const { record } = edit;
  const { arrival } = update;
  const reported = new Map(update.rows.map((row) => [row.entity.order_id, row]));
  const claims = new Map<string, string | null>();
  let agrees = true;
  for (const id of new Set([...record.orders.keys(), ...reported.keys()])) {
    const [known, row] = [record.orders.get(id), reported.get(id)];
    if (row && (record.finals.has(id) || (known && row.version <= known.version))) continue;
    if (claimOf(known) === claimOf(row)) continue;
    agrees = false;
    if (mayKnowMore(arrival, known ? known.heardAt : record.evidence.orders.snapshotAt))
      claims.set(id, claimOf(row));
  }
  const certain = new Map(
    [...claims].filter(
      ([id]) => record.doubts.has(`orders-check/${id}`) || isOverdue(edit, reported.get(id)),
    ),
  );
  for (const key of record.doubts.keys())
    if (key.startsWith('orders-check/') && !claims.has(key.slice(13))) edit.doubt(key, null);
  for (const id of claims.keys()) edit.doubt(`orders-check/${id}`, askedAt(arrival));
  if (claims.size > certain.size) secondAnswer(edit, 'orders', askedAt(arrival) + SECOND_ANSWER_MS);
  if (agrees || certain.size) dispute(edit, 'orders', arrival, certain);
  if (agrees) agreed(edit, 'orders', arrival);
}

/** Whether the stream has since reported transactions so much later than this row's that its frame is lost. */
function isOverdue({ record }: AccountEdit, row: Sourced<Order> | undefined): boolean {
  if (!row?.version) return false;
  return row.version / 1000 <= (record.newestTransaction ?? -Infinity) - REST_LAG_MS;
}

function takeLive(
  edit: AccountEdit,
  { rows, draft, ended }: Work,
  row: Sourced<Order>,
  newcomersAbove: number,
  at: number | null,
): void {
  const id = row.entity.order_id;
  const known = rows.get(id);
  if (known) {
    if (row.version < known.version) return;
  } else if (edit.record.finals.has(id) || ended.has(id) || isOld(edit, row, newcomersAbove)) return;
  if (at !== null) edit.doubt(doubtOf(id), null);
  const heardAt = at ?? known?.heardAt ?? null;
  if (known?.text === row.text && known.version === row.version && known.heardAt === heardAt) return;
  rows.set(id, { ...row, heardAt });
  draft.put(row.entity);
}

/** Whether an unknown order of a frame had left before: a repeated frame must not bring it back. */
function isOld(
  { record }: AccountEdit,
  { entity, version }: Sourced<Order>,
  newcomersAbove: number,
): boolean {
  if (newcomersAbove < 0) return false;
  const left = record.vanished.get(entity.order_id);
  return (version !== 0 && version <= newcomersAbove) || (left !== undefined && version <= left);
}

function takeFinal({ record }: AccountEdit, { rows, draft, ended }: Work, row: Sourced<Order>): void {
  const id = row.entity.order_id;
  if (ended.has(id) || record.finals.has(id)) return;
  ended.add(id);
  rows.delete(id);
  draft.drop(id, row.entity);
}

function vanish(edit: AccountEdit, { rows, draft, vanished }: Work, id: string): void {
  const { version, heardAt } = rows.get(id)!;
  // One that only a poll reported may be newer than the list that lacks it.
  if (heardAt !== null) edit.record.vanished = withVanished(edit.record.vanished, id, version);
  rows.delete(id);
  draft.drop(id);
  vanished.push(id);
}

/** The latest ones; a frame that repeats an older end is not to be expected. */
function withVanished(
  known: ReadonlyMap<string, number>,
  id: string,
  version: number,
): ReadonlyMap<string, number> {
  const latest = [...known].filter(([other]) => other !== id).slice(1 - VANISHED_KEPT);
  return new Map([...latest, [id, version]]);
}

/** Known orders that a whole list leaves out. Without its id an unreadable row may be any of them. */
function missing({ rows }: Work, { rows: listed, unreadable = [] }: OrdersUpdate): string[] {
  if (unreadable.some(({ id }) => id === null)) return [];
  const named = new Set([...listed.map((row) => row.entity.order_id), ...unreadable.map(({ id }) => id)]);
  return [...rows.map.keys()].filter((id) => !named.has(id));
}

function liveRows({ rows }: OrdersUpdate): Sourced<Order>[] {
  return rows.filter((row) => isLiveStatus(row.entity.status));
}

function newest({ rows }: OrdersUpdate): number {
  return rows.reduce((top, { version }) => Math.max(top, version), 0);
}

/** The parts of an order that both sources report; `null` for an order that is not live. */
function claimOf(row: Sourced<Order> | undefined): string | null {
  return row ? `${row.entity.price} ${row.entity.status} ${row.entity.remaining_base_amount}` : null;
}

function doubtOf(id: string): string {
  return `orders/${id}`;
}
