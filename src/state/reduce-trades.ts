import type { Trade } from './account-state.js';
import type { AccountEdit } from './account-edit.js';
import { confirm } from './freshness.js';
import { ListDraft } from './list-draft.js';
import type { TradesUpdate } from './update.js';

/**
 * Trades are a set: one that is known changes nothing, one that is new is told even when it is older than the kept
 * window, so that history and clients get every fill.
 */
export function reduceTrades(edit: AccountEdit, update: TradesUpdate): void {
  const { record, state } = edit;
  const draft = new ListDraft<Trade>('trades', state.trades);
  const added = new Map(
    update.rows
      .filter((row) => !record.knownTrades.has(row.entity.trade_id))
      .map((row) => [row.entity.trade_id, row]),
  );
  for (const row of added.values()) draft.put(row.entity);
  draft.trim(record.tradesKept);
  if (added.size) {
    const rows = new Map([...record.trades, ...added]);
    for (const id of rows.keys()) if (!draft.get(id)) rows.delete(id);
    record.trades = rows;
    record.knownTrades = record.knownTrades.with([...added.keys()]);
  }
  const moved = edit.commit('trades', draft);
  confirm(edit, 'trades', update.arrival, { snapshot: false, moved });
}
