import type { Funding, Order } from 'lighter-broadcaster-protocol/account';
import type { AccountEdit } from './account-edit.js';
import { ListDraft } from './list-draft.js';
import { MapDraft } from './map-draft.js';

/** Names of markets that became known, by id. */
export type MarketSymbols = ReadonlyMap<number, string>;

interface Named {
  market_id: number;
  symbol: string;
}

/**
 * Gives rows the symbol of their market once it is known. A row of a market without a name carries the id in its place, and
 * no later report replaces a fill or a payment.
 */
export function reduceNames(edit: AccountEdit, symbols: MarketSymbols): void {
  nameTrades(edit, symbols);
  nameOrders(edit, symbols);
  const funding = new ListDraft<Funding>('funding', edit.state.funding);
  for (const entity of edit.state.funding ?? []) putNamed(funding, entity, symbols);
  if (edit.state.funding) edit.commit('funding', funding);
}

function nameTrades(edit: AccountEdit, symbols: MarketSymbols): void {
  const { record } = edit;
  const renamed = record.trades.filter(({ entity }) => lacksName(entity, symbols));
  if (renamed.length === 0) return;
  record.trades = record.trades.map((row) => ({ ...row, entity: named(row.entity, symbols) }));
  const upsert = renamed.map(({ entity }) => named(entity, symbols));
  edit.setList(
    'trades',
    record.trades.map(({ entity }) => entity),
    { upsert },
  );
}

function nameOrders(edit: AccountEdit, symbols: MarketSymbols): void {
  const rows = new MapDraft(edit.record.orders);
  const draft = new ListDraft<Order>('orders', edit.state.orders);
  for (const [id, row] of edit.record.orders) {
    if (!lacksName(row.entity, symbols)) continue;
    const entity = named(row.entity, symbols);
    rows.set(id, { ...row, entity });
    draft.put(entity);
  }
  edit.record.orders = rows.map;
  if (edit.state.orders) edit.commit('orders', draft);
}

function putNamed<T extends Named>(draft: ListDraft<T>, entity: T, symbols: MarketSymbols): void {
  if (lacksName(entity, symbols)) draft.put(named(entity, symbols));
}

function lacksName({ market_id, symbol }: Named, symbols: MarketSymbols): boolean {
  return symbols.has(market_id) && symbol === String(market_id);
}

function named<T extends Named>(entity: T, symbols: MarketSymbols): T {
  return lacksName(entity, symbols) ? { ...entity, symbol: symbols.get(entity.market_id)! } : entity;
}
