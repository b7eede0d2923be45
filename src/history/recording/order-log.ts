import type { Order } from 'lighter-broadcaster-protocol/account';
import type { ListDelta } from 'lighter-broadcaster-protocol/delta';
import type { HistoryRow, RowOf } from '../row.js';
import { orderRow, type RowContext } from './row-builders.js';

/** Knows the last recorded state of each live order, and so which states are new. */
export class OrderLog {
  private readonly live = new Map<number, Map<string, RowOf<'orders'>>>();

  /** @param live last recorded rows of the orders that were live when the previous run ended */
  constructor(live: readonly RowOf<'orders'>[]) {
    for (const row of live)
      if (row.account_index !== null && row.order_id !== null)
        this.liveOf(row.account_index).set(row.order_id, row);
  }

  /**
   * @param present all live orders of the account when the change comes from a complete list; orders that an earlier run left
   * live and that are missing from it ended unseen
   */
  rows(
    delta: ListDelta<Order>,
    contextOf: (orderId: string) => RowContext,
    accountIndex: number,
    present: readonly Order[] | null,
  ): HistoryRow[] {
    const live = this.liveOf(accountIndex);
    const listed = 'set' in delta ? (delta.set ?? []) : (delta.upsert ?? []);
    const removed = 'set' in delta ? [] : (delta.remove ?? []);
    const left = new Set([...removed, ...(present ? missing(live, present) : [])]);
    const rows: RowOf<'orders'>[] = [];
    for (const order of listed) {
      const row = orderRow(order, contextOf(order.order_id));
      if (!sameState(live.get(order.order_id), row)) rows.push(row);
      live.set(order.order_id, row);
    }
    const named = new Set(listed.map((order) => order.order_id));
    for (const id of left) {
      const last = live.get(id);
      if (last && !named.has(id)) rows.push(gone(last, contextOf(id)));
      live.delete(id);
    }
    return rows.map((values) => ({ table: 'orders', values }));
  }

  private liveOf(accountIndex: number): Map<string, RowOf<'orders'>> {
    const live = this.live.get(accountIndex) ?? new Map<string, RowOf<'orders'>>();
    this.live.set(accountIndex, live);
    return live;
  }
}

const ORIGIN = ['epoch', 'seq', 'received_at', 'raw_data'];

function sameState(last: RowOf<'orders'> | undefined, row: RowOf<'orders'>): boolean {
  if (!last) return false;
  return Object.entries(row).every(
    ([name, value]) => ORIGIN.includes(name) || last[name as keyof typeof last] === value,
  );
}

function missing(live: ReadonlyMap<string, unknown>, present: readonly Order[]): string[] {
  const named = new Set(present.map((order) => order.order_id));
  return [...live.keys()].filter((id) => !named.has(id));
}

/** The order is no longer live, and the exchange did not report its final status. */
function gone(last: RowOf<'orders'>, context: RowContext): RowOf<'orders'> {
  return { ...last, ...context.origin, status: 'gone', timestamp: context.at, raw_data: null };
}
