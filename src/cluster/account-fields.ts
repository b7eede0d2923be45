import type { AccountState } from 'lighter-broadcaster-protocol/account';
import { applyListDelta } from 'lighter-broadcaster-protocol/apply';
import { type AccountDelta, type ListDelta, type ListName, LISTS } from 'lighter-broadcaster-protocol/delta';
import type { HashDraft } from './hash-draft.js';

/**
 * An account as fields of a hash: `@` sequence number, `n` name, `m` summary, `v` volumes, `b` label, `s` sections, `?` the lists
 * that are unknown, and one field for each entity, `<prefix>/<id>`.
 */
const PREFIX: Record<ListName, string> = {
  positions: 'p/',
  orders: 'o/',
  trades: 't/',
  assets: 'a/',
  funding: 'f/',
  gaps: 'g/',
};
const LIST_NAMES = Object.keys(LISTS) as ListName[];

/** Writes the whole account. */
export function writeAccount(draft: HashDraft, seq: number, state: AccountState): void {
  draft.set('@', String(seq));
  draft.set('n', state.name);
  writeParts(draft, state, { summary: true, volumes: true, label: true });
  for (const list of LIST_NAMES) writeList(draft, list, { set: state[list] as object[] | null });
}

/** Writes what a change moved. @param state the account after the change */
export function writeDelta(draft: HashDraft, seq: number, delta: AccountDelta, state: AccountState): void {
  draft.set('@', String(seq));
  if (delta.name !== undefined) draft.set('n', delta.name);
  const moved = (part: 'summary' | 'volumes' | 'label'): boolean => delta[part] !== undefined;
  writeParts(draft, state, { summary: moved('summary'), volumes: moved('volumes'), label: moved('label') });
  for (const list of LIST_NAMES) {
    const change = delta[list] as ListDelta<object> | undefined;
    if (change) writeList(draft, list, change);
  }
}

/** @throws SyntaxError when the fields are not an account of this format */
export function readAccount(
  index: number,
  fields: ReadonlyMap<string, string>,
): { seq: number; state: AccountState } {
  const unknown = JSON.parse(fields.get('?') ?? '[]') as ListName[];
  const parsed = <T>(field: string): T => JSON.parse(fields.get(field) ?? 'null') as T;
  const lists = Object.fromEntries(
    LIST_NAMES.map((list) => [list, unknown.includes(list) ? null : readList(list, fields)]),
  );
  const state = {
    account_index: index,
    name: fields.get('n') ?? '',
    summary: parsed('m'),
    volumes: parsed('v'),
    label: parsed('b'),
    ...lists,
    sections: parsed('s'),
  } as AccountState;
  return { seq: Number(fields.get('@') ?? 0), state };
}

function writeParts(
  draft: HashDraft,
  state: AccountState,
  parts: { summary: boolean; volumes: boolean; label: boolean },
): void {
  if (parts.summary) draft.set('m', JSON.stringify(state.summary));
  if (parts.volumes) draft.set('v', JSON.stringify(state.volumes));
  if (parts.label) draft.set('b', JSON.stringify(state.label));
  draft.set('s', JSON.stringify(state.sections));
  draft.set('?', JSON.stringify(LIST_NAMES.filter((list) => state[list] === null)));
}

function writeList(draft: HashDraft, list: ListName, change: ListDelta<object>): void {
  const { key } = LISTS[list];
  const fieldOf = (entity: object): string => PREFIX[list] + String((entity as Record<string, unknown>)[key]);
  if ('set' in change) {
    draft.clear(PREFIX[list]);
    for (const entity of change.set ?? []) draft.set(fieldOf(entity), JSON.stringify(entity));
    return;
  }
  for (const entity of change.upsert ?? []) draft.set(fieldOf(entity), JSON.stringify(entity));
  for (const id of change.remove ?? []) draft.delete(PREFIX[list] + id);
}

function readList(list: ListName, fields: ReadonlyMap<string, string>): object[] | null {
  const upsert: object[] = [];
  for (const [field, text] of fields)
    if (field.startsWith(PREFIX[list])) upsert.push(JSON.parse(text) as object);
  return applyListDelta<object>([], { upsert }, LISTS[list]);
}
