import { compareDecimals } from 'lighter-broadcaster-protocol/decimal';
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
  beside: Beside;
}

/** What the rest of the account says about an entity. */
export interface Beside {
  /** Mark price of an order's market; `null` where the account has no position. */
  mark: string | null;
  /** Trigger prices of the orders that close a position, each the nearest to its mark; `null` without one. */
  takeProfit: string | null;
  stopLoss: string | null;
}

export type PositionEntry = Entry<Position>;
export type OrderEntry = Entry<Order>;
export type TradeEntry = Entry<Trade>;

type Accounts = ReadonlyMap<number, AccountState>;

export const positionsOf = rememberEach((account: AccountState): readonly PositionEntry[] =>
  entries(
    account,
    'positions',
    account.positions,
    ({ market_id }) => String(market_id),
    (position) => guardsOf(position, account.orders ?? []),
  ),
);

export const ordersOf = rememberEach((account: AccountState): readonly OrderEntry[] => {
  const marks = new Map(account.positions?.map(({ market_id, mark_price }) => [market_id, mark_price]));
  return entries(
    account,
    'orders',
    account.orders,
    ({ order_id }) => order_id,
    ({ market_id }) => ({ ...NOTHING, mark: marks.get(market_id) ?? null }),
  );
});

export const tradesOf = rememberEach((account: AccountState): readonly TradeEntry[] =>
  entries(
    account,
    'trades',
    account.trades,
    ({ trade_id }) => trade_id,
    () => NOTHING,
  ),
);

const NOTHING: Beside = { mark: null, takeProfit: null, stopLoss: null };

function guardsOf({ market_id, size }: Position, orders: readonly Order[]): Beside {
  const closes = size.startsWith('-') ? 'buy' : 'sell';
  const nearest = (type: string): string | null => {
    const triggers = orders
      .filter(
        (order) => order.market_id === market_id && order.side === closes && order.type.startsWith(type),
      )
      .map(({ trigger_price }) => trigger_price)
      .sort(compareDecimals);
    // A take-profit of a long position and a stop-loss of a short one lie above the mark.
    return ((type === 'take-profit') === (closes === 'sell') ? triggers[0] : triggers.at(-1)) ?? null;
  };
  return { ...NOTHING, takeProfit: nearest('take-profit'), stopLoss: nearest('stop-loss') };
}

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
  besideOf: (item: T) => Beside,
): readonly Entry<T>[] {
  const { stale } = sections[section];
  const name = nameOf({ label, name: configured });
  return (items ?? []).map((item) => {
    const kept = wrappers.get(item) as Entry<T> | undefined;
    const beside = besideOf(item);
    if (kept && kept.stale === stale && kept.account === name && isEqual(kept.beside, beside)) return kept;
    const key = `${account_index}/${idOf(item)}`;
    const entry = { key, index: account_index, account: name, stale, item, beside };
    wrappers.set(item, entry);
    return entry;
  });
}

function isEqual(a: Beside, b: Beside): boolean {
  return a.mark === b.mark && a.takeProfit === b.takeProfit && a.stopLoss === b.stopLoss;
}
