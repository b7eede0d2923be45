import { applyDelta, applyListDelta, type ListDelta, type ListRule } from '../state/delta.js';
import type { AccountState } from '../state/account-state.js';

/** The part of a channel's name before the first slash. */
export type ChannelKind = 'account' | 'portfolio' | 'connections' | 'incidents' | 'market';

/** A change of a channel that is no account: lists by their keys, every other part replaced whole. */
export type StateDelta = Record<string, unknown>;

/** Lists whose entities are upserted by key. Entities stay where they are; new ones join at the end (incidents: at the front). */
const KEYED_LISTS: Record<ChannelKind, Readonly<Record<string, ListRule>>> = {
  account: {},
  portfolio: { accounts: { key: 'account_index' } },
  connections: { links: { key: 'link_id' }, egresses: { key: 'egress_id' } },
  incidents: { incidents: { key: 'incident_id' } },
  market: {},
};

/** Applies the `data` of a `change` or `gap` frame: the state before gives exactly the state after. */
export function applyChange<S extends object>(kind: ChannelKind, state: S, data: object): S {
  if (kind === 'account') return applyDelta(state as unknown as AccountState, data) as unknown as S;
  const next = { ...state } as Record<string, unknown>;
  for (const [part, change] of Object.entries(data)) {
    const rule = KEYED_LISTS[kind][part];
    next[part] = rule ? applyTo(kind, next[part] as object[], change as ListDelta<object>, rule) : change;
  }
  return next as S;
}

function applyTo(
  kind: ChannelKind,
  current: object[],
  change: ListDelta<object>,
  rule: ListRule,
): object[] | null {
  if (kind !== 'incidents' || 'set' in change) return applyListDelta(current, change, rule);
  const fresh = applyListDelta(change.upsert ?? [], { upsert: current }, rule);
  return applyListDelta(fresh, { remove: change.remove ?? [] }, rule);
}

/** What turns `before` into `after`, for channels that are computed; `null` when nothing does. */
export function diffState(kind: ChannelKind, before: object, after: object): StateDelta | null {
  const delta: StateDelta = {};
  const old = before as Record<string, unknown>;
  for (const [part, value] of Object.entries(after)) {
    const rule = KEYED_LISTS[kind][part];
    const change: ListDelta<object> | { whole: unknown } | null = rule
      ? diffList(old[part] as object[], value as object[], rule.key)
      : isSame(old[part], value)
        ? null
        : { whole: value };
    if (change) delta[part] = 'whole' in change ? change.whole : change;
  }
  return Object.keys(delta).length > 0 ? delta : null;
}

function diffList(before: object[], after: object[], key: string): ListDelta<object> | null {
  const idOf = (entity: object): string => String((entity as Record<string, unknown>)[key]);
  const old = new Map(before.map((entity) => [idOf(entity), entity]));
  const upsert = after.filter((entity) => !isSame(old.get(idOf(entity)), entity));
  const ids = after.map(idOf);
  const here = new Set(ids);
  const remove = [...old.keys()].filter((id) => !here.has(id));
  const change = { ...(upsert.length > 0 && { upsert }), ...(remove.length > 0 && { remove }) };
  const applied = applyListDelta(before, change, { key }) ?? [];
  if (applied.some((entity, place) => idOf(entity) !== ids[place])) return { set: after };
  return upsert.length === 0 && remove.length === 0 ? null : change;
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
