import { entryAccountColumn } from '../columns/entry-columns.js';
import { ORDER_COLUMNS } from '../columns/order-columns.js';
import { POSITION_COLUMNS, sideOf } from '../columns/position-columns.js';
import { TRADE_COLUMNS } from '../columns/trade-columns.js';
import type { AccountState, Order, Position, Trade } from '../live/model.js';
import {
  allOrders,
  allPositions,
  allTrades,
  ordersOf,
  positionsOf,
  tradesOf,
  type Entry,
} from '../portfolio/entries.js';
import type { CardLayout } from '../ui/table/card.js';
import type { Column } from '../ui/table/column.js';
import type { Filter } from '../ui/table/table-panel.js';
import type { Sort } from '../ui/table/table-head.js';

/** A list of account entities, shown for one account or for all. */
export interface EntityList<T> {
  section: 'positions' | 'orders' | 'trades';
  ofAccount: (account: AccountState) => readonly Entry<T>[];
  ofAll: (accounts: ReadonlyMap<number, AccountState>) => readonly Entry<T>[];
  /** Whether an entry changes while it stays in the list. */
  moves: boolean;
  columns: readonly Column<Entry<T>>[];
  /** The same with the account column. */
  allColumns: readonly Column<Entry<T>>[];
  /** Ids of the columns that a phone begins with. */
  card: CardLayout;
  sort: Sort;
  filters: readonly Filter<Entry<T>>[];
  groups?: Readonly<Record<string, (entry: Entry<T>) => string>>;
}

export const POSITIONS: EntityList<Position> = {
  section: 'positions',
  ofAccount: positionsOf,
  ofAll: allPositions,
  moves: true,
  columns: POSITION_COLUMNS,
  allColumns: [entryAccountColumn(), ...POSITION_COLUMNS],
  card: {
    first: ['market', 'side', 'size'],
    firstEnd: ['unrealized'],
    second: ['account', 'entry', ['→', 'mark']],
    secondEnd: [['liq', 'distance']],
  },
  sort: { id: 'value', desc: true },
  filters: [byAccount(), byMarket(), { name: 'side', label: 'Side', valueOf: ({ item }) => sideOf(item) }],
  groups: groups(),
};

export const ORDERS: EntityList<Order> = {
  section: 'orders',
  ofAccount: ordersOf,
  ofAll: allOrders,
  moves: true,
  columns: ORDER_COLUMNS,
  allColumns: [entryAccountColumn(), ...ORDER_COLUMNS],
  card: {
    first: ['market', 'side', 'remaining'],
    firstEnd: [['at', 'price']],
    second: ['account', 'type', 'status'],
    secondEnd: [['from mark', 'distance']],
  },
  sort: { id: 'updated', desc: true },
  filters: [byAccount(), byMarket(), bySide(), byType()],
  groups: groups(),
};

export const TRADES: EntityList<Trade> = {
  section: 'trades',
  ofAccount: tradesOf,
  ofAll: allTrades,
  moves: false,
  columns: TRADE_COLUMNS,
  allColumns: [TRADE_COLUMNS[0]!, entryAccountColumn(), ...TRADE_COLUMNS.slice(1)],
  card: {
    first: ['market', 'side', 'size', ['at', 'price']],
    firstEnd: ['pnl'],
    second: ['account', 'time'],
    secondEnd: ['usd'],
  },
  sort: { id: 'time', desc: true },
  filters: [byAccount(), byMarket(), bySide(), byType()],
};

function byAccount<T>(): Filter<Entry<T>> {
  return {
    name: 'account',
    label: 'Account',
    valueOf: ({ index }) => String(index),
    labelOf: ({ account }) => account,
  };
}

function byMarket<T extends { symbol: string }>(): Filter<Entry<T>> {
  return { name: 'market', label: 'Market', valueOf: ({ item }) => item.symbol };
}

function bySide<T extends { side: string }>(): Filter<Entry<T>> {
  return { name: 'side', label: 'Side', valueOf: ({ item }) => item.side };
}

function byType<T extends { type: string }>(): Filter<Entry<T>> {
  return { name: 'type', label: 'Type', valueOf: ({ item }) => item.type };
}

function groups<T extends { symbol: string }>(): Record<string, (entry: Entry<T>) => string> {
  return { market: ({ item }) => item.symbol, account: ({ account }) => account };
}
