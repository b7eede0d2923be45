import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import { difference, sum } from 'lighter-broadcaster-protocol/decimal';
import type { EquityAt } from './queries.js';
import type { StoredRow } from './row.js';

/** Change of an account's equity over a span. */
export interface EquityChange {
  account_index: number;
  opening_equity: Decimal;
  /** When it was recorded. */
  opening_at: Millis;
  closing_equity: Decimal;
  closing_at: Millis;
  /** Since `opening_at`, where that is later than the span's start. */
  cash_flows: Decimal;
  /** What equity gained without cash flows: realized and unrealized PnL, fees and funding. */
  total_pnl: Decimal;
}

/**
 * The change within [from, to]; `null` when no equity in it was recorded.
 * @param found equities recorded at or before the ends of the span, of any account
 * @param flows cash flows of the span, of any account
 */
export function equityChangeOf(
  account_index: number,
  found: readonly EquityAt[],
  flows: readonly StoredRow<'cash_flows'>[],
  from: number,
  to: number,
): EquityChange | null {
  const at = (time: number) =>
    found.find((each) => each.account_index === account_index && each.time === time);
  const [opening, closing] = [at(from), at(to)];
  if (!opening || !closing || opening.at > to) return null;
  const since = Math.max(opening.at, from);
  const own = flows.filter((flow) => flow.account_index === account_index && (flow.timestamp ?? 0) >= since);
  const cash_flows = sum(own.map(({ amount }) => amount));
  return {
    account_index,
    opening_equity: opening.equity,
    opening_at: opening.at,
    closing_equity: closing.equity,
    closing_at: closing.at,
    cash_flows,
    total_pnl: difference(difference(closing.equity, opening.equity), cash_flows),
  };
}
