import { staleSection, type SectionName } from 'lighter-broadcaster-protocol/account';
import {
  compareDecimals,
  difference,
  isZero,
  parseDecimal,
  quotient,
  sum,
  times,
} from 'lighter-broadcaster-protocol/decimal';
import { SECTIONS, type AccountState } from '../live/model.js';
import { rememberEach } from './remember.js';

export type Health = 'live' | 'stale' | 'unknown';

/** The position of an account that is nearest to its liquidation. */
export interface NearestLiquidation {
  symbol: string;
  /** In percent of the mark. */
  distance: string;
}

/** An account's figures on the overview, `null` where unknown. */
export interface AccountFigures {
  account: AccountState;
  health: Health;
  /** The section that keeps it from being live. */
  staleSection: SectionName | null;
  /** Why it is not live. */
  reason: string | null;
  /** Whether balances, positions or their marks are stale. Fills that are catching up leave the money exact. */
  moneyStale: boolean;
  equity: string | null;
  unrealized: string | null;
  /** Initial margin that the exchange requires. */
  marginUsed: string | null;
  /** In percent, as the exchange reports it. */
  marginUsage: string | null;
  positions: number | null;
  orders: number | null;
  volume24h: string | null;
  nearest: NearestLiquidation | null;
  /** Confirmation of the oldest stale section; the latest of any while nothing is stale. */
  confirmedAt: number | null;
  openGaps: number;
  /** Id of the newest fill: changes when the account trades. */
  lastTrade: string | null;
}

const MONEY_SECTIONS = ['summary', 'positions', 'marks'] as const;

export const figuresOf = rememberEach((account: AccountState): AccountFigures => {
  const { summary, positions, orders, volumes, sections, gaps, trades } = account;
  const stale = staleSection(account);
  const known = summary !== null || positions !== null;
  const staleTimes = SECTIONS.filter((name) => sections[name].stale).map(
    (name) => sections[name].confirmed_at,
  );
  return {
    account,
    health: !known ? 'unknown' : stale ? 'stale' : 'live',
    staleSection: stale,
    reason: stale ? (sections[stale].reason ?? `${stale} not confirmed recently`) : null,
    moneyStale: MONEY_SECTIONS.some(
      (name) => sections[name].stale && (name !== 'marks' || !!positions?.length),
    ),
    equity: summary?.total_asset_value ?? null,
    unrealized: positions && sum(positions.map((position) => position.unrealized_pnl)),
    marginUsed: summary && marginUsedOf(summary, positions),
    marginUsage: summary && marginUsageOf(summary),
    positions: positions?.length ?? null,
    orders: orders?.length ?? null,
    volume24h: volumes?.daily_volume ?? null,
    nearest: nearestOf(positions ?? []),
    confirmedAt: stale ? oldest(staleTimes) : latest(SECTIONS.map((name) => sections[name].confirmed_at)),
    openGaps: gaps.filter(({ closed_at }) => closed_at === null).length,
    lastTrade: trades?.[0]?.trade_id ?? null,
  };
});

type Summary = NonNullable<AccountState['summary']>;

/** The requirement over cross positions and what isolated ones hold; until it was reported, what is not available. */
function marginUsedOf(summary: Summary, positions: AccountState['positions']): string | null {
  const { cross_initial_margin_requirement: cross, total_asset_value, available_balance } = summary;
  const isolated = (positions ?? []).filter(({ margin_mode }) => margin_mode === 'isolated');
  if (cross !== null) return sum([cross, ...isolated.map(({ allocated_margin }) => allocated_margin)]);
  return total_asset_value === null || available_balance === null
    ? null
    : difference(total_asset_value, available_balance);
}

function marginUsageOf(summary: Summary): string | null {
  const { margin_usage, cross_initial_margin_requirement: required, cross_asset_value: value } = summary;
  if (margin_usage !== null) return margin_usage;
  if (required === null || value === null) return null;
  const hundredfold = times(parseDecimal(required), parseDecimal('100'));
  return isZero(value) ? '0.00' : quotient(hundredfold, parseDecimal(value), 2);
}

function nearestOf(positions: NonNullable<AccountState['positions']>): NearestLiquidation | null {
  const known = positions.flatMap(({ symbol, liquidation_distance: distance }) =>
    distance === null ? [] : [{ symbol, distance }],
  );
  return known.sort((a, b) => compareDecimals(a.distance, b.distance))[0] ?? null;
}

function latest(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

/** `null` when one was never confirmed. */
function oldest(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length < times.length || known.length === 0 ? null : Math.min(...known);
}
