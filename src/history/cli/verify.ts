import type { RowSource } from '../open-store.js';
import type { HistoryRow, Value, Venue } from '../row.js';
import { columnsOf, TABLES, type TableName } from '../tables.js';
import { isHeader, readBackup } from './backup-file.js';
import { everyRow } from './every-row.js';
import { requireSame } from './import.js';

const CHUNK = 5_000;

export interface Verdict {
  rows: number;
  /** Keys of the first rows that are missing from the store or differ there. */
  missing: string[];
  missing_count: number;
}

const SHOWN = 10;

/**
 * Looks up every row of a backup in the store, holding one chunk in memory.
 * @param compare `keys`: a row counts as there in any form, since a newer one may have replaced it
 */
export async function verifyHistory(
  source: Pick<RowSource, 'page'>,
  venue: Venue,
  path: string,
  compare: 'keys' | 'values' = 'values',
): Promise<Verdict> {
  const verdict: Verdict = { rows: 0, missing: [], missing_count: 0 };
  let chunk: HistoryRow[] = [];
  const check = async (): Promise<void> => {
    for (const key of await missingOf(source, chunk, compare)) {
      verdict.missing_count += 1;
      if (verdict.missing.length < SHOWN) verdict.missing.push(key);
    }
    verdict.rows += chunk.length;
    chunk = [];
  };
  for await (const line of readBackup(path)) {
    if (isHeader(line)) {
      requireSame(line, venue);
      continue;
    }
    if (chunk.length === CHUNK || (chunk[0] && chunk[0].table !== line.table)) await check();
    chunk.push(line);
  }
  await check();
  return verdict;
}

async function missingOf(
  source: Pick<RowSource, 'page'>,
  chunk: readonly HistoryRow[],
  compare: 'keys' | 'values',
): Promise<string[]> {
  const [first] = chunk;
  if (!first) return [];
  const times = chunk.map(({ values }) => values.timestamp ?? 0);
  const span = {
    from: times.reduce((a, b) => Math.min(a, b)),
    to: times.reduce((a, b) => Math.max(a, b)) + 1,
  };
  const wanted = new Map(chunk.map((row) => [keyOf(row.table, row.values), printOf(row.table, row.values)]));
  for await (const row of everyRow(source, first.table, span)) {
    const key = keyOf(first.table, row);
    if (compare === 'keys' || wanted.get(key) === printOf(first.table, row)) wanted.delete(key);
  }
  return [...wanted.keys()];
}

function keyOf(table: TableName, row: object): string {
  const values = row as Record<string, Value>;
  return `${table} ${TABLES[table].key.map((name) => String(values[name])).join('/')}`;
}

/** Every column except JSON, whose spelling a database may change (jsonb does). */
function printOf(table: TableName, row: object): string {
  const values = row as Record<string, Value>;
  const columns = columnsOf(table).filter(([, kind]) => kind !== 'json');
  return JSON.stringify(columns.map(([name]) => values[name] ?? null));
}
