import type { Order } from './account-state.js';
import type { AccountEdit } from './account-edit.js';
import { confirm, isLate } from './freshness.js';
import { ListDraft } from './list-draft.js';
import type { OrdersUpdate, Sourced } from './update.js';

/** So many orders that ended are remembered per account, against frames and polls that come late. */
export const FINALS_KEPT = 2000;

/** And so many that a whole list left out, with the version that was known of them. */
export const GONE_KEPT = 500;

const LIVE = new Set(['in-progress', 'pending', 'open']);

/** How far an arrival may be believed about orders that it names. */
interface Trust {
  late: boolean;
  /** An order never heard of joins only if it is newer than this. */
  newcomersAbove: number;
  /** A whole list may name again what an earlier one left out; a single update of that age may not. */
  whole: boolean;
}

/** Orders that are no more: ended, or left out of a whole list. */
interface Past {
  finals: readonly string[];
  gone: ReadonlyMap<string, number>;
  ended: string[];
}

export function reduceOrders(edit: AccountEdit, update: OrdersUpdate): void {
  const { record, state } = edit;
  const trust = trustOf(edit, update);
  if (trust.late && state.orders === null) return;
  const rows = new Map(record.orders);
  const draft = new ListDraft<Order>('orders', state.orders);
  const past: Past = { finals: record.finals, gone: record.gone, ended: [] };
  for (const row of update.rows) {
    if (LIVE.has(row.entity.status)) takeLive(rows, draft, row, trust, past);
    else takeFinal(rows, draft, row, past);
  }
  const snapshot = trust.whole && !trust.late;
  if (snapshot) record.gone = leaveOut(rows, draft, update, record.gone);
  record.orders = rows;
  const { ended } = past;
  if (ended.length) record.finals = [...record.finals, ...ended].slice(-FINALS_KEPT);
  record.ordersVersion = update.rows.reduce((top, row) => Math.max(top, row.version), record.ordersVersion);
  const moved = edit.commit('orders', draft);
  if (!trust.late) confirm(edit, 'orders', update.arrival, { snapshot, moved });
  else if (moved) touched(edit, update);
}

/** A poll older than the stream's last snapshot may name orders that ended unheard, so its newcomers stay out. */
function trustOf({ record }: AccountEdit, { arrival, mode }: OrdersUpdate): Trust {
  const stamp = record.stamps.orders;
  const late = isLate(stamp, arrival);
  const whole = mode === 'snapshot';
  if (!late) return { late, whole, newcomersAbove: -Infinity };
  const swallowed = (stamp.snapshot_at ?? -Infinity) >= (arrival.asked_at ?? arrival.received_at);
  return { late, whole, newcomersAbove: swallowed ? Infinity : record.ordersVersion };
}

function takeLive(
  rows: Map<string, Sourced<Order>>,
  draft: ListDraft<Order>,
  row: Sourced<Order>,
  trust: Trust,
  past: Past,
): void {
  const known = rows.get(row.entity.order_id);
  if (known) {
    if (trust.late ? row.version <= known.version : row.version < known.version) return;
  } else if (!mayJoin(row, trust, past)) return;
  rows.set(row.entity.order_id, row);
  draft.put(row.entity);
}

function mayJoin({ entity, version }: Sourced<Order>, trust: Trust, { finals, gone, ended }: Past): boolean {
  const id = entity.order_id;
  if (version <= trust.newcomersAbove || finals.includes(id) || ended.includes(id)) return false;
  return trust.whole || version === 0 || version > (gone.get(id) ?? -1);
}

function takeFinal(
  rows: Map<string, Sourced<Order>>,
  draft: ListDraft<Order>,
  row: Sourced<Order>,
  { finals, ended }: Past,
): void {
  const id = row.entity.order_id;
  if (ended.includes(id) || finals.includes(id)) return;
  ended.push(id);
  rows.delete(id);
  draft.drop(id, row.entity);
}

/** A whole list leaves out what is no more. @returns the versions of all that was left out lately. */
function leaveOut(
  rows: Map<string, Sourced<Order>>,
  draft: ListDraft<Order>,
  update: OrdersUpdate,
  before: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const named = new Set(update.rows.map((row) => row.entity.order_id));
  const left = [...rows].filter(([id]) => !named.has(id));
  if (!left.length) return before;
  for (const [id] of left) rows.delete(id);
  draft.keepOnly(named);
  const gone = [...before, ...left.map(([id, { version }]): [string, number] => [id, version])];
  return new Map(gone.slice(-GONE_KEPT));
}

/** A late poll confirms nothing, yet what it added moved the section. */
function touched(edit: AccountEdit, { arrival }: OrdersUpdate): void {
  edit.section('orders', { ...edit.state.sections.orders, updated_at: arrival.received_at });
}
