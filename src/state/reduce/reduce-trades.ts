import type { Trade } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import { compareIds, type ListDelta } from 'lighter-broadcaster-protocol/delta';
import { noteFill } from './disputes.js';
import { confirm } from './freshness.js';
import type { Sourced, TradesUpdate } from '../update.js';

/**
 * Trades are a set: one that is known changes nothing, a new one is published even when it is older than the kept
 * window, so that history and clients get every fill.
 */
export function reduceTrades(edit: AccountEdit, update: TradesUpdate): void {
  const { record, state } = edit;
  const added = newcomers(edit, update);
  if (update.arrival.source === 'stream')
    for (const { entity } of added) noteFill(edit, entity.transaction_time);
  const moved = added.length > 0 || state.trades === null;
  if (added.length) {
    const all = newestFirst(added, record.trades);
    const left = all.splice(record.tradesKept);
    record.trades = all;
    record.knownTrades = record.knownTrades.with(added.map(({ entity }) => entity.trade_id));
    edit.setList('trades', all.map(entityOf), deltaOf(added, left));
  } else if (moved) edit.setList('trades', [], { set: [] });
  confirm(edit, 'trades', update.arrival, { snapshot: update.mode === 'snapshot', moved });
}

function newcomers({ record }: AccountEdit, { rows }: TradesUpdate): Sourced<Trade>[] {
  const fresh = rows.filter(({ entity }) => !record.knownTrades.has(entity.trade_id));
  if (fresh.length < 2) return fresh;
  const once = new Map(fresh.map((row) => [row.entity.trade_id, row]));
  return [...once.values()].sort(byIdDown);
}

/** Both are sorted; nearly always the new ones are simply newer. */
function newestFirst(added: Sourced<Trade>[], known: readonly Sourced<Trade>[]): Sourced<Trade>[] {
  const all = added.concat(known);
  const inOrder = !known.length || byIdDown(added.at(-1)!, known[0]!) < 0;
  return inOrder ? all : all.sort(byIdDown);
}

function deltaOf(added: readonly Sourced<Trade>[], left: readonly Sourced<Trade>[]): ListDelta<Trade> {
  const upsert = added.map(entityOf);
  return left.length ? { upsert, remove: left.map(({ entity }) => entity.trade_id) } : { upsert };
}

function byIdDown(a: Sourced<Trade>, b: Sourced<Trade>): number {
  return compareIds(b.entity.trade_id, a.entity.trade_id);
}

function entityOf({ entity }: Sourced<Trade>): Trade {
  return entity;
}
