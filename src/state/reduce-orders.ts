import { isLive, type Order } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import { askedAt, confirm, isLate } from './freshness.js';
import { ListDraft } from './list-draft.js';
import { MapDraft } from './map-draft.js';
import type { RecentIds } from './recent-ids.js';
import type { OrdersUpdate, Sourced } from './update.js';

/** How far an arrival may be believed about orders that it names. */
interface Trust {
  late: boolean;
  /** An order never heard of joins only if it is newer than this. */
  newcomersAbove: number;
  whole: boolean;
}

/** Orders that are no more. */
interface Past {
  finals: RecentIds;
  ended: string[];
}

export function reduceOrders(edit: AccountEdit, update: OrdersUpdate): void {
  const { record, state } = edit;
  const trust = trustOf(edit, update);
  if (trust.late && state.orders === null) return;
  const rows = new MapDraft(record.orders);
  const draft = new ListDraft<Order>('orders', state.orders);
  const past: Past = { finals: record.finals, ended: [] };
  for (const row of update.rows) {
    if (isLive(row.entity.status)) takeLive(rows, draft, row, trust, past);
    else takeFinal(rows, draft, row, past);
  }
  const snapshot = trust.whole && !trust.late;
  if (snapshot) leaveOut(rows, draft, update);
  record.orders = rows.map;
  const { ended } = past;
  record.finals = record.finals.with(ended);
  const newest = update.rows.reduce((top, { version }) => Math.max(top, version), 0);
  record.ordersVersion = Math.max(record.ordersVersion, newest);
  if (snapshot) record.listedUpTo = newest;
  const moved = edit.commit('orders', draft);
  if (!trust.late) confirm(edit, 'orders', update.arrival, { snapshot, moved });
  else if (moved) touched(edit, update);
}

/**
 * An order that the last whole list does not name, though that list knows of later things, has ended unheard. And a poll
 * older than the stream's last snapshot may name such orders, so its newcomers stay out.
 */
function trustOf({ record }: AccountEdit, { arrival, mode }: OrdersUpdate): Trust {
  const stamp = record.stamps.orders;
  const late = isLate(stamp, arrival);
  const whole = mode === 'snapshot';
  if (!late) return { late, whole, newcomersAbove: whole ? -1 : record.listedUpTo };
  const swallowed = (stamp.snapshot_at ?? -Infinity) >= askedAt(arrival);
  return { late, whole, newcomersAbove: swallowed ? Infinity : record.ordersVersion };
}

function takeLive(
  rows: MapDraft<string, Sourced<Order>>,
  draft: ListDraft<Order>,
  row: Sourced<Order>,
  trust: Trust,
  past: Past,
): void {
  const known = rows.get(row.entity.order_id);
  if (known) {
    if (trust.late ? row.version <= known.version : row.version < known.version) return;
  } else if (!mayJoin(row, trust, past)) return;
  // A poll that is answered the same again brings the very same rows.
  if (known === row) return;
  rows.set(row.entity.order_id, row);
  draft.put(row.entity);
}

function mayJoin({ entity, version }: Sourced<Order>, trust: Trust, { finals, ended }: Past): boolean {
  const id = entity.order_id;
  if (finals.has(id) || ended.includes(id)) return false;
  return version > trust.newcomersAbove || (version === 0 && !trust.late);
}

function takeFinal(
  rows: MapDraft<string, Sourced<Order>>,
  draft: ListDraft<Order>,
  row: Sourced<Order>,
  { finals, ended }: Past,
): void {
  const id = row.entity.order_id;
  if (ended.includes(id) || finals.has(id)) return;
  ended.push(id);
  rows.delete(id);
  draft.drop(id, row.entity);
}

/** A whole list leaves out what is no more. */
function leaveOut(
  rows: MapDraft<string, Sourced<Order>>,
  draft: ListDraft<Order>,
  update: OrdersUpdate,
): void {
  const named = new Set(update.rows.map((row) => row.entity.order_id));
  rows.keepOnly(named);
  draft.keepOnly(named);
}

/** A late poll confirms nothing, yet what it added moved the section. */
function touched(edit: AccountEdit, { arrival }: OrdersUpdate): void {
  edit.section('orders', { ...edit.state.sections.orders, updated_at: arrival.received_at });
}
