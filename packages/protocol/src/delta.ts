import type {
  AccountLabel,
  AccountSummary,
  Asset,
  Funding,
  Gap,
  Order,
  Position,
  Section,
  SectionName,
  Trade,
  Volumes,
} from './account.js';

/** Replaces a list, or upserts whole entities by key and removes keys; `remove` is applied after `upsert`. */
export type ListDelta<T> = { set: T[] | null } | { upsert?: T[]; remove?: string[] };

/**
 * The data of a `change` or `gap` frame of an account: only the parts that changed. Applied to the state before, it gives
 * exactly the state after. Trades that leave the window of `TRADES_KEPT` are named in `remove`. Entities that leave with
 * this change (an order with a final status, a position that went flat, a backfilled trade too old for the window) are in
 * `upsert` in their last form and in `remove` of the same delta.
 */
export interface AccountDelta {
  name?: string;
  label?: AccountLabel | null;
  summary?: AccountSummary | null;
  volumes?: Volumes | null;
  positions?: ListDelta<Position>;
  orders?: ListDelta<Order>;
  trades?: ListDelta<Trade>;
  assets?: ListDelta<Asset>;
  funding?: ListDelta<Funding>;
  gaps?: ListDelta<Gap>;
  sections?: Partial<Record<SectionName, Section>>;
}

export type ListName = 'positions' | 'orders' | 'trades' | 'assets' | 'funding' | 'gaps';

/** Key and order of each list: ids ascending, or newest (highest id) first. */
export const LISTS = {
  positions: { key: 'market_id', newestFirst: false },
  orders: { key: 'order_id', newestFirst: false },
  trades: { key: 'trade_id', newestFirst: true },
  assets: { key: 'asset_id', newestFirst: false },
  funding: { key: 'funding_id', newestFirst: true },
  gaps: { key: 'gap_id', newestFirst: true },
} as const satisfies Record<ListName, { key: string; newestFirst: boolean }>;

/** Numeric order of ids of any size: shorter first, then by character. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Key and order of a list. Without `newestFirst`, entities keep their place and new ones go to the end. */
export interface ListRule {
  readonly key: string;
  readonly newestFirst?: boolean;
}
