import type { Decimal, Millis, Trade } from 'lighter-broadcaster-protocol/account';
import { difference, sameDecimal, sum } from 'lighter-broadcaster-protocol/decimal';
import type { AccountEdit } from './account-edit.js';
import { compareIds, type ListDelta } from 'lighter-broadcaster-protocol/delta';
import { EXCHANGE_KEEPS_TRADES } from './account-record.js';
import { noteFill } from './disputes.js';
import { confirm } from './evidence.js';
import { KnownTrades } from './known-trades.js';
import { isPublished } from './published-trade.js';
import type { Sourced } from '../reported.js';
import type { TradesUpdate } from '../update.js';

/** Fills remembered that may be the first ones of a reset exchange. */
const LOW_KEPT = 100;

/**
 * Trades are a set: one that is known changes nothing, a new one is published even when it is older than the kept
 * window, so that history and clients get every fill.
 */
export function reduceTrades(edit: AccountEdit, update: TradesUpdate): void {
  const { record, state } = edit;
  const forgotten = update.begins_anew ? forget(edit, update) : [];
  const added = newcomers(edit, update);
  const hasReplaced = replace(edit, added);
  if (update.arrival.source === 'stream')
    for (const { entity } of added) noteFill(edit, entity.transaction_time);
  if (added.length > 0) followSizes(edit, added, update.arrival.source === 'stream');
  const moved = added.length > 0 || forgotten.length > 0 || state.trades === null;
  noteLow(edit, added, update);
  if (added.length > 0 || forgotten.length > 0) {
    const { all, isOnlyNewer } = newestFirst(added, record.trades);
    const isInFront = isOnlyNewer && !hasReplaced && forgotten.length === 0 && record.lowTrades.length === 0;
    const left = trimmed(edit, all);
    record.trades = all;
    const ids = added.map(({ entity }) => entity.trade_id);
    record.knownTrades = record.knownTrades.with(ids.filter((id) => !record.knownTrades.has(id)));
    const upsert = added.map(entityOf);
    // The shown list has the order of the rows: newer trades go in front, and the others need not be read.
    const shown = isInFront ? upsert.concat(state.trades ?? []).slice(0, all.length) : all.map(entityOf);
    edit.setList('trades', shown, deltaOf(upsert, [...forgotten, ...left]));
  } else if (moved) edit.setList('trades', [], { set: [] });
  confirm(edit, 'trades', update.arrival, { snapshot: update.mode === 'snapshot', moved });
}

/**
 * The exchange counts trades from the start again: older ids mean nothing now, and their order would hide the new trades.
 * Fills of the time since the reset stay, also those that the rows do not list: REST may lag behind the stream, and an
 * earlier life may have seen all that was made before.
 * @returns the trades that leave
 */
function forget({ record }: AccountEdit, { rows }: TradesUpdate): Sourced<Trade>[] {
  const resetAfter = lastBefore(record.trades, rows);
  const isFromBefore = ({ entity }: Sourced<Trade>): boolean => entity.timestamp <= resetAfter;
  const left = record.trades.filter(isFromBefore);
  record.lowTrades = [];
  if (left.length === 0) return left;
  record.trades = record.trades.filter((trade) => !isFromBefore(trade));
  const ids = record.trades.map(({ entity }) => entity.trade_id);
  record.knownTrades = KnownTrades.of(ids, EXCHANGE_KEEPS_TRADES + record.tradesKept);
  const known = new Set(ids);
  record.lastFills = new Map([...record.lastFills].filter(([, { tradeId }]) => known.has(tradeId)));
  // A new trade that has the id of one from before takes its place.
  const listed = new Set(rows.map(({ entity }) => entity.trade_id));
  return left.filter(({ entity }) => !listed.has(entity.trade_id));
}

/**
 * When the last known trade before a reset was made; -Infinity if none is known. All rows are of the time since: only a
 * trade from before is earlier than all of them and yet has the id of one, or a higher one.
 */
function lastBefore(trades: readonly Sourced<Trade>[], rows: readonly Sourced<Trade>[]): Millis {
  const earliest = Math.min(...rows.map(({ entity }) => entity.timestamp));
  const lowest = rows.toSorted(byIdDown).at(-1);
  const before = trades.filter(
    (trade) => trade.entity.timestamp < earliest && (!lowest || byIdDown(trade, lowest) <= 0),
  );
  return Math.max(...before.map(({ entity }) => entity.timestamp));
}

/** Remembers fills of the stream that have lower ids than the newest one, until a higher one shows that ids go on as before. */
function noteLow({ record }: AccountEdit, added: readonly Sourced<Trade>[], { arrival }: TradesUpdate): void {
  const newest = record.trades[0];
  if (arrival.source !== 'stream' || !newest || added.length === 0) return;
  if (byIdDown(added[0]!, newest) < 0) {
    if (record.lowTrades.length > 0) record.lowTrades = [];
  } else
    record.lowTrades = [...record.lowTrades, ...added.map(({ entity }) => entity.trade_id)].slice(-LOW_KEPT);
}

/** Takes the lowest ids out, beyond what is kept, except for those that may be the first ones of a reset exchange. */
function trimmed({ record }: AccountEdit, all: Sourced<Trade>[]): Sourced<Trade>[] {
  if (record.lowTrades.length === 0) return all.splice(record.tradesKept);
  const low = new Set(record.lowTrades);
  const left: Sourced<Trade>[] = [];
  for (let at = all.length - 1; at >= 0 && all.length > record.tradesKept; at--)
    if (!low.has(all[at]!.entity.trade_id)) left.unshift(...all.splice(at, 1));
  return left;
}

/**
 * Each fill of a perpetual reports the size before it. Where that is not the size after the last fill, one in between is
 * missing, or the size moved otherwise: a page of trades tells which.
 */
function followSizes(edit: AccountEdit, added: readonly Sourced<Trade>[], isStream: boolean): void {
  const { record } = edit;
  const lastFills = new Map(record.lastFills);
  let isBroken = false;
  for (const { entity } of [...added].reverse()) {
    const { market_id, trade_id, size, side } = entity;
    const last = lastFills.get(market_id);
    const before = sizeBefore(entity);
    if (before === null || (last && compareIds(trade_id, last.tradeId) < 0)) continue;
    isBroken ||= last !== undefined && !sameDecimal(last.sizeAfter, before);
    const sizeAfter = side === 'buy' ? sum([before, size]) : difference(before, size);
    lastFills.set(market_id, { tradeId: trade_id, sizeAfter });
  }
  record.lastFills = lastFills;
  const { account_index } = edit.state;
  if (isBroken && isStream) edit.demand({ kind: 'check-fills', account_index, cause: 'chain-broken' });
}

/** Omitted is zero, except by a spot trade, which has no PnL either. */
function sizeBefore({ position_size_before, realized_pnl }: Trade): Decimal | null {
  return position_size_before ?? (realized_pnl === null ? null : '0');
}

function newcomers({ record }: AccountEdit, { rows }: TradesUpdate): Sourced<Trade>[] {
  const fresh = rows.filter(({ entity }) => !isPublished(record, entity));
  if (fresh.length < 2) return fresh;
  const once = new Map(fresh.map((row) => [row.entity.trade_id, row]));
  return [...once.values()].sort(byIdDown);
}

/** Takes out the trades from before a reset whose ids these have. @returns whether there are any */
function replace({ record }: AccountEdit, added: readonly Sourced<Trade>[]): boolean {
  if (!added.some(({ entity }) => record.knownTrades.has(entity.trade_id))) return false;
  const ids = new Set(added.map(({ entity }) => entity.trade_id));
  record.trades = record.trades.filter(({ entity }) => !ids.has(entity.trade_id));
  return true;
}

/** Both are sorted; nearly always the new ones are simply newer. */
function newestFirst(
  added: Sourced<Trade>[],
  known: readonly Sourced<Trade>[],
): { all: Sourced<Trade>[]; isOnlyNewer: boolean } {
  const all = added.concat(known);
  const isOnlyNewer = !known.length || (added.length > 0 && byIdDown(added.at(-1)!, known[0]!) < 0);
  return { all: isOnlyNewer ? all : all.sort(byIdDown), isOnlyNewer };
}

function deltaOf(upsert: Trade[], left: readonly Sourced<Trade>[]): ListDelta<Trade> {
  return left.length ? { upsert, remove: left.map(({ entity }) => entity.trade_id) } : { upsert };
}

function byIdDown(a: Sourced<Trade>, b: Sourced<Trade>): number {
  return compareIds(b.entity.trade_id, a.entity.trade_id);
}

function entityOf({ entity }: Sourced<Trade>): Trade {
  return entity;
}
