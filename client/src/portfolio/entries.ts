import type { AccountState, Order, Position, Trade } from '../live/model.js';
import { nameOf } from './account-name.js';
import { rememberEach, rememberLast } from './remember.js';

/** An entity of one account in a list over all accounts. */
export interface Entry<T> {
  key: string;
  index: number;
  account: string;
  stale: boolean;
  item: T;
}

export type PositionEntry = Entry<Position>;
export type OrderEntry = Entry<Order>;
export type TradeEntry = Entry<Trade>;

type Accounts = ReadonlyMap<number, AccountState>;

export const positionsOf = rememberEach((account: AccountState): readonly PositionEntry[] =>
  entries(account, 'positions', account.positions, ({ market_id }) => String(market_id)),
);

export const ordersOf = rememberEach((account: AccountState): readonly OrderEntry[] =>
  entries(account, 'orders', account.orders, ({ order_id }) => order_id),
);

export const tradesOf = rememberEach((account: AccountState): readonly TradeEntry[] =>
  entries(account, 'trades', account.trades, ({ trade_id }) => trade_id),
);

export const allPositions = rememberLast((accounts: Accounts) => [...accounts.values()].flatMap(positionsOf));
export const allOrders = rememberLast((accounts: Accounts) => [...accounts.values()].flatMap(ordersOf));
export const allTrades = rememberLast((accounts: Accounts) => [...accounts.values()].flatMap(tradesOf));

/** Wrappers by entity, so that a row that did not change is the same object again. */
const wrappers = new WeakMap<object, Entry<unknown>>();

function entries<T extends object>(
  { account_index, label, name: configured, sections }: AccountState,
  section: 'positions' | 'orders' | 'trades',
  items: readonly T[] | null,
  idOf: (item: T) => string,
): readonly Entry<T>[] {
  const { stale } = sections[section];
  const name = nameOf({ label, name: configured });
  return (items ?? []).map((item) => {
    const kept = wrappers.get(item) as Entry<T> | undefined;
    if (kept && kept.stale === stale && kept.account === name) return kept;
    const entry = { key: `${account_index}/${idOf(item)}`, index: account_index, account: name, stale, item };
    wrappers.set(item, entry);
    return entry;
  });
}
