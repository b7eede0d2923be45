import { parseKeepingNumbers } from '../json-numbers.js';
import type { HistoryRow, StoredRow, Value, Venue } from '../row.js';
import { columnsOf, type ColumnKind, type TableName } from '../tables.js';

/** A row for PostgREST: decimals as text, times in ISO 8601, JSON with its numbers digit for digit. */
export function toWire({ table, values }: HistoryRow, { exchange, network }: Venue): Record<string, unknown> {
  const row: Record<string, unknown> = { exchange, network };
  for (const [name, kind] of columnsOf(table))
    row[name] = encode(kind, (values as Record<string, Value>)[name] ?? null);
  return row;
}

/** Selects decimals and JSON as text, because JavaScript rounds JSON numbers. */
export function selectList(table: TableName): string {
  const columns = columnsOf(table).map(([name, kind]) =>
    kind === 'decimal' || kind === 'json' ? `${name}::text` : name,
  );
  return ['id', 'row_no', 'exchange', 'network', ...columns].join(',');
}

/** Decodes a row of PostgREST, whose values may all be text. */
export function fromWire(table: TableName, wire: Record<string, unknown>): StoredRow {
  const row: Record<string, Value> = {};
  for (const name of ['id', 'exchange', 'network']) row[name] = wire[name] as string;
  for (const [name, kind] of columnsOf(table)) row[name] = decode(kind, wire[name] as Value | undefined);
  return row as unknown as StoredRow;
}

function encode(kind: ColumnKind, value: Value): unknown {
  if (value === null) return null;
  if (kind === 'time') return new Date(value as number).toISOString();
  if (kind === 'json') return parseKeepingNumbers(value as string);
  return value;
}

function decode(kind: ColumnKind, value: Value | undefined): Value {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case 'time':
      return Date.parse(String(value));
    case 'int':
      return Number(value);
    case 'bool':
      return value === true || value === 'true';
    case 'text':
    case 'decimal':
    case 'json':
      return String(value);
  }
}
