import { request } from './http.js';
import type { components } from './schema.generated.js';

export type EquityPoint = components['schemas']['EquityPointDto'];
export type Resolution = components['schemas']['EquityDto']['resolution'];
export type PnlAnswer = components['schemas']['PnlDto'];

/** A row of the past: times are ISO 8601, decimals are text. */
export type HistoryRow = Record<string, string | number | boolean | null>;

/** Tables of an account's past, by their path, with the name that their rows have in answers. */
export const HISTORY_TABLES = {
  trades: 'trades',
  orders: 'orders',
  positions: 'positions',
  funding: 'funding',
  gaps: 'gaps',
  outages: 'outages',
  accounts: 'snapshots',
} as const;
export type HistoryTable = keyof typeof HISTORY_TABLES;

export interface HistoryPage {
  rows: HistoryRow[];
  next_cursor: string | null;
}

/** Epoch ms; `from` inclusive, `to` exclusive. */
export interface Span {
  from?: number | undefined;
  to?: number | undefined;
}

export async function equityOf(index: number, resolution: Resolution, span: Span): Promise<EquityPoint[]> {
  const { points } = await request<components['schemas']['EquityDto']>(
    `/api/history/equity/${index}?${query({ resolution, ...span })}`,
  );
  return points;
}

export function pnlOf(by: 'account' | 'market' | 'day', span: Span, account?: number): Promise<PnlAnswer> {
  return request<PnlAnswer>(`/api/history/pnl?${query({ by, account_index: account, ...span })}`);
}

export async function historyPage(
  table: HistoryTable,
  index: number,
  span: Span,
  cursor: string | null,
): Promise<HistoryPage> {
  const answer = await request<Record<string, unknown>>(
    historyPath(table, index, { ...span, limit: 200, cursor: cursor ?? undefined }),
  );
  return {
    rows: answer[HISTORY_TABLES[table]] as HistoryRow[],
    next_cursor: answer.next_cursor as string | null,
  };
}

/** Where the whole span is to be had as a CSV file. */
export function historyCsvPath(table: HistoryTable, index: number, span: Span): string {
  return historyPath(table, index, { ...span, format: 'csv' });
}

function historyPath(
  table: HistoryTable,
  index: number,
  parameters: Record<string, string | number | undefined>,
): string {
  return `/api/history/${table}/${index}?${query(parameters)}`;
}

function query(parameters: Record<string, string | number | undefined>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
