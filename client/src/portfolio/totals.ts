import { sum } from 'lighter-broadcaster-protocol/decimal';
import type { AccountState } from '../live/model.js';
import { figuresOf, type AccountFigures } from './account-figures.js';

/** Sums over accounts. A sum to which an account would contribute an unknown part is `null`. */
export interface Totals {
  equity: string | null;
  unrealized: string | null;
  marginUsed: string | null;
  volume24h: string | null;
  positions: number | null;
  orders: number | null;
  live: number;
  /** Accounts whose money is stale. */
  stale: number;
  /** Accounts whose equity is known. */
  known: number;
  /** Accounts that belong to the sum, whether they have arrived or not. */
  accounts: number;
  openGaps: number;
}

/** @param expected how many accounts there are; fewer have arrived while the page loads */
export function totalsOf(figures: readonly AccountFigures[], expected = figures.length): Totals {
  const accounts = Math.max(expected, figures.length);
  const total = (of: (figure: AccountFigures) => string | null): string | null => {
    const values = figures.map(of);
    return values.length < accounts || values.includes(null) ? null : sum(values);
  };
  const count = (of: (figure: AccountFigures) => number | null): number | null => {
    const values = figures.map(of);
    if (values.length < accounts || values.includes(null)) return null;
    return values.reduce<number>((all, value) => all + (value ?? 0), 0);
  };
  return {
    equity: total(({ equity }) => equity),
    unrealized: total(({ unrealized }) => unrealized),
    marginUsed: total(({ marginUsed }) => marginUsed),
    volume24h: total(({ volume24h }) => volume24h),
    positions: count(({ positions }) => positions),
    orders: count(({ orders }) => orders),
    live: figures.filter(({ health }) => health === 'live').length,
    stale: figures.filter(({ moneyStale }) => moneyStale).length,
    known: figures.filter(({ equity }) => equity !== null).length,
    accounts,
    openGaps: figures.reduce((all, { openGaps }) => all + openGaps, 0),
  };
}

export function allFigures(accounts: ReadonlyMap<number, AccountState>): AccountFigures[] {
  return [...accounts.values()].map(figuresOf);
}
