import type { DatabaseSync } from 'node:sqlite';

/** Rows deleted in one transaction, so that writes can happen in between. */
const BATCH = 5_000;

/** Numbers of order states and of rows of closed positions. */
export interface EventCounts {
  orders: number;
  positions: number;
}

/** Every state of an order that is no longer live. */
const ORDERS = `FROM orders WHERE timestamp < ?1 AND NOT EXISTS (SELECT 1 FROM open_orders o
  WHERE o.account_index = orders.account_index AND o.order_id = orders.order_id)`;

/** Rows of positions that have closed: those of one that is open begin where it was opened or flipped last. */
const POSITIONS = `FROM positions WHERE timestamp < ?1 AND NOT EXISTS (SELECT 1 FROM open_positions o
  WHERE o.account_index = positions.account_index AND o.market_id = positions.market_id AND positions.timestamp >= (
    SELECT ifnull(max(p.timestamp), 0) FROM positions p WHERE p.account_index = o.account_index
      AND p.market_id = o.market_id AND p.event IN ('opened', 'flipped')))`;

export function countEvents(database: DatabaseSync, before: number): EventCounts {
  const count = (from: string): number =>
    database.prepare(`SELECT count(*) AS n ${from}`).get(before)?.n as number;
  return { orders: count(ORDERS), positions: count(POSITIONS) };
}

/** Deletes at most a batch of each. @returns how many, zeros when none is left */
export function deleteEvents(database: DatabaseSync, before: number): EventCounts {
  const remove = (table: string, from: string): number =>
    Number(
      database.prepare(`DELETE FROM ${table} WHERE id IN (SELECT id ${from} LIMIT ${BATCH})`).run(before)
        .changes,
    );
  return { orders: remove('orders', ORDERS), positions: remove('positions', POSITIONS) };
}
