import {
  isLive,
  type AccountState,
  type Decimal,
  type Millis,
  type SectionName,
} from 'lighter-broadcaster-protocol/account';
import {
  difference,
  isZero,
  parseDecimal,
  plus,
  quotient,
  shortest,
  sum,
  times,
  toText,
  ZERO,
} from 'lighter-broadcaster-protocol/decimal';

/** One account in the shape of the original's portfolio, without its lists. Decimals are exact. */
export interface PortfolioFigures {
  account_index: string;
  name: string;
  exchange: 'lighter';
  /** Everything that the account's health depends on is fresh. */
  is_live: boolean;
  /** Collateral plus unrealized PnL; `null` while unknown. (The original used the bare collateral.) */
  equity: Decimal | null;
  collateral: Decimal;
  available_balance: Decimal;
  unrealized_pnl: Decimal;
  /** Collateral less the available balance. */
  margin_used: Decimal;
  /** Used fraction of the collateral. */
  margin_ratio: Decimal;
  volume_24h: Decimal;
  total_volume: Decimal;
  monthly_volume: Decimal;
  weekly_volume: Decimal;
  positions_count: number;
  orders_count: number;
  trades_count: number;
}

/** The totals over accounts, each with the sections that it depends on. */
export const TOTALS = {
  total_equity: ['summary'],
  total_unrealized_pnl: ['positions', 'marks'],
  total_margin_used: ['summary'],
  total_positions: ['positions'],
  total_active_orders: ['orders'],
  total_trades: ['trades'],
} as const satisfies Record<string, readonly SectionName[]>;

export type TotalName = keyof typeof TOTALS;

/** `excluded`: the figure cannot be known (no credential), so sums omit it. */
export type ShareStanding = 'fresh' | 'stale' | 'unknown' | 'excluded';

/** Figures of an account, and how they count in each total. */
export interface AccountShare {
  figures: PortfolioFigures;
  standing: Record<TotalName, ShareStanding>;
}

const DAY_MS = 86_400_000;

/** Decimal places of quotients, which have no exact decimal. */
const RATIO_DIGITS = 12;

/** @param now only matters while the exchange has not reported its daily volume */
export function shareOf(state: AccountState, now: Millis): AccountShare {
  return { figures: figuresOf(state, now), standing: standingOf(state) };
}

/** An unknown figure counts as 0, except the equity. */
function figuresOf(state: AccountState, now: Millis): PortfolioFigures {
  const { volumes } = state;
  const { collateral, available_balance } = state.summary ?? {};
  const known = collateral ?? '0';
  const available = available_balance ?? known;
  const used = difference(known, available);
  return {
    account_index: String(state.account_index),
    name: state.name,
    exchange: 'lighter',
    is_live: isLive(state),
    equity: equityOf(state),
    collateral: known,
    available_balance: available,
    unrealized_pnl: unrealizedOf(state),
    margin_used: shortest(used),
    margin_ratio: isZero(known)
      ? '0'
      : shortest(quotient(parseDecimal(used), parseDecimal(known), RATIO_DIGITS)),
    volume_24h: volumes?.daily_volume ?? tradedSince(state, now - DAY_MS),
    total_volume: volumes?.total_volume ?? '0',
    monthly_volume: volumes?.monthly_volume ?? '0',
    weekly_volume: volumes?.weekly_volume ?? '0',
    positions_count: state.positions?.length ?? 0,
    orders_count: state.orders?.length ?? 0,
    trades_count: state.trades?.length ?? 0,
  };
}

/** Collateral alone is no equity: without the positions their PnL is unknown. */
function equityOf(state: AccountState): Decimal | null {
  const { total_asset_value, collateral } = state.summary ?? {};
  if (total_asset_value != null) return total_asset_value;
  if (collateral == null || state.positions === null) return null;
  return shortest(sum([collateral, unrealizedOf(state)]));
}

function standingOf(state: AccountState): Record<TotalName, ShareStanding> {
  const { summary, positions, orders, trades } = state;
  const known: Record<TotalName, boolean> = {
    total_equity: equityOf(state) !== null,
    total_unrealized_pnl: positions !== null,
    total_margin_used: summary?.collateral != null && summary.available_balance !== null,
    total_positions: positions !== null,
    total_active_orders: orders !== null,
    total_trades: trades !== null,
  };
  const sections: Record<TotalName, readonly SectionName[]> = { ...TOTALS };
  // Then it is the collateral and the PnL of the positions.
  if (summary?.total_asset_value == null) sections.total_equity = ['summary', 'positions', 'marks'];
  const entries = Object.entries(sections) as [TotalName, readonly SectionName[]][];
  return Object.fromEntries(
    entries.map(([total, names]) => [total, standingBy(state, known[total], names)]),
  ) as Record<TotalName, ShareStanding>;
}

function standingBy(
  { sections }: AccountState,
  known: boolean,
  names: readonly SectionName[],
): ShareStanding {
  if (!known) return sections[names[0]!].stale ? 'unknown' : 'excluded';
  return names.some((name) => sections[name].stale) ? 'stale' : 'fresh';
}

function unrealizedOf({ positions }: AccountState): Decimal {
  return shortest(sum((positions ?? []).map(({ unrealized_pnl }) => unrealized_pnl)));
}

function tradedSince({ trades }: AccountState, since: Millis): Decimal {
  const recent = (trades ?? []).filter(({ timestamp }) => timestamp > since);
  const values = recent.map(({ size, price }) => times(parseDecimal(size), parseDecimal(price)));
  return shortest(toText(values.reduce(plus, ZERO)));
}
