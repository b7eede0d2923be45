import { sum } from 'lighter-broadcaster-protocol/decimal';
import type { AccountState } from '../live/model.js';
import { figuresOf, type AccountFigures } from './account-figures.js';

/** Sums over accounts; unknown accounts add nothing and are missing from `known`. */
export interface Totals {
  equity: string;
  unrealized: string;
  marginUsed: string;
  volume24h: string;
  positions: number;
  orders: number;
  live: number;
  /** Accounts whose contribution is stale. */
  stale: number;
  known: number;
  accounts: number;
}

export function totalsOf(figures: readonly AccountFigures[]): Totals {
  return {
    equity: sum(figures.map(({ equity }) => equity)),
    unrealized: sum(figures.map(({ unrealized }) => unrealized)),
    marginUsed: sum(figures.map(({ marginUsed }) => marginUsed)),
    volume24h: sum(figures.map(({ volume24h }) => volume24h)),
    positions: figures.reduce((count, { positions }) => count + (positions ?? 0), 0),
    orders: figures.reduce((count, { orders }) => count + (orders ?? 0), 0),
    live: figures.filter(({ health }) => health === 'live').length,
    stale: figures.filter(({ health }) => health === 'stale').length,
    known: figures.filter(({ health }) => health !== 'unknown').length,
    accounts: figures.length,
  };
}

export function allFigures(accounts: ReadonlyMap<number, AccountState>): AccountFigures[] {
  return [...accounts.values()].map(figuresOf);
}
