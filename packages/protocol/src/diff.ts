import { applyListDelta } from './apply.js';
import { type ChannelKind, KEYED_LISTS } from './channels.js';
import type { ListDelta } from './delta.js';

/** A change of a channel that is no account: lists by their keys, every other part replaced whole. */
export type StateDelta = Record<string, unknown>;

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
