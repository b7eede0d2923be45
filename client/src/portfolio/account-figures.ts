import { staleSection } from 'lighter-broadcaster-protocol/account';
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

/** An account's figures on the overview, `null` where unknown. */
export interface AccountFigures {
  account: AccountState;
  health: Health;
  /** Why it is not live. */
  reason: string | null;
  equity: string | null;
  unrealized: string | null;
  marginUsed: string | null;
  /** Margin used, in percent of collateral. */
  marginUsage: string | null;
  positions: number | null;
  orders: number | null;
  volume24h: string | null;
  /** Distance of the position nearest to liquidation, in percent of its mark. */
  liquidationDistance: string | null;
  /** Latest confirmation of any section. */
  confirmedAt: number | null;
}

export const figuresOf = rememberEach((account: AccountState): AccountFigures => {
  const { summary, positions, orders, volumes, sections } = account;
  const stale = staleSection(account);
  const known = summary !== null || positions !== null;
  const marginUsed = summary && marginUsedOf(summary);
  return {
    account,
    health: !known ? 'unknown' : stale ? 'stale' : 'live',
    reason: stale ? (sections[stale].reason ?? `${stale} not confirmed recently`) : null,
    equity: summary?.total_asset_value ?? null,
    unrealized: positions && sum(positions.map((position) => position.unrealized_pnl)),
    marginUsed,
    marginUsage: marginUsed && percent(marginUsed, summary?.collateral),
    positions: positions?.length ?? null,
    orders: orders?.length ?? null,
    volume24h: volumes?.daily_volume ?? null,
    liquidationDistance: nearest(positions?.map((position) => position.liquidation_distance)),
    confirmedAt: latest(SECTIONS.map((name) => sections[name].confirmed_at)),
  };
});

type Summary = NonNullable<AccountState['summary']>;

function marginUsedOf({ collateral, available_balance }: Summary): string | null {
  return collateral === null || available_balance === null ? null : difference(collateral, available_balance);
}

function percent(part: string, whole: string | null | undefined): string | null {
  if (!whole) return null;
  const hundredfold = times(parseDecimal(part), parseDecimal('100'));
  return isZero(whole) ? '0.00' : quotient(hundredfold, parseDecimal(whole), 2);
}

function nearest(distances: (string | null)[] | undefined): string | null {
  const known = (distances ?? []).filter((distance) => distance !== null);
  return known.sort(compareDecimals)[0] ?? null;
}

function latest(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.max(...known) : null;
}
