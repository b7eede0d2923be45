import { difference, parseDecimal, quotient, signOf, sum, times } from 'lighter-broadcaster-protocol/decimal';
import { startOfLocalDay } from 'lighter-broadcaster-protocol/local-day';
import type { EquityChange } from '../api/history.js';
import { shownZone } from '../format/time.js';

/** Midnight in the shown time zone. */
export function startOfToday(now: number): number {
  return startOfLocalDay(now, shownZone());
}

/** What an account or several gained since a moment, without deposits and withdrawals. */
export interface Gain {
  pnl: string;
  /** Of the opening equity and what was paid in; `null` when that is nothing. */
  percent: string | null;
}

type Opening = Pick<EquityChange, 'opening_equity' | 'cash_flows'>;

/** Gain of an account whose equity is known now. */
export function gainOf(equity: string, opening: Opening): Gain {
  return gain(equity, opening.opening_equity, opening.cash_flows);
}

/** Gain of several accounts together; each needs its equity now and its opening. */
export function gainOfAll(accounts: readonly (Opening & { equity: string })[]): Gain {
  const total = (of: keyof Opening | 'equity') => sum(accounts.map((account) => account[of]));
  return gain(total('equity'), total('opening_equity'), total('cash_flows'));
}

function gain(equity: string, opening: string, flows: string): Gain {
  const pnl = difference(difference(equity, opening), flows);
  const invested = signOf(flows) > 0 ? sum([opening, flows]) : opening;
  const percent =
    signOf(invested) > 0
      ? quotient(times(parseDecimal(pnl), parseDecimal('100')), parseDecimal(invested), 2)
      : null;
  return { pnl, percent };
}
