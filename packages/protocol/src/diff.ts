import { type AccountState, type Section, SECTIONS } from './account.js';
import { applyListDelta } from './apply.js';
import { type ChannelKind, KEYED_LISTS } from './channels.js';
import { type AccountDelta, type ListDelta, type ListName, LISTS } from './delta.js';

/** A change of a channel other than an account: keyed lists as upserts, every other part replaced as a whole. */
export type StateDelta = Record<string, unknown>;

/** The delta that turns `before` into `after`, for derived channels; `null` when they are equal. */
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
  const change = keyedDiff(before, after, key);
  const applied = applyListDelta(before, change, { key }) ?? [];
  const isInOrder = applied.every((entity, place) => idOf(entity, key) === idOf(after[place]!, key));
  if (!isInOrder) return { set: after };
  return Object.keys(change).length > 0 ? change : null;
}

/** Upserts and removals by key; empty when the entities are equal. */
function keyedDiff(before: object[], after: object[], key: string): { upsert?: object[]; remove?: string[] } {
  const old = new Map(before.map((entity) => [idOf(entity, key), entity]));
  const upsert = after.filter((entity) => !isSame(old.get(idOf(entity, key)), entity));
  const here = new Set(after.map((entity) => idOf(entity, key)));
  const remove = [...old.keys()].filter((id) => !here.has(id));
  return { ...(upsert.length > 0 && { upsert }), ...(remove.length > 0 && { remove }) };
}

function idOf(entity: object, key: string): string {
  return String((entity as Record<string, unknown>)[key]);
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The delta that turns `before` into `after`; empty when they differ in nothing but `confirmed_at`. */
export function accountDiff(before: AccountState, after: AccountState): AccountDelta {
  const delta: AccountDelta = {};
  if (before.name !== after.name) delta.name = after.name;
  if (!isSame(before.label, after.label)) delta.label = after.label;
  if (!isSame(before.summary, after.summary)) delta.summary = after.summary;
  if (!isSame(before.volumes, after.volumes)) delta.volumes = after.volumes;
  for (const list of Object.keys(LISTS) as ListName[]) {
    const change = accountListDiff(before[list], after[list], LISTS[list].key);
    if (change) (delta as Record<ListName, ListDelta<object>>)[list] = change;
  }
  const moved = SECTIONS.filter((name) => !isSameSection(before.sections[name], after.sections[name]));
  if (moved.length > 0)
    delta.sections = Object.fromEntries(moved.map((name) => [name, after.sections[name]]));
  return delta;
}

/** Lists of an account are sorted by their key, so upserts and removals restore the order too. */
function accountListDiff(
  before: object[] | null,
  after: object[] | null,
  key: string,
): ListDelta<object> | null {
  if (before === null || after === null) return before === after ? null : { set: after };
  const change = keyedDiff(before, after, key);
  return Object.keys(change).length > 0 ? change : null;
}

function isSameSection(a: Section, b: Section): boolean {
  return isSame({ ...a, confirmed_at: null }, { ...b, confirmed_at: null });
}
