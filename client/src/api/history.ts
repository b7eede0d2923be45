import type { Answer } from './answer.js';
import { request } from './http.js';

type Curve = Answer<'/api/history/equity'>;
export type EquityPoint = Curve['points'][number];
export type Resolution = Curve['resolution'];
export type PnlAnswer = Answer<'/api/history/pnl'>;
export type EquityChange = Answer<'/api/history/equity/changes'>['accounts'][number];
export type EquityCurves = Answer<'/api/history/equity/curves'>;

/** History tables of an account by path, with the field that holds their rows. */
export const HISTORY_TABLES = {
  trades: 'trades',
  orders: 'orders',
  positions: 'positions',
  funding: 'funding',
  'cash-flows': 'cash_flows',
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

/** Days are those of `tz`. */
export function pnlOf(
  by: PnlAnswer['by'],
  { tz, ...span }: TimeSpan & { tz?: string },
  accounts?: readonly number[],
): Promise<PnlAnswer> {
  return request<PnlAnswer>(`/api/history/pnl?${query({ by, accounts: accounts?.join(), tz, ...span })}`);
}

/** Opening and closing equity of each account, and what it gained between; `null` means all visible accounts. */
export async function equityChanges(
  accounts: readonly number[] | null,
  span: TimeSpan,
): Promise<EquityChange[]> {
  const answer = await request<Answer<'/api/history/equity/changes'>>(
    `/api/history/equity/changes?${query({ accounts: accounts?.join(), ...span })}`,
  );
  return answer.accounts;
}

/** The last seven days of each account, in a few points. */
export function equityCurves(): Promise<EquityCurves> {
  return request<EquityCurves>('/api/history/equity/curves');
}

/** Equity of some accounts at evenly spread times. */
export function curvesOf(accounts: readonly number[], span: TimeSpan, points: number): Promise<EquityCurves> {
  return request<EquityCurves>(
    `/api/history/equity/curves?${query({ accounts: accounts.join(), ...span, points })}`,
  );
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

/** Trades of all accounts, newest first. */
export async function allTradesPage(
  span: TimeSpan,
  { limit, cursor }: { limit: number; cursor: string | null },
): Promise<HistoryPage<HistoryRows['trades']>> {
  const { trades, next_cursor } = await request<{
    trades: HistoryRows['trades'][];
    next_cursor: string | null;
  }>(`/api/history/trades?${query({ ...span, limit, cursor: cursor ?? undefined })}`);
  return { rows: trades, next_cursor };
}

const FLOWS_PAGE = 1_000;

/** Deposits, withdrawals and transfers of these accounts, newest first; `null` means all visible accounts. */
export async function cashFlowsOf(
  accounts: readonly number[] | null,
  span: TimeSpan,
): Promise<HistoryRows['cash-flows'][]> {
  const rows: HistoryRows['cash-flows'][] = [];
  let cursor: string | null = null;
  do {
    const page: Answer<'/api/history/cash-flows'> = await request(
      `/api/history/cash-flows?${query({ ...span, limit: FLOWS_PAGE, cursor: cursor ?? undefined })}`,
    );
    rows.push(...page.cash_flows);
    cursor = page.next_cursor;
  } while (cursor);
  return rows.filter(({ account_index: index }) => accounts?.includes(index ?? -1) ?? true);
}

export function allTradesCsvPath(span: TimeSpan): string {
  return `/api/history/trades?${query({ ...span, format: 'csv' })}`;
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
