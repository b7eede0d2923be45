import { difference, shortest, sum } from 'lighter-broadcaster-protocol/decimal';
import type { AccountState, Funding, Order, Position, Trade } from 'lighter-broadcaster-protocol/account';
import type { HistoryRow, RowOf } from '../row.js';

/** The change that a row comes from. */
export interface Origin {
  epoch: string;
  seq: number;
  received_at: number;
}

/** What all rows of a change share: account, origin, and the exchange's raw text where known. */
export interface RowContext {
  account_index: number;
  /** Exchange timestamp of the change, otherwise its time of arrival; epoch ms. */
  at: number;
  origin: Origin;
  raw: string | null;
  /** Symbol of a market; `null` while unknown, when entities carry the market id instead. */
  symbolOf(marketId: number): string | null;
}

export type PositionEvent = 'opened' | 'changed' | 'flipped' | 'closed';
export type SnapshotReason = 'interval' | 'opened' | 'flipped' | 'closed';

export function tradeRow(trade: Trade, context: RowContext): HistoryRow {
  const { symbol, ...columns } = trade;
  return {
    table: 'trades',
    values: { ...columns, market: context.symbolOf(trade.market_id) ?? symbol, ...shared(context) },
  };
}

export function fundingRow(funding: Funding, context: RowContext): HistoryRow {
  const { symbol, ...columns } = funding;
  return {
    table: 'funding',
    values: { ...columns, market: context.symbolOf(funding.market_id) ?? symbol, ...shared(context) },
  };
}

export function orderRow(order: Order, context: RowContext): RowOf<'orders'> {
  return {
    timestamp: order.transaction_time || order.updated_at || context.at,
    order_id: order.order_id,
    client_order_id: order.client_order_id,
    market_id: order.market_id,
    market: context.symbolOf(order.market_id) ?? order.symbol,
    side: order.side,
    order_type: order.type,
    time_in_force: order.time_in_force,
    price: order.price,
    trigger_price: order.trigger_price,
    trigger_status: order.trigger_status,
    size: order.initial_base_amount,
    filled: order.filled_base_amount,
    remaining: order.remaining_base_amount,
    filled_quote: order.filled_quote_amount,
    status: order.status,
    reduce_only: order.reduce_only,
    parent_order_id: order.parent_order_id,
    order_expiry: order.order_expiry,
    placed_at: order.created_at,
    ...shared(context),
  };
}

/** The fields that count as a change of a position; the rest (PnL, value, mark) moves with every price. */
export function identityOf(position: Position) {
  return {
    side: position.size.startsWith('-') ? 'short' : 'long',
    size: position.size.replace('-', ''),
    entry_price: position.avg_entry_price,
    margin_mode: position.margin_mode,
    initial_margin_fraction: position.initial_margin_fraction,
  } satisfies Partial<RowOf<'positions'>>;
}

export function positionRow(
  position: Position,
  event: PositionEvent,
  context: RowContext,
): RowOf<'positions'> {
  return {
    timestamp: context.at,
    market_id: position.market_id,
    market: context.symbolOf(position.market_id) ?? position.symbol,
    event,
    ...identityOf(position),
    mark_price: position.mark_price,
    mark_at: position.mark_at,
    position_value: position.position_value,
    unrealized_pnl: position.unrealized_pnl,
    realized_pnl: position.realized_pnl,
    liquidation_price: position.liquidation_price,
    allocated_margin: position.allocated_margin,
    total_funding_paid_out: position.total_funding_paid_out,
    ...shared(context),
  };
}

/** `null` until the account's summary is known. */
export function snapshotRow(
  state: AccountState,
  reason: SnapshotReason,
  at: number,
  origin: Origin,
): HistoryRow | null {
  const { summary, positions, volumes } = state;
  if (!summary) return null;
  const values: RowOf<'account_snapshots'> = {
    account_index: state.account_index,
    timestamp: at,
    equity: summary.total_asset_value,
    collateral: summary.collateral,
    margin: shortestDifference(summary.collateral, summary.available_balance),
    available_balance: summary.available_balance,
    pnl: positions && shortest(sum(positions.map(({ unrealized_pnl }) => unrealized_pnl))),
    positions_count: positions?.length ?? null,
    orders_count: state.orders?.length ?? null,
    daily_volume: volumes?.daily_volume ?? null,
    weekly_volume: volumes?.weekly_volume ?? null,
    monthly_volume: volumes?.monthly_volume ?? null,
    total_volume: volumes?.total_volume ?? null,
    reason,
    stale: state.sections.summary.stale,
    raw_data: JSON.stringify({ summary, assets: state.assets, volumes }),
    ...origin,
  };
  return { table: 'account_snapshots', values };
}

function shared(context: RowContext): Origin & { account_index: number; raw_data: string | null } {
  return { account_index: context.account_index, raw_data: context.raw, ...context.origin };
}

function shortestDifference(a: string | null, b: string | null): string | null {
  return a === null || b === null ? null : shortest(difference(a, b));
}
