import { Big } from 'big.js';
import { isLive, type AccountState, type Decimal, type Millis } from 'lighter-broadcaster-protocol/account';

/** One account in the words of the original's portfolio, without its lists. Decimals are exact. */
export interface AccountFigures {
  account_index: string;
  name: string;
  exchange: 'lighter';
  /** No section is stale. */
  is_live: boolean;
  /** Collateral plus unrealized PnL. (The original took the bare collateral for it.) */
  equity: Decimal;
  collateral: Decimal;
  available_balance: Decimal;
  unrealized_pnl: Decimal;
  /** Collateral less what is available. */
  margin_used: Decimal;
  /** Fraction of the collateral that is used. */
  margin_ratio: Decimal;
  volume_24h: Decimal;
  total_volume: Decimal;
  monthly_volume: Decimal;
  weekly_volume: Decimal;
  positions_count: number;
  orders_count: number;
  trades_count: number;
}

const DAY_MS = 86_400_000;

/** Decimal places of quotients, which have no exact decimal. */
const Ratio = Big();
Ratio.DP = 12;

/** What was never told counts as 0. `now` only matters while the exchange has not told its daily volume. */
export function figuresOf(state: AccountState, now: Millis): AccountFigures {
  const { summary, volumes } = state;
  const collateral = summary?.collateral ?? '0';
  const available = summary?.available_balance ?? collateral;
  const unrealized = sum((state.positions ?? []).map((position) => position.unrealized_pnl));
  const used = new Big(collateral).minus(available);
  return {
    account_index: String(state.account_index),
    name: state.name,
    exchange: 'lighter',
    is_live: isLive(state),
    equity: summary?.total_asset_value ?? new Big(collateral).plus(unrealized).toFixed(),
    collateral,
    available_balance: available,
    unrealized_pnl: unrealized.toFixed(),
    margin_used: used.toFixed(),
    margin_ratio: new Big(collateral).eq(0) ? '0' : new Ratio(used).div(collateral).toFixed(),
    volume_24h: volumes?.daily_volume ?? tradedSince(state, now - DAY_MS),
    total_volume: volumes?.total_volume ?? '0',
    monthly_volume: volumes?.monthly_volume ?? '0',
    weekly_volume: volumes?.weekly_volume ?? '0',
    positions_count: state.positions?.length ?? 0,
    orders_count: state.orders?.length ?? 0,
    trades_count: state.trades?.length ?? 0,
  };
}

export function sum(decimals: readonly Decimal[]): Big {
  return decimals.reduce((total, decimal) => total.plus(decimal), new Big(0));
}

function tradedSince({ trades }: AccountState, since: Millis): Decimal {
  const recent = (trades ?? []).filter(({ timestamp }) => timestamp > since);
  return sum(recent.map(({ size, price }) => new Big(size).times(price).toFixed())).toFixed();
}
