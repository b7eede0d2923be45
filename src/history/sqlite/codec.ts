import type { SQLInputValue } from 'node:sqlite';
import type { RowOf, Value } from '../row.js';
import { columnsOf, type TableName } from '../tables.js';

/** Values in the order of the table's columns, with booleans as 0 and 1. */
export function toSql(table: TableName, values: RowOf<TableName>): SQLInputValue[] {
  const source = values as Record<string, Value>;
  return columnsOf(table).map(([name]) => {
    const value = source[name] ?? null;
    return typeof value === 'boolean' ? Number(value) : value;
  });
}

/** A column that an older file does not have yet is `null`. */
export function fromSql(table: TableName, row: Record<string, unknown>): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [name, kind] of columnsOf(table)) {
    const value = (row[name] ?? null) as Value;
    values[name] = kind === 'bool' && value !== null ? value === 1 : value;
  }
  return values;
}
