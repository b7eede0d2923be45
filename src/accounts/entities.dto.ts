import type { Order, Position, Trade } from 'lighter-broadcaster-protocol/account';

/** An open position. Decimals are strings in the exchange's own spelling. */
export class PositionDto implements Position {
  /** @example 0 */
  market_id!: number;
  /** @example 'ETH' */
  symbol!: string;
  /** Signed: negative is short. @example '-1.5000' */
  size!: string;
  /** @example '2350.10' */
  avg_entry_price!: string;
  /** @example '3575.850000' */
  position_value!: string;
  /** @example '50.700000' */
  unrealized_pnl!: string;
  /** `null` while the exchange has not reported it. @example '12.340000' */
  realized_pnl!: string | null;
  /** Zero when there is none; `null` while the exchange has not reported it. @example '1421.88' */
  liquidation_price!: string | null;
  /** Percent: "5.00" is 20x; `null` while the exchange has not reported it. @example '5.00' */
  initial_margin_fraction!: string | null;
  /** `null` while the exchange has not reported it. */
  margin_mode!: 'cross' | 'isolated' | null;
  /** @example '0.000000' */
  allocated_margin!: string;
  /** @example '0.512000' */
  total_funding_paid_out!: string | null;
  /** @example 1 */
  open_order_count!: number;
  /** @example 0 */
  pending_order_count!: number;
  /** @example 0 */
  position_tied_order_count!: number;
  /** Last known mark price of the market; `null` before the first. @example '2383.90' */
  mark_price!: string | null;
  /** When that mark price arrived, in epoch milliseconds; changes with the price only. @example 1792000000000 */
  mark_at!: number | null;
  /** Source of PnL and value: reported by the exchange, or recomputed from `mark_price`. */
  pnl_source!: 'exchange' | 'mark';
  /** How far the mark may move against the position, in percent of the mark; `null` while unknown. @example '40.35' */
  liquidation_distance!: string | null;
}

/** A live order. Times are epoch milliseconds. */
export class OrderDto implements Order {
  /** @example '281476929510110' */
  order_id!: string;
  /** @example '790001' */
  client_order_id!: string;
  /** @example 0 */
  market_id!: number;
  /** @example 'ETH' */
  symbol!: string;
  side!: 'buy' | 'sell';
  /** @example 'limit' */
  type!: string;
  /** @example 'good-till-time' */
  time_in_force!: string;
  /** in-progress, pending or open; a final status (filled, canceled-…) appears once, as the order leaves. @example 'open' */
  status!: string;
  /** @example '2500.00' */
  price!: string;
  /** @example '0.00' */
  trigger_price!: string;
  /** @example 'na' */
  trigger_status!: string;
  /** @example '0.5000' */
  initial_base_amount!: string;
  /** @example '0.3000' */
  remaining_base_amount!: string;
  /** @example '0.2000' */
  filled_base_amount!: string;
  /** @example '500.000000' */
  filled_quote_amount!: string;
  reduce_only!: boolean;
  /** "0" when there is none. @example '0' */
  parent_order_id!: string;
  /** @example 1794419200000 */
  order_expiry!: number;
  /** @example 1792000000000 */
  created_at!: number;
  /** @example 1792000000000 */
  updated_at!: number;
  /** @example 1792000000000 */
  transaction_time!: number;
}

/** A fill, as seen from the account. Times are epoch milliseconds. */
export class TradeDto implements Trade {
  /** @example '5000001' */
  trade_id!: string;
  /** @example 0 */
  market_id!: number;
  /** @example 'ETH' */
  symbol!: string;
  side!: 'buy' | 'sell';
  role!: 'maker' | 'taker';
  /** trade, liquidation, deleverage or market-settlement. @example 'trade' */
  type!: string;
  /** @example '0.1000' */
  size!: string;
  /** @example '2383.90' */
  price!: string;
  /** @example '238.390000' */
  usd_amount!: string;
  /** What the account paid, in quote units. @example '0' */
  fee!: string;
  /** By this trade; `null` when it is neither reported nor computable (spot). @example '1.250000' */
  realized_pnl!: string | null;
  /** Signed; `null` when the exchange does not report it. @example '1.4000' */
  position_size_before!: string | null;
  /** @example '281476929510110' */
  order_id!: string;
  /** @example '790001' */
  client_order_id!: string;
  /** @example '0a1b2c' */
  tx_hash!: string;
  /** @example 303153000 */
  block_height!: number;
  /** @example 1792000000000 */
  timestamp!: number;
  /** @example 1792000000000 */
  transaction_time!: number;
}
