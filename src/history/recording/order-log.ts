import type { Order } from 'lighter-broadcaster-protocol/account';
import type { ListDelta } from 'lighter-broadcaster-protocol/delta';
import type { HistoryRow, RowOf } from '../row.js';
import { orderRow, type RowContext } from './row-builders.js';

/** Every state that an order was seen in. */
export class OrderLog {
  private readonly live = new Map<number, Map<string, RowOf<'orders'>>>();

  /** @param live orders as earlier lives have recorded them last */
  constructor(live: readonly RowOf<'orders'>[]) {
    for (const row of live)
      if (row.account_index !== null && row.order_id !== null)
        this.liveOf(row.account_index).set(row.order_id, row);
  }

  /**
   * @param present all live orders of the account, where the change comes of a list of them all; an earlier life may have
   * left others, whose end nobody has seen
   */
  rows(
    delta: ListDelta<Order>,
    contextOf: (orderId: string) => RowContext,
    accountIndex: number,
    present: readonly Order[] | null,
  ): HistoryRow[] {
    const live = this.liveOf(accountIndex);
    const told = 'set' in delta ? (delta.set ?? []) : (delta.upsert ?? []);
    const removed = 'set' in delta ? [] : (delta.remove ?? []);
    const left = new Set([...removed, ...(present ? missing(live, present) : [])]);
    const rows: RowOf<'orders'>[] = [];
    for (const order of told) {
      const row = orderRow(order, contextOf(order.order_id));
      if (!sameState(live.get(order.order_id), row)) rows.push(row);
      live.set(order.order_id, row);
    }
    const named = new Set(told.map((order) => order.order_id));
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

/** No longer among the live orders, and the exchange did not say how it ended. */
function gone(last: RowOf<'orders'>, context: RowContext): RowOf<'orders'> {
  return { ...last, ...context.origin, status: 'gone', timestamp: context.at, raw_data: null };
}
