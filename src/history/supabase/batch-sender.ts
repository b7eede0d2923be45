import type { HistoryRow, Value } from '../row.js';
import type { JournalEntry } from '../sqlite/journal.js';
import { TABLES, type TableName } from '../tables.js';
import { SupabaseFailed } from './checked-fetch.js';
import { classify, whatToDo, type WriteRefusal } from './refusal.js';

/** Outcome of sending entries. Those in neither list still have to be sent. */
export interface Sent {
  done: number[];
  refused: { id: number; reason: string }[];
  /** Why sending stopped early; `null` when it did not. */
  stopped: { refusal: WriteRefusal; retry_after_ms: number | null } | null;
}

type Upsert = (table: TableName, rows: readonly HistoryRow[]) => Promise<void>;

/** Sends entries of one table, and isolates rows that are rejected individually. */
export async function sendEntries(
  table: TableName,
  entries: readonly JournalEntry[],
  upsert: Upsert,
): Promise<Sent> {
  const sent = await halve(table, entries, upsert);
  const everyOne = sent.stopped === null && sent.done.length === 0 && sent.refused.length > 1;
  return everyOne
    ? { done: [], refused: [], stopped: { refusal: changed(table, sent), retry_after_ms: null } }
    : sent;
}

async function halve(table: TableName, entries: readonly JournalEntry[], upsert: Upsert): Promise<Sent> {
  const ids = entries.map(({ id }) => id);
  try {
    await upsert(table, latest(table, entries));
    return { done: ids, refused: [], stopped: null };
  } catch (error) {
    if (!(error instanceof SupabaseFailed)) throw error;
    const refusal = classify(error.failure);
    const { retry_after_ms } = error.failure;
    if (refusal.scope !== 'row') return { done: [], refused: [], stopped: { refusal, retry_after_ms } };
    if (entries.length === 1)
      return { done: [], refused: ids.map((id) => ({ id, reason: refusal.message })), stopped: null };
  }
  const middle = Math.ceil(entries.length / 2);
  const first = await halve(table, entries.slice(0, middle), upsert);
  if (first.stopped) return first;
  const second = await halve(table, entries.slice(middle), upsert);
  return {
    done: [...first.done, ...second.done],
    refused: [...first.refused, ...second.refused],
    stopped: second.stopped,
  };
}

/** One row per key: Postgres rejects a statement that touches a row twice. */
function latest(table: TableName, entries: readonly JournalEntry[]): HistoryRow[] {
  const { key, onConflict } = TABLES[table] as { key: readonly string[]; onConflict: 'keep' | 'replace' };
  const rows = new Map<string, HistoryRow>();
  for (const { row } of entries) {
    const values = row.values as Record<string, Value>;
    const id = JSON.stringify(key.map((name) => values[name]));
    const first = rows.get(id);
    if (onConflict === 'replace' || !first) rows.set(id, row);
    else rows.set(id, withSymbol(first, values));
  }
  return [...rows.values()];
}

/** The first form stays, except that the symbol of a market replaces its id, which stands in for it while it is unknown. */
function withSymbol(first: HistoryRow, { market = null }: Record<string, Value>): HistoryRow {
  const values = first.values as Record<string, Value>;
  if (market === null || values.market !== String(values.market_id)) return first;
  return { ...first, values: { ...values, market } } as HistoryRow;
}

/** If every row is rejected, the schema is at fault, not the rows. */
function changed(table: TableName, { refused }: Sent): WriteRefusal {
  return {
    scope: 'table',
    kind: 'schema-changed',
    message: `Supabase rejects every row of ${table}: ${refused[0]?.reason ?? ''}`,
    what_to_do: whatToDo('schema-changed'),
  };
}
