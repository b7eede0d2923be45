import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { COLUMN_NOTES, SOURCE_NOTES } from '../column-notes.js';
import { columnsOf, type ColumnKind, type KeptTable, type TableName } from '../tables.js';

const ISO_TIME = { type: 'string', format: 'date-time', example: '2026-11-01T00:00:00.000Z' };

const SCHEMAS: Record<ColumnKind, object> = {
  text: { type: 'string' },
  int: { type: 'integer' },
  decimal: { type: 'string', description: 'Exact decimal.', example: '2500.1000' },
  time: ISO_TIME,
  bool: { type: 'boolean' },
  json: { type: 'object', additionalProperties: true },
};

/** Tables that the history endpoints list; the others have endpoints of their own. */
export type ListedTable = Exclude<TableName, KeptTable>;

/** Titles make OpenAPI list each kind of row once, as a named schema. */
const TITLES: Record<ListedTable, string> = {
  account_snapshots: 'SnapshotRow',
  trades: 'TradeRow',
  orders: 'OrderRow',
  positions: 'PositionRow',
  funding: 'FundingRow',
  cash_flows: 'CashFlowRow',
  gaps: 'GapRow',
  link_outages: 'OutageRow',
};

function rowSchema(table: ListedTable): object {
  const notes = COLUMN_NOTES[table] as Record<string, string>;
  const own = columnsOf(table).map(([name, kind]) => [
    name,
    { ...SCHEMAS[kind], nullable: true, description: notes[name] },
  ]);
  const source = Object.entries(SOURCE_NOTES).map(([name, description]) => [
    name,
    { type: 'string', description },
  ]);
  return {
    title: TITLES[table],
    type: 'object',
    properties: Object.fromEntries([...source, ...own]) as object,
  };
}

/** Documents a response that lists rows of a table under `name`, derived from the table's columns. */
export function ApiRows(table: ListedTable, name: string, { ofAll = false } = {}): MethodDecorator {
  const properties = {
    ...(!ofAll && { account_index: { type: 'integer', example: 281001 } }),
    [name]: { type: 'array', items: rowSchema(table) },
    count: { type: 'integer', example: 50 },
    next_cursor: { type: 'string', nullable: true, example: 'MTc5MzQ5MTIwMDAwMC40Mg' },
  };
  const json = { schema: { type: 'object', properties, required: Object.keys(properties) } };
  const text = { schema: { type: 'string' } };
  return applyDecorators(
    ApiOkResponse({
      content: { 'application/json': json, 'text/csv': text, 'application/x-ndjson': text },
    }),
    ApiProblems('INVALID_REQUEST', 'HISTORY_UNAVAILABLE'),
  );
}
