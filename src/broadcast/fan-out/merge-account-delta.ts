import { applyListDelta } from 'lighter-broadcaster-protocol/apply';
import { LISTS, type AccountDelta, type ListDelta, type ListName } from 'lighter-broadcaster-protocol/delta';

/**
 * One delta with the effect of both, for conflated subscriptions. State is conflated to the latest value, trades are all
 * kept. `null` if that is impossible (a trade list was replaced); then both must be sent.
 */
export function mergeAccountDeltas(older: AccountDelta, newer: AccountDelta): AccountDelta | null {
  if (older.trades && newer.trades && ('set' in older.trades || 'set' in newer.trades)) return null;
  const merged: AccountDelta = { ...older, ...newer };
  if (older.sections && newer.sections) merged.sections = { ...older.sections, ...newer.sections };
  for (const list of Object.keys(LISTS) as ListName[]) {
    const before = older[list] as ListDelta<object> | undefined;
    const after = newer[list] as ListDelta<object> | undefined;
    if (before && after)
      (merged as Record<ListName, ListDelta<object>>)[list] = mergeLists(list, before, after);
  }
  return merged;
}

function mergeLists(list: ListName, older: ListDelta<object>, newer: ListDelta<object>): ListDelta<object> {
  if ('set' in newer) return newer;
  if ('set' in older) return { set: applyListDelta(older.set, newer, LISTS[list]) };
  const idOf = (entity: object): string => String((entity as Record<string, unknown>)[LISTS[list].key]);
  const upsert = new Map(
    [...(older.upsert ?? []), ...(newer.upsert ?? [])].map((entity) => [idOf(entity), entity]),
  );
  const backAgain = new Set((newer.upsert ?? []).map(idOf));
  const remove = new Set([
    ...(older.remove ?? []).filter((id) => !backAgain.has(id)),
    ...(newer.remove ?? []),
  ]);
  return {
    ...(upsert.size > 0 && { upsert: [...upsert.values()] }),
    ...(remove.size > 0 && { remove: [...remove] }),
  };
}
