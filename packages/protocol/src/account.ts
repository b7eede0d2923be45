/** A decimal number as text, spelled as the exchange spelled it (trailing zeros kept). Never goes through a float. */
export type Decimal = string;

/** Epoch milliseconds. */
export type Millis = number;

export type Side = 'buy' | 'sell';

/**
 * Margin and equity of one account. A field is `null` until a source has reported it. The requirements, `cross_asset_value`,
 * `status` and the order counts come by REST only: section `requirements` has their freshness.
 */
export interface AccountSummary {
  collateral: Decimal | null;
  /** Collateral plus unrealized PnL; the stream calls the same number `portfolio_value`. */
  total_asset_value: Decimal | null;
  available_balance: Decimal | null;
  cross_asset_value: Decimal | null;
  cross_initial_margin_requirement: Decimal | null;
  cross_maintenance_margin_requirement: Decimal | null;
  /** From the stream only. */
  leverage: Decimal | null;
  /** Percent, from the stream only. */
  margin_usage: Decimal | null;
  buying_power: Decimal | null;
  /** 0 classic, 1 unified. */
  account_trading_mode: number | null;
  account_type: number | null;
  /** 1 active, 0 inactive. */
  status: number | null;
  l1_address: string | null;
  total_order_count: number | null;
  pending_order_count: number | null;
}

/** An open position (a flat one leaves the list). A `null` field was not reported yet, unless its comment says otherwise. */
export interface Position {
  market_id: number;
  symbol: string;
  /** Signed: negative is short. */
  size: Decimal;
  avg_entry_price: Decimal;
  position_value: Decimal;
  unrealized_pnl: Decimal;
  realized_pnl: Decimal | null;
  /** Zero when there is none. */
  liquidation_price: Decimal | null;
  /** Percent: "5.00" is 20x. */
  initial_margin_fraction: Decimal | null;
  margin_mode: 'cross' | 'isolated' | null;
  allocated_margin: Decimal;
  total_funding_paid_out: Decimal | null;
  open_order_count: number;
  pending_order_count: number;
  position_tied_order_count: number;
  /** Mark price at which the position is valued, `null` before the first. */
  mark_price: Decimal | null;
  /** When that mark price came. It changes with the price only; `sections.marks` has the freshness of marks. */
  mark_at: Millis | null;
  /** Source of `unrealized_pnl` and `position_value`: the exchange, or recomputed from `mark_price`. */
  pnl_source: 'exchange' | 'mark';
  /** Distance of the mark to the liquidation price in percent of the mark; `null` when there is none. */
  liquidation_distance: Decimal | null;
}

/** A live order (in-progress, pending or open); one that reached a final status leaves the list. */
export interface Order {
  order_id: string;
  client_order_id: string;
  market_id: number;
  symbol: string;
  side: Side;
  type: string;
  time_in_force: string;
  status: string;
  price: Decimal;
  trigger_price: Decimal;
  trigger_status: string;
  initial_base_amount: Decimal;
  remaining_base_amount: Decimal;
  filled_base_amount: Decimal;
  filled_quote_amount: Decimal;
  reduce_only: boolean;
  parent_order_id: string;
  order_expiry: Millis;
  created_at: Millis;
  updated_at: Millis;
  transaction_time: Millis;
}

const LIVE = new Set(['in-progress', 'pending', 'open']);

/** Whether an order of this status may still be filled; the others are final. */
export function isLiveStatus(status: string): boolean {
  return LIVE.has(status);
}

/** A fill of this account. */
export interface Trade {
  trade_id: string;
  market_id: number;
  symbol: string;
  /** Seen from the account. */
  side: Side;
  role: 'maker' | 'taker';
  /** trade, liquidation, deleverage, market-settlement. */
  type: string;
  size: Decimal;
  price: Decimal;
  usd_amount: Decimal;
  /** What the account paid, in quote units: usd_amount × its fee rate; "0" when the exchange reports none. */
  fee: Decimal;
  /** Realized PnL of the account by this trade, reported or computed from the cost before; `null` when neither is possible. */
  realized_pnl: Decimal | null;
  /** Signed size of the account's position before; `null` when the exchange does not report it. */
  position_size_before: Decimal | null;
  order_id: string;
  client_order_id: string;
  tx_hash: string;
  block_height: number;
  timestamp: Millis;
  transaction_time: Millis;
}

export interface Asset {
  asset_id: number;
  symbol: string;
  balance: Decimal;
  locked_balance: Decimal;
  margin_mode: string;
  margin_balance: Decimal;
}

/** One funding payment. */
export interface Funding {
  funding_id: string;
  market_id: number;
  symbol: string;
  timestamp: Millis;
  /** Signed: negative was paid, positive was received. */
  change: Decimal;
  rate: Decimal;
  position_size: Decimal;
  position_side: 'long' | 'short';
  discount: Decimal;
}

/** Traded quote volumes; `null` where the exchange has not reported one. */
export interface Volumes {
  daily_volume: Decimal | null;
  weekly_volume: Decimal | null;
  monthly_volume: Decimal | null;
  total_volume: Decimal | null;
}

/** A span in which fills of the account may have been missed. Open while `closed_at` is `null`. */
export interface Gap {
  gap_id: string;
  account_index: number;
  /** Why it opened: `start`, `first-start`, `stream-lost`, `subscription-lost`, `malformed-frame`, `paused`, … */
  cause: string;
  /** Last trade known before it; `null` when none was. */
  from_trade_id: string | null;
  to_trade_id: string | null;
  opened_at: Millis;
  closed_at: Millis | null;
  trades_recovered: number | null;
  /** Whether every trade of the span was recovered; `null` while open. */
  complete: boolean | null;
  /** Why it is not complete. */
  reason: string | null;
}

/** What people call an account, and how they group it. */
export interface AccountLabel {
  /** `null`: `name` is shown. */
  label: string | null;
  /** Alert rules can watch the accounts of a group. */
  group: string | null;
  tags: string[];
}

/** The parts of an account that are confirmed, and age, each on its own. */
export const SECTIONS = [
  'summary',
  'requirements',
  'positions',
  'marks',
  'orders',
  'trades',
  'assets',
  'funding',
  'volumes',
] as const;
export type SectionName = (typeof SECTIONS)[number];

/** How far a part of the account can be trusted. Stale data is marked, it never vanishes. `reason` holds no changing numbers. */
export interface Section {
  source: 'stream' | 'rest' | null;
  /** Last time its content changed. */
  updated_at: Millis | null;
  /**
   * Last time a source confirmed it; a REST answer is as old as its question. Travels with the next change, is none by
   * itself, and is left out of hash and ETag.
   */
  confirmed_at: Millis | null;
  stale: boolean;
  /** Why it is stale or unknown, else `null`. */
  reason: string | null;
}

/**
 * The canonical account: what `/ws` carries and `GET /api/accounts/{index}/state` answers. A list that is `null` is
 * unknown (its section has the reason); an empty one is known to be empty. Lists are sorted by their key (see `delta.ts`).
 */
export interface AccountState {
  account_index: number;
  /** `Lighter_{N}_{ID}`, as configured. */
  name: string;
  /** Its label; `null` until one is set. */
  label: AccountLabel | null;
  summary: AccountSummary | null;
  positions: Position[] | null;
  orders: Order[] | null;
  trades: Trade[] | null;
  assets: Asset[] | null;
  funding: Funding[] | null;
  volumes: Volumes | null;
  gaps: Gap[];
  sections: Record<SectionName, Section>;
}

/** Sections that have to be fresh for an account to be live; `marks` counts too while a position is open. */
const LIVE_SECTIONS = ['summary', 'positions', 'orders', 'trades'] as const;
const LIVE_WITH_MARKS = [...LIVE_SECTIONS, 'marks'] as const;

/** The first section that keeps an account from being live, `null` when it is. Every view, probe and count asks this. */
export function staleSection({ sections, positions }: AccountState): SectionName | null {
  const counted: readonly SectionName[] = positions?.length ? LIVE_WITH_MARKS : LIVE_SECTIONS;
  return counted.find((name) => sections[name].stale) ?? null;
}

/** Whether everything that an account's health depends on is fresh. */
export function isLive(account: AccountState): boolean {
  return staleSection(account) === null;
}
