import { parseKeepingNumbers } from '../json-numbers.js';
import type { StoredRow, Value } from '../row.js';
import { columnsOf, type ColumnKind, type TableName } from '../tables.js';

/** A row as the API returns it: times in ISO 8601 UTC, decimals as text, JSON with its numbers digit for digit. */
export function present(table: TableName, row: StoredRow): Record<string, unknown> {
  const values = row as unknown as Record<string, Value>;
  const shown: Record<string, unknown> = { id: row.id, exchange: row.exchange, network: row.network };
  for (const [name, kind] of columnsOf(table)) shown[name] = presentValue(kind, values[name] ?? null);
  return shown;
}

function presentValue(kind: ColumnKind, value: Value): unknown {
  if (value === null) return null;
  if (kind === 'time') return new Date(value as number).toISOString();
  if (kind === 'json') return parseKeepingNumbers(value as string);
  return value;
}

export function csvHeader(table: TableName): string {
  return `${['id', 'exchange', 'network', ...columnsOf(table).map(([name]) => name)].join(',')}\r\n`;
}

/**
 * RFC 4180. Text and JSON that a spreadsheet would take for a formula get an apostrophe in front; the other kinds cannot be
 * formulas, and their minus sign must stay a number's.
 */
export function csvLine(table: TableName, shown: Record<string, unknown>): string {
  const kinds: Record<string, ColumnKind> = Object.fromEntries(columnsOf(table));
  const fields = Object.entries(shown).map(([name, value]) => csvField(kinds[name] ?? 'text', value));
  return `${fields.join(',')}\r\n`;
}

const FREE_TEXT: ReadonlySet<ColumnKind> = new Set(['text', 'json']);

function csvField(kind: ColumnKind, value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = FREE_TEXT.has(kind) && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function ndjsonLine(_: TableName, shown: Record<string, unknown>): string {
  return `${JSON.stringify(shown)}\n`;
}
