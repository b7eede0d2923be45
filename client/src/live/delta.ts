import type {
  AccountState,
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
} from './model.js';

/** Replaces a list, or upserts whole entities by key and removes keys; `remove` is applied after `upsert`. */
export type ListDelta<T> = { set: T[] | null } | { upsert?: T[]; remove?: string[] };

/**
 * What a `change` (or `gap`) frame of an account carries: only the parts that moved. Applying it to the state before
 * gives exactly the state after. Trades that leave the window of `TRADES_KEPT` are named in `remove`.
 * What is gone by the end is still told once: an order that reached a final status, a position that went flat, and a
 * trade too old for the window (a backfill) stand in `upsert` in their last form and in `remove` of the same delta.
 */
export interface AccountDelta {
  name?: string;
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

/** Key of each list, and its order: ids ascending, or newest (highest id) first. */
export const LISTS = {
  positions: { key: 'market_id', newestFirst: false },
  orders: { key: 'order_id', newestFirst: false },
  trades: { key: 'trade_id', newestFirst: true },
  assets: { key: 'asset_id', newestFirst: false },
  funding: { key: 'funding_id', newestFirst: true },
  gaps: { key: 'gap_id', newestFirst: true },
} as const satisfies Record<ListName, { key: string; newestFirst: boolean }>;

/** Orders ids of any size: shorter first, then by character, which for plain integers is numeric order. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

export function applyDelta(state: AccountState, delta: AccountDelta): AccountState {
  const next: AccountState = { ...state, sections: { ...state.sections, ...delta.sections } };
  if (delta.name !== undefined) next.name = delta.name;
  if (delta.summary !== undefined) next.summary = delta.summary;
  if (delta.volumes !== undefined) next.volumes = delta.volumes;
  for (const list of Object.keys(LISTS) as ListName[]) {
    const change = delta[list] as ListDelta<object> | undefined;
    if (change)
      (next as unknown as Record<ListName, object[] | null>)[list] = applyList(list, state[list], change);
  }
  return next;
}

function applyList(list: ListName, current: object[] | null, change: ListDelta<object>): object[] | null {
  if ('set' in change) return change.set;
  const { key, newestFirst } = LISTS[list];
  const idOf = (entity: object): string => String((entity as Record<string, unknown>)[key]);
  const byId = new Map((current ?? []).map((entity) => [idOf(entity), entity]));
  for (const entity of change.upsert ?? []) byId.set(idOf(entity), entity);
  for (const id of change.remove ?? []) byId.delete(id);
  const sign = newestFirst ? -1 : 1;
  return [...byId.entries()].sort(([a], [b]) => sign * compareIds(a, b)).map(([, entity]) => entity);
}
