import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Notes } from '../../history/history-store.port.js';
import type { HistoryRow, RowOf, Value } from '../../history/row.js';
import { isKept, TABLES, type KeptTable, type TableName } from '../../history/tables.js';
import type { EntryFields, KeptHash } from '../engine.port.js';
import type { HashDraft } from '../hash-draft.js';

/** Rows of one batch, and notes that belong to them. */
export interface RowEntry {
  rows: HistoryRow[];
  notes: Notes;
}

/** The fields of an entry: deflated JSON of `[table, values]` for each row in `z`, of the notes in `n`. */
export function encodeRows({ rows, notes }: RowEntry): EntryFields {
  const deflated = (value: unknown): Buffer => deflateRawSync(JSON.stringify(value), { level: 1 });
  const fields = new Map([['z', deflated(rows.map(({ table, values }) => [table, values]))]]);
  if (Object.keys(notes).length > 0) fields.set('n', deflated(notes));
  return fields;
}

export function decodeRows(fields: EntryFields): RowEntry {
  const inflated = (name: string): unknown => {
    const bytes = fields.get(name);
    return bytes === undefined ? undefined : JSON.parse(String(inflateRawSync(bytes)));
  };
  const rows = inflated('z') as [TableName, Record<string, Value>][];
  return {
    rows: rows.map(([table, values]) => ({ table, values }) as HistoryRow),
    notes: (inflated('n') as Notes | undefined) ?? {},
  };
}

/** Writes what a start needs of the rows into the hashes that outlive an epoch. */
export function keepRows({ rows, notes }: RowEntry, draftOf: (name: KeptHash) => HashDraft): void {
  for (const { table, values } of rows) {
    if (isKept(table)) draftOf('kept').set(fieldOf(table, values), JSON.stringify(values));
    if (table !== 'link_outages' || values.link_id === null) continue;
    if (values.ended_at === null) draftOf('outages').set(values.link_id, JSON.stringify(values));
    else draftOf('outages').delete(values.link_id);
  }
  for (const [name, text] of Object.entries(notes))
    if (text === null) draftOf('notes').delete(name);
    else draftOf('notes').set(name, text);
}

/** The rows of a table in the hash `kept`, in order of time. */
export function keptIn<T extends KeptTable>(fields: ReadonlyMap<string, string>, table: T): RowOf<T>[] {
  return [...fields]
    .filter(([field]) => field.startsWith(`${table}/`))
    .map(([, text]) => JSON.parse(text) as RowOf<T>)
    .sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
}

/** The field of a row in the hash `kept`. */
export function fieldOf(table: TableName, values: object): string {
  const byName = values as Record<string, Value>;
  return `${table}/${TABLES[table].key.map((column) => String(byName[column])).join(' ')}`;
}
