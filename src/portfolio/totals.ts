import type { Decimal } from 'lighter-broadcaster-protocol/account';
import { type AccountFigures, sum } from './figures.js';

/** Sums over a set of accounts. */
export interface Totals {
  total_equity: Decimal;
  total_unrealized_pnl: Decimal;
  total_margin_used: Decimal;
  total_positions: number;
  total_active_orders: number;
  total_trades: number;
  accounts_live: number;
  accounts_total: number;
}

export function totalsOf(accounts: readonly AccountFigures[]): Totals {
  const decimals = (key: 'equity' | 'unrealized_pnl' | 'margin_used'): Decimal =>
    sum(accounts.map((account) => account[key])).toFixed();
  const counts = (key: 'positions_count' | 'orders_count' | 'trades_count'): number =>
    accounts.reduce((total, account) => total + account[key], 0);
  return {
    total_equity: decimals('equity'),
    total_unrealized_pnl: decimals('unrealized_pnl'),
    total_margin_used: decimals('margin_used'),
    total_positions: counts('positions_count'),
    total_active_orders: counts('orders_count'),
    total_trades: counts('trades_count'),
    accounts_live: accounts.filter((account) => account.is_live).length,
    accounts_total: accounts.length,
  };
}
