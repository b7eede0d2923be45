import type { Answer } from './answer.js';
import { request } from './http.js';

type Curve = Answer<'/api/history/equity'>;
export type EquityPoint = Curve['points'][number];
export type Resolution = Curve['resolution'];
export type PnlAnswer = Answer<'/api/history/pnl'>;

/** History tables of an account by path, with the field that holds their rows. */
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

type PageAnswer<T extends HistoryTable> = Answer<`/api/history/${T}/{index}`>;

/** History rows by table: times are ISO 8601, decimals are strings. */
export type HistoryRows = {
  [T in HistoryTable]: PageAnswer<T> extends Record<(typeof HISTORY_TABLES)[T], (infer R)[]> ? R : never;
};
export type HistoryRow = HistoryRows[HistoryTable];

export interface HistoryPage<R> {
  rows: R[];
  next_cursor: string | null;
}

/** Epoch ms; `from` inclusive, `to` exclusive. */
export interface TimeSpan {
  from?: number | undefined;
  to?: number | undefined;
}

/** Combined equity of these accounts; `null` means all visible accounts. */
export async function equityOf(
  accounts: readonly number[] | null,
  resolution: Resolution,
  span: TimeSpan,
): Promise<EquityPoint[]> {
  const { points } = await request<Curve>(
    `/api/history/equity?${query({ accounts: accounts?.join(), resolution, ...span })}`,
  );
  return points;
}

export function pnlOf(by: PnlAnswer['by'], span: TimeSpan, account?: number): Promise<PnlAnswer> {
  return request<PnlAnswer>(`/api/history/pnl?${query({ by, account_index: account, ...span })}`);
}

/** Newest first. */
export async function historyPage<T extends HistoryTable>(
  table: T,
  index: number,
  span: TimeSpan,
  { limit, cursor = null }: { limit: number; cursor?: string | null },
): Promise<HistoryPage<HistoryRows[T]>> {
  const answer = await request<PageAnswer<T>>(
    historyPath(table, index, { ...span, limit, cursor: cursor ?? undefined }),
  );
  const { next_cursor, ...lists } = answer as { next_cursor: string | null } & Record<
    string,
    HistoryRows[T][]
  >;
  return { rows: lists[HISTORY_TABLES[table]]!, next_cursor };
}

/** URL of the whole range as a CSV file. */
export function historyCsvPath(table: HistoryTable, index: number, span: TimeSpan): string {
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
