import type { Part } from './fault-kinds.js';
import { fillKey, type Fill } from './sent-fills.js';
import { UNKNOWN, type Shown } from './shown.js';

/** A row in the exchange's own shape. */
type Row = Record<string, unknown>;
type When = Pick<Shown, 'asked' | 'at'>;

/** `GET /api/accounts/{index}`. */
export interface AccountAnswer {
  account: { account_index: number; raw_data: { accounts: Row[] }; active_orders: Row[] };
  stale: boolean;
}

/** `GET /api/ws/{positions,orders,trades}/{index}`; only the requested list is present. */
export interface OriginalList {
  account_index: number;
  stale: boolean;
  positions?: Record<string, Row>;
  orders?: Record<string, Row[]>;
  trades?: Record<string, Fill[]>;
}

/** `GET /api/portfolio`. Its figures are numbers, which are exact for amounts as short as these. */
export interface PortfolioAnswer {
  accounts: (Record<string, unknown> & { account_index: string; is_live: boolean; equity: unknown })[];
  aggregated: Record<string, unknown> & {
    total_equity: unknown;
    coverage: Record<string, { known: number; stale: number; total: number }>;
  };
}

const PARTS: readonly Part[] = [
  'summary',
  'requirements',
  'positions',
  'marks',
  'orders',
  'trades',
  'assets',
  'funding',
];
const SUMMARY = [
  'collateral',
  'total_asset_value',
  'available_balance',
  'cross_initial_margin_requirement',
  'cross_maintenance_margin_requirement',
] as const;

/** An account entry as a reading: its only `stale` mark covers every part of it. */
export function shownOfEntry(when: When, { account, stale }: AccountAnswer): Shown {
  const [raw] = account.raw_data.accounts;
  return {
    ...UNKNOWN,
    ...{ ...when, account: account.account_index, view: 'original' },
    stale: allBut(stale || !raw ? [] : ['summary', 'requirements', 'positions', 'marks', 'orders']),
    summary: raw
      ? (Object.fromEntries(SUMMARY.map((field) => [field, raw[field]])) as Shown['summary'])
      : null,
    positions: ((raw?.positions ?? []) as Row[]).map(positionOf).filter(isOpen),
    orders: account.active_orders,
  };
}

/**
 * One of the original's lists as a reading.
 * @param gap of the canonical account: these lists have no mark for fills that may be missing
 */
export function shownOfList(when: When, answer: OriginalList, gap: Shown['gap']): Shown {
  const { account_index: account, stale, positions, orders, trades } = answer;
  const shown: Part[] = positions ? ['positions', 'marks'] : orders ? ['orders'] : ['trades'];
  return {
    ...UNKNOWN,
    ...{ ...when, account, view: `original ${shown[0]}`, gap },
    stale: allBut(stale ? [] : shown),
    positions: positions ? Object.values(positions).map(positionOf).filter(isOpen) : null,
    orders: orders ? Object.values(orders).flat() : null,
    trades: trades ? new Set(Object.values(trades).flat().map(fillKey)) : null,
  };
}

/** The accounts of a portfolio as readings: the equity of a live account must not be old. */
export function shownOfPortfolio(when: When, { accounts }: PortfolioAnswer): Shown[] {
  return accounts.map(({ account_index, is_live, equity, collateral, available_balance }) => ({
    ...UNKNOWN,
    ...{ ...when, account: Number(account_index), view: 'portfolio' },
    stale: allBut(is_live ? ['summary'] : []),
    summary: {
      collateral: text(collateral),
      total_asset_value: text(equity),
      available_balance: text(available_balance),
    },
  }));
}

/** Sums and coverage that do not follow from the accounts listed in the same answer. */
export function contradictions({ accounts, aggregated }: PortfolioAnswer): string[] {
  const known = accounts.filter(({ equity }) => equity !== null);
  const sum = known.reduce((total, { equity }) => total + millionths(equity), 0n);
  const total = known.length < accounts.length ? null : sum;
  const shown = aggregated.total_equity === null ? null : millionths(aggregated.total_equity);
  const { coverage } = aggregated;
  return [
    ...(shown === total ? [] : [`total_equity is ${String(shown)}, the accounts add up to ${String(total)}`]),
    ...(coverage.total_equity?.known === known.length
      ? []
      : [
          `equity of ${known.length} accounts is known, coverage says ${String(coverage.total_equity?.known)}`,
        ]),
  ];
}

/** Accounts whose share of a total is stale by the readings of the same moment, where the portfolio's coverage differs. */
export function miscounted(
  { aggregated: { coverage } }: PortfolioAnswer,
  readings: readonly Shown[],
): string[] {
  const totals: Record<string, readonly Part[]> = {
    total_equity: ['summary'],
    total_unrealized_pnl: ['positions', 'marks'],
    total_active_orders: ['orders'],
    total_trades: ['trades'],
  };
  return Object.entries(totals).flatMap(([total, parts]) => {
    const stale = readings.filter((shown) => parts.some((part) => shown.stale.has(part))).length;
    const { known = 0, stale: counted = 0, total: of = 0 } = coverage[total] ?? {};
    return counted + (of - known) === stale
      ? []
      : [`${total}: ${stale} are stale, coverage counts ${counted}`];
  });
}

function positionOf({ position, sign, ...row }: Row): Row {
  return { ...row, size: `${sign === -1 ? '-' : ''}${String(position)}` };
}

function isOpen({ size }: Row): boolean {
  return Number(size) !== 0;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}

function millionths(value: unknown): bigint {
  const [whole = '0', fraction = ''] = (text(value) ?? '0').split('.');
  return BigInt(whole + fraction.padEnd(6, '0').slice(0, 6));
}

function allBut(shown: readonly Part[]): ReadonlySet<Part> {
  return new Set(PARTS.filter((part) => !shown.includes(part)));
}
