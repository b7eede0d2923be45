import type { Decimal } from 'lighter-broadcaster-protocol/account';
import { shortest, sum } from 'lighter-broadcaster-protocol/decimal';
import { type PortfolioFigures, type AccountShare, type TotalName, TOTALS } from './figures.js';

/** Of how many accounts a total knows its figure (stale ones included), and how many of those are stale. */
export interface Coverage {
  known: number;
  stale: number;
  total: number;
}

/** Sums over a set of accounts; `null` while an account's share is unknown. */
export interface PortfolioTotals {
  total_equity: Decimal | null;
  total_unrealized_pnl: Decimal | null;
  total_margin_used: Decimal | null;
  total_positions: number | null;
  total_active_orders: number | null;
  total_trades: number | null;
  coverage: Record<TotalName, Coverage>;
  accounts_live: number;
  accounts_total: number;
}

/** @param partial sums the known shares although some are unknown */
export function totalsOf(shares: readonly AccountShare[], partial = false): PortfolioTotals {
  const summed = (total: TotalName): PortfolioFigures[] | null => {
    if (!partial && shares.some(({ standing }) => standing[total] === 'unknown')) return null;
    return shares.filter(({ standing }) => isKnown(standing[total])).map(({ figures }) => figures);
  };
  const decimals = (total: TotalName, figure: (of: PortfolioFigures) => Decimal | null): Decimal | null => {
    const figures = summed(total);
    return figures && shortest(sum(figures.map(figure)));
  };
  const counts = (total: TotalName, figure: (of: PortfolioFigures) => number): number | null =>
    summed(total)?.reduce((before, figures) => before + figure(figures), 0) ?? null;
  return {
    total_equity: decimals('total_equity', ({ equity }) => equity),
    total_unrealized_pnl: decimals('total_unrealized_pnl', ({ unrealized_pnl }) => unrealized_pnl),
    total_margin_used: decimals('total_margin_used', ({ margin_used }) => margin_used),
    total_positions: counts('total_positions', ({ positions_count }) => positions_count),
    total_active_orders: counts('total_active_orders', ({ orders_count }) => orders_count),
    total_trades: counts('total_trades', ({ trades_count }) => trades_count),
    coverage: coverageOf(shares),
    accounts_live: shares.filter(({ figures }) => figures.is_live).length,
    accounts_total: shares.length,
  };
}

function coverageOf(shares: readonly AccountShare[]): Record<TotalName, Coverage> {
  const names = Object.keys(TOTALS) as TotalName[];
  return Object.fromEntries(
    names.map((name) => {
      const standings = shares.map(({ standing }) => standing[name]);
      const known = standings.filter(isKnown).length;
      const stale = standings.filter((standing) => standing === 'stale').length;
      return [name, { known, stale, total: shares.length }];
    }),
  ) as Record<TotalName, Coverage>;
}

function isKnown(standing: AccountShare['standing'][TotalName]): boolean {
  return standing === 'fresh' || standing === 'stale';
}
