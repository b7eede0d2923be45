import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ApiProblems } from '../../http/api-problems.decorator.js';
import { COLUMN_NOTES, SOURCE_NOTES } from '../column-notes.js';
import { columnsOf, type ColumnKind, type KeptTable, type TableName } from '../tables.js';

const ISO_TIME = { type: 'string', format: 'date-time' };

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

/** Titles make OpenAPI list each kind of row, and what all share, once as a named schema. */
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

/** Columns that every listed table has, with the same meaning. */
const COMMON = new Set(['account_index', 'epoch', 'seq', 'received_at', 'raw_data']);

function columnSchemas(table: ListedTable, isCommon: boolean): [name: string, schema: object][] {
  const notes = COLUMN_NOTES[table] as Record<string, string>;
  return columnsOf(table)
    .filter(([name]) => COMMON.has(name) === isCommon)
    .map(([name, kind]) => [name, { ...SCHEMAS[kind], nullable: true, description: notes[name] }]);
}

function objectSchema(properties: [name: string, schema: object][], options: object = {}): object {
  return { ...options, type: 'object', properties: Object.fromEntries(properties) as object };
}

function rowSchema(table: ListedTable): object {
  const source = Object.entries(SOURCE_NOTES).map(([name, description]): [string, object] => [
    name,
    { type: 'string', description },
  ]);
  const common = objectSchema([...source, ...columnSchemas(table, true)], { title: 'HistoryRow' });
  return { title: TITLES[table], allOf: [common, objectSchema(columnSchemas(table, false))] };
}

/** What a page of rows says besides them. */
function pageSchema(ofAll: boolean): object {
  const properties = {
    ...(!ofAll && { account_index: { type: 'integer', example: 281001 } }),
    count: { type: 'integer', example: 50 },
    next_cursor: { type: 'string', nullable: true, example: 'MTc5MzQ5MTIwMDAwMC40Mg' },
  };
  const title = ofAll ? 'HistoryPage' : 'AccountHistoryPage';
  return objectSchema(Object.entries(properties), { title, required: Object.keys(properties) });
}

/** Documents a response that lists rows of a table under `name`, derived from the table's columns. */
export function ApiRows(table: ListedTable, name: string, { ofAll = false } = {}): MethodDecorator {
  const rows = objectSchema([[name, { type: 'array', items: rowSchema(table) }]], { required: [name] });
  const json = { schema: { allOf: [pageSchema(ofAll), rows] } };
  const text = { schema: { type: 'string' } };
  return applyDecorators(
    ApiOkResponse({
      content: { 'application/json': json, 'text/csv': text, 'application/x-ndjson': text },
    }),
    ApiProblems('INVALID_REQUEST', 'HISTORY_UNAVAILABLE'),
  );
}
