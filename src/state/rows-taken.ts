import { isLiveStatus } from 'lighter-broadcaster-protocol/account';
import { compareIds } from 'lighter-broadcaster-protocol/delta';
import type { AccountRecord } from './reduce/account-record.js';
import { isPublished } from './reduce/published-trade.js';
import { sameEntity } from './reduce/list-draft.js';
import type { Commit } from './row-feed.port.js';
import type { Sourced } from './reported.js';
import type { OrdersUpdate, PositionsUpdate, TradesUpdate } from './update.js';

/** A row of the exchange that the state took over. */
export interface TakenRow {
  readonly market_id: number;
  readonly text: string;
  readonly version: number;
}

/** The rows of one list that an update moved. */
export interface TakenRows {
  readonly list: 'positions' | 'orders' | 'trades';
  /** In the order of the update. */
  readonly rows: readonly TakenRow[];
  /** The whole frame, when it says nothing but what holds now; `null`: only its `rows` may be passed on. */
  readonly frame: string | null;
  /** Known rows left the list without a final state. */
  readonly lost: boolean;
}

/** What the exchange computes from prices, or words differently by REST and by stream: no news by itself. */
const POLL_NOISE = ['position_value', 'unrealized_pnl', 'liquidation_price'] as const;

/** The rows that a commit moved, for consumers of the exchange's own text; `null` for an update of anything else. */
export function rowsTaken({ update, before, after }: Commit): TakenRows | null {
  switch (update.type) {
    case 'positions':
      return positionsTaken(update, before, after);
    case 'orders':
      return ordersTaken(update, before, after);
    case 'trades':
      return tradesTaken(update, before, after);
    default:
      return null;
  }
}

function positionsTaken(update: PositionsUpdate, before: AccountRecord, after: AccountRecord): TakenRows {
  const isPoll = update.arrival.source === 'rest';
  const holds = (row: PositionsUpdate['rows'][number]): boolean =>
    after.positions.get(row.entity.market_id)?.text === row.text;
  const moved = update.rows.filter((row) => {
    const known = before.positions.get(row.entity.market_id);
    if (!holds(row) || known?.text === row.text) return false;
    return !isPoll || !known || !sameEntity(without(known.entity), without(row.entity));
  });
  const lost = [...before.positions.keys()].some((id) => !after.positions.has(id));
  return taken('positions', update, moved, { holds, lost });
}

function without(entity: object): object {
  return { ...entity, ...Object.fromEntries(POLL_NOISE.map((field) => [field, null])) };
}

function ordersTaken(update: OrdersUpdate, before: AccountRecord, after: AccountRecord): TakenRows {
  const isPoll = update.arrival.source === 'rest';
  const holds = ({ entity, text }: OrdersUpdate['rows'][number]): boolean =>
    isLiveStatus(entity.status)
      ? after.orders.get(entity.order_id)?.text === text
      : after.finals.has(entity.order_id);
  const moved = update.rows.filter((row) => {
    const { entity, text } = row;
    if (!holds(row)) return false;
    if (!isLiveStatus(entity.status)) return !before.finals.has(entity.order_id);
    const known = before.orders.get(entity.order_id);
    return known?.text !== text && !(isPoll && known && sameEntity(known.entity, entity));
  });
  const ended = (id: string): boolean => after.orders.has(id) || after.finals.has(id);
  const lost = after.orders !== before.orders && [...before.orders.keys()].some((id) => !ended(id));
  return taken('orders', update, moved, { holds, lost });
}

function tradesTaken(update: TradesUpdate, before: AccountRecord, after: AccountRecord): TakenRows {
  const isKnown = ({ entity }: TradesUpdate['rows'][number]): boolean => isPublished(before, entity);
  const once = new Map(update.rows.filter((row) => !isKnown(row)).map((row) => [row.entity.trade_id, row]));
  const moved = [...once.values()].filter(
    ({ entity }) =>
      after.knownTrades.has(entity.trade_id) &&
      (update.arrival.source === 'stream' || isNews(entity.trade_id, before)),
  );
  if (update.arrival.source === 'rest')
    moved.sort((a, b) => compareIds(a.entity.trade_id, b.entity.trade_id));
  // A fill reported twice would be a second fill to its reader, so a frame with a known one is not passed on whole.
  return taken('trades', update, moved, { holds: (row) => !isKnown(row), lost: false });
}

/** Whether a fill reported by REST belongs to a known loss or is newer than all known; the past before that is no news. */
function isNews(id: string, { state, trades }: AccountRecord): boolean {
  const newest = trades[0]?.entity.trade_id;
  if (newest !== undefined && compareIds(id, newest) > 0) return true;
  return state.gaps.some(
    ({ from_trade_id: from, closed_at }) => closed_at === null && from !== null && compareIds(id, from) > 0,
  );
}

function taken<Row extends Sourced<{ market_id: number }>>(
  list: TakenRows['list'],
  { rows, frame, unreadable }: { rows: readonly Row[]; frame?: string; unreadable?: unknown[] },
  moved: readonly Row[],
  { holds, lost }: { holds: (row: Row) => boolean; lost: boolean },
): TakenRows {
  const isNews = moved.length > 0 || unreadable !== undefined;
  return {
    list,
    rows: moved.map(({ entity, text, version }) => ({ market_id: entity.market_id, text, version })),
    frame: frame !== undefined && isNews && rows.every(holds) ? frame : null,
    lost,
  };
}
