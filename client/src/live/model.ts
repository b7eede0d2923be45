/** A decimal number as text, spelled as the exchange spelled it (trailing zeros kept). Never goes through a float. */
export type Decimal = string;

/** Epoch milliseconds. */
export type Millis = number;

export type Side = 'buy' | 'sell';

/** Margin and equity of one account. Fields that only one source tells stay `null` until that source has spoken. */
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

/** An open position (a flat one leaves the list). */
export interface Position {
  market_id: number;
  symbol: string;
  /** Signed: negative is short. */
  size: Decimal;
  avg_entry_price: Decimal;
  position_value: Decimal;
  unrealized_pnl: Decimal;
  realized_pnl: Decimal;
  liquidation_price: Decimal;
  /** Percent: "5.00" is 20x. */
  initial_margin_fraction: Decimal;
  margin_mode: 'cross' | 'isolated';
  allocated_margin: Decimal;
  total_funding_paid_out: Decimal | null;
  open_order_count: number;
  pending_order_count: number;
  position_tied_order_count: number;
  /** Last mark price heard of this market, `null` before the first. */
  mark_price: Decimal | null;
  /** Where `unrealized_pnl` and `position_value` come from: told by the exchange, or recomputed from `mark_price`. */
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
  /** What the account paid, in quote units: usd_amount × its fee rate; "0" when the exchange tells none. */
  fee: Decimal;
  /** Realized PnL of the account by this trade; `null` when the exchange does not tell. */
  realized_pnl: Decimal | null;
  /** Signed size of the account's position before; `null` when the exchange does not tell. */
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

/** Traded quote volumes. */
export interface Volumes {
  daily_volume: Decimal;
  weekly_volume: Decimal;
  monthly_volume: Decimal;
  total_volume: Decimal;
}

/** A span in which fills of the account may have been missed. Open while `closed_at` is `null`. */
export interface Gap {
  gap_id: string;
  account_index: number;
  /** Why it opened: `start`, `first-start`, `stream-lost`, `paused`, … */
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

export const SECTIONS = ['summary', 'positions', 'orders', 'trades'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** How far a part of the account can be trusted. Stale data is marked, it never vanishes. */
export interface Section {
  source: 'stream' | 'rest' | null;
  /** Last time its content changed. */
  updated_at: Millis | null;
  /** Last time a source said that it still holds. Travels with the next change, is none by itself, and is left out of hash and ETag. */
  confirmed_at: Millis | null;
  stale: boolean;
  /** Why it is stale or unknown, else `null`. */
  reason: string | null;
}

/**
 * The canonical account: what `/ws` carries and `GET /api/accounts/{index}/state` answers. A list that is `null` is
 * unknown (its section says why); an empty one is known to be empty. Lists are sorted by their key (see `delta.ts`).
 */
export interface AccountState {
  account_index: number;
  name: string;
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

/** Whether any section of the account is stale. */
export function isStale({ sections }: AccountState): boolean {
  return SECTIONS.some((name) => sections[name].stale);
}

/** A market of the exchange: its catalogue entry and its latest statistics. */
export interface Market {
  market_id: number;
  symbol: string;
  market_type: 'perp' | 'spot';
  status: string;
  size_decimals: number;
  price_decimals: number;
  stats: MarketStats | null;
}

export interface MarketStats {
  mark_price: Decimal;
  index_price: Decimal;
  last_trade_price: Decimal;
  /** `null` while the book has one side only. */
  mid_price: Decimal | null;
  open_interest: Decimal;
  current_funding_rate: Decimal;
  funding_rate: Decimal;
  funding_timestamp: Millis;
  daily_base_token_volume: Decimal;
  daily_quote_token_volume: Decimal;
  daily_price_low: Decimal;
  daily_price_high: Decimal;
  daily_price_change: Decimal;
}

export type LinkKind = 'rest' | 'websocket';

/**
 * One line to the exchange: the REST polling of an account, or its stream. `link_id` is `rest/{index}` or
 * `websocket/{index}`; the session that carries market statistics is `websocket/markets` with a `null` account.
 * A change of state is reported at once; counters follow at most once a second.
 */
export interface LinkState {
  link_id: string;
  kind: LinkKind;
  account_index: number | null;
  account_name: string;
  /** `refused`: the line is up but a subscription (or every token) was refused, so the account is not followed. */
  state: 'idle' | 'connecting' | 'connected' | 'waiting' | 'refused' | 'paused';
  /** 0: at once and quick attempts; 1: every 60 s, 5 times; 2: every 300 s. 1 with 0 attempts after success, as in the original. */
  retry_phase: 0 | 1 | 2;
  phase_attempts: number;
  next_attempt_at: Millis | null;
  connected_since: Millis | null;
  last_success_at: Millis | null;
  last_failure_at: Millis | null;
  last_message_at: Millis | null;
  last_pong_at: Millis | null;
  /** Round trip of the last ping (stream) or poll (REST) in ms; `null` or absent before the first. */
  rtt_ms?: number | null;
  /** REST: requests; stream: frames received. */
  messages: number;
  successes: number;
  failures: number;
  consecutive_failures: number;
  reconnects: number;
  /** REST: seconds between polls that the budget allows just now; `null` for streams. */
  poll_interval_effective: number | null;
  requests_per_minute: number;
  egress_id: string;
  has_proxy: boolean;
  /** Short text without secrets. */
  last_error: string | null;
  refused_channels: string[];
  /** When the credential itself ends; `null` when unknown, none, or renewed by us. */
  credential_expires_at: Millis | null;
}

/** One way out to the exchange. */
export interface EgressState {
  egress_id: string;
  /** `direct`, or the host of the proxy in use, without credentials. */
  host: string;
  protocol: string;
  healthy: boolean;
  /** proxy-auth (407), proxy-refused, proxy-timeout, proxy-garbage, rate-limited, … or `null`. */
  fault: string | null;
  accounts: number[];
  budget: { limit: number; used: number; remaining: number; window_s: number };
  /** Until when a 429 silenced it. */
  blocked_until: Millis | null;
  rate_limited_count: number;
}

export type IncidentSource = 'rest' | 'websocket' | 'egress' | 'history' | 'gateway' | 'system';

/** Something that went wrong and that an operator may want to know. Holds no secret. */
export interface Incident {
  incident_id: string;
  timestamp: Millis;
  account_index: number | null;
  account_name: string | null;
  source: IncidentSource;
  severity: 'info' | 'warning' | 'error';
  /** Stable kebab-case kind, such as `malformed-frame` or `proxy-auth`. */
  error_type: string;
  /** The exchange's or HTTP's own code where there is one. */
  error_code: string | null;
  message: string;
}

/** Whether collection runs. */
export interface ControlState {
  rest_paused: boolean;
  ws_paused: boolean;
}

/** Links, egresses, clock offset and control: what the `connections` channel is derived from. */
export interface ConnectionsState {
  links: LinkState[];
  egresses: EgressState[];
  control: ControlState;
}
