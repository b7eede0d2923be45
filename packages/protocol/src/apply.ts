import type { AccountState } from './account.js';
import { type ChannelKind, KEYED_LISTS } from './channels.js';
import {
  type AccountDelta,
  compareIds,
  type ListDelta,
  type ListName,
  type ListRule,
  LISTS,
} from './delta.js';

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
  if ((kind !== 'incidents' && kind !== 'alerts') || 'set' in change)
    return applyListDelta(current, change, rule);
  // The last changed first, in its new form.
  const { upsert = [], remove = [] } = change;
  const others = applyListDelta(current, { remove: upsert.map((entity) => idOf(entity, rule)) }, rule) ?? [];
  return applyListDelta([...upsert, ...others], { remove }, rule);
}

export function applyDelta(state: AccountState, delta: AccountDelta): AccountState {
  const next: AccountState = { ...state, sections: { ...state.sections, ...delta.sections } };
  if (delta.name !== undefined) next.name = delta.name;
  if (delta.label !== undefined) next.label = delta.label;
  if (delta.summary !== undefined) next.summary = delta.summary;
  if (delta.volumes !== undefined) next.volumes = delta.volumes;
  for (const list of Object.keys(LISTS) as ListName[]) {
    const change = delta[list] as ListDelta<object> | undefined;
    if (change)
      (next as unknown as Record<ListName, object[] | null>)[list] = applyListDelta(
        state[list],
        change,
        LISTS[list],
      );
  }
  return next;
}

export function applyListDelta<T extends object>(
  current: readonly T[] | null,
  change: ListDelta<T>,
  rule: ListRule,
): T[] | null {
  if ('set' in change) return change.set;
  const { newestFirst } = rule;
  const byId = new Map((current ?? []).map((entity) => [idOf(entity, rule), entity]));
  for (const entity of change.upsert ?? []) byId.set(idOf(entity, rule), entity);
  for (const id of change.remove ?? []) byId.delete(id);
  if (newestFirst === undefined) return [...byId.values()];
  const sign = newestFirst ? -1 : 1;
  return [...byId.entries()].sort(([a], [b]) => sign * compareIds(a, b)).map(([, entity]) => entity);
}

function idOf(entity: object, { key }: ListRule): string {
  return String((entity as Record<string, unknown>)[key]);
}
