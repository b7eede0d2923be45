import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { HistoryRow, StoredRow, Value, Venue } from '../row.js';
import { columnsOf, TABLES, type TableName } from '../tables.js';

const FORMAT = 'lighter-broadcaster-history';
const VERSION = 1;

/** The first line of a backup: the venue that its rows belong to. */
export interface BackupHeader extends Venue {
  format: typeof FORMAT;
  version: typeof VERSION;
}

export function headerLine({ exchange, network }: Venue): string {
  const header: BackupHeader = { format: FORMAT, version: VERSION, exchange, network };
  return `${JSON.stringify(header)}\n`;
}

/** One line per row: its table and its columns; times in epoch ms, decimals and JSON as text. */
export function rowLine(table: TableName, row: StoredRow): string {
  const values = row as unknown as Record<string, Value>;
  const columns = columnsOf(table).map(([name]) => [name, values[name]]);
  return `${JSON.stringify({ table, ...(Object.fromEntries(columns) as object) })}\n`;
}

/**
 * Reads a backup line by line.
 * @throws Error with the number of the first line that is not part of a backup
 */
export async function* readBackup(path: string): AsyncGenerator<BackupHeader | HistoryRow> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number += 1;
    const parsed = parse(line);
    if (number === 1 && isHeader(parsed)) yield parsed;
    else if (number > 1 && isRow(parsed)) yield rowOf(parsed);
    else throw new Error(`${path}, line ${number}: not a line of a history backup`);
  }
  if (number === 0) throw new Error(`${path} is empty`);
}

export function isHeader(value: unknown): value is BackupHeader {
  return (value as BackupHeader | null)?.format === FORMAT && (value as BackupHeader).version === VERSION;
}

function isRow(value: unknown): value is { table: TableName } {
  return Object.hasOwn(TABLES, (value as { table?: string } | null)?.table ?? '');
}

function rowOf({ table, ...values }: { table: TableName }): HistoryRow {
  return { table, values } as unknown as HistoryRow;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
