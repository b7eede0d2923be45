import type { Clock } from '../../src/clock/clock.js';
import {
  SECTIONS,
  type Asset,
  type Funding,
  type Gap,
  type Order,
  type Position,
  type Section,
  type SectionName,
  type Trade,
} from 'lighter-broadcaster-protocol/account';
import type { MarketStats } from 'lighter-broadcaster-protocol/operations';
import type { Arrival, ReportedPosition, Sourced } from '../../src/state/reported.js';
import type { AccountUpdate, OrdersUpdate, PositionsUpdate, TradesUpdate } from '../../src/state/update.js';

/** Builders of canonical entities and updates; fields that a test does not set have plausible values. */

export function anOrder(fields: Partial<Order> = {}): Order {
  return {
    order_id: '281476929510110',
    client_order_id: '790001',
    market_id: 0,
    symbol: 'ETH',
    side: 'sell',
    type: 'limit',
    time_in_force: 'good-till-time',
    status: 'open',
    price: '2500.00',
    trigger_price: '0.00',
    trigger_status: 'na',
    initial_base_amount: '0.5000',
    remaining_base_amount: '0.5000',
    filled_base_amount: '0.0000',
    filled_quote_amount: '0.000000',
    reduce_only: false,
    parent_order_id: '0',
    order_expiry: 1794419200000,
    created_at: 1792000000000,
    updated_at: 1792000000000,
    transaction_time: 1792000000000,
    ...fields,
  };
}

export function aPosition(fields: Partial<Position> = {}): Position {
  return {
    market_id: 0,
    symbol: 'ETH',
    size: '1.5000',
    avg_entry_price: '2350.10',
    position_value: '3575.850000',
    unrealized_pnl: '50.700000',
    realized_pnl: '12.340000',
    liquidation_price: '1421.88',
    initial_margin_fraction: '5.00',
    margin_mode: 'cross',
    allocated_margin: '0.000000',
    total_funding_paid_out: '0.512000',
    open_order_count: 1,
    pending_order_count: 0,
    position_tied_order_count: 0,
    mark_price: null,
    mark_at: null,
    pnl_source: 'exchange',
    liquidation_distance: null,
    ...fields,
  };
}

export function aTrade(fields: Partial<Trade> = {}): Trade {
  return {
    trade_id: '5000001',
    market_id: 0,
    symbol: 'ETH',
    side: 'buy',
    role: 'taker',
    type: 'trade',
    size: '0.1000',
    price: '2383.90',
    usd_amount: '238.390000',
    fee: '0',
    realized_pnl: null,
    position_size_before: null,
    order_id: '281476929510110',
    client_order_id: '790001',
    tx_hash: 'f00d',
    block_height: 303153000,
    timestamp: 1792000000000,
    transaction_time: 1792000000000,
    ...fields,
  };
}

export function anAsset(fields: Partial<Asset> = {}): Asset {
  return {
    asset_id: 3,
    symbol: 'USDC',
    balance: '10.000000',
    locked_balance: '0.000000',
    margin_mode: 'enabled',
    margin_balance: '4000.125000',
    ...fields,
  };
}

export function aFunding(fields: Partial<Funding> = {}): Funding {
  return {
    funding_id: '900001',
    market_id: 0,
    symbol: 'ETH',
    timestamp: 1792000000000,
    change: '-0.012000',
    rate: '0.0012',
    position_size: '1.5000',
    position_side: 'long',
    discount: '0',
    ...fields,
  };
}

export function aGap(fields: Partial<Gap> = {}): Gap {
  return {
    gap_id: '1792000000000',
    account_index: 7,
    cause: 'stream-lost',
    from_trade_id: null,
    to_trade_id: null,
    opened_at: 1792000000000,
    closed_at: null,
    trades_recovered: null,
    complete: null,
    reason: null,
    ...fields,
  };
}

export function stats(mark: string): MarketStats {
  return {
    mark_price: mark,
    index_price: mark,
    last_trade_price: mark,
    mid_price: mark,
    open_interest: '1000.0',
    current_funding_rate: '0.0010',
    funding_rate: '0.0012',
    funding_timestamp: 1792000000000,
    daily_base_token_volume: '100.0',
    daily_quote_token_volume: '250000.0',
    daily_price_low: mark,
    daily_price_high: mark,
    daily_price_change: '0.1',
  };
}

/** An arrival at a time that is both wall and monotonic time. */
export function fromStream(at: number): Arrival {
  return { source: 'stream', received_at: at, received_mono: at, exchange_at: null };
}

export function fromPoll(asked: number, at = asked): Arrival {
  return { source: 'rest', asked_mono: asked, received_at: at, received_mono: at, exchange_at: null };
}

/** An arrival just now, by a clock whose wall and monotonic time differ. */
export function streamedNow(clock: Clock): Arrival {
  return {
    source: 'stream',
    received_at: clock.wallNow(),
    received_mono: clock.monotonic(),
    exchange_at: null,
  };
}

export function polledNow(clock: Clock): Arrival {
  return { ...streamedNow(clock), source: 'rest', asked_mono: clock.monotonic() };
}

/** A position as the exchange would report it. */
export function reported(position: Position): ReportedPosition {
  const { mark_price: _, mark_at: __, pnl_source: ___, liquidation_distance: ____, ...row } = position;
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null),
  ) as unknown as ReportedPosition;
}

/** An entity with a text that differs from that of every other entity. */
export function sourced<T>(entity: T, version = 0): Sourced<T> {
  return { entity, text: JSON.stringify(entity), version };
}

export function ordersUpdate(
  account_index: number,
  arrival: Arrival,
  mode: 'snapshot' | 'update',
  ...rows: Sourced<Order>[]
): OrdersUpdate {
  return { type: 'orders', account_index, arrival, mode, rows };
}

export function positionsUpdate(
  account_index: number,
  arrival: Arrival,
  mode: 'snapshot' | 'update',
  ...rows: Position[]
): PositionsUpdate {
  return { type: 'positions', account_index, arrival, mode, rows: rows.map((row) => sourced(reported(row))) };
}

export function tradesUpdate(account_index: number, arrival: Arrival, ...rows: Trade[]): TradesUpdate {
  return { type: 'trades', account_index, arrival, rows: rows.map((row) => sourced(row)) };
}

/** The same standing for every section. */
export function sectionsOf(section: Section): Record<SectionName, Section> {
  return Object.fromEntries(SECTIONS.map((name) => [name, section])) as Record<SectionName, Section>;
}

/** Snapshots of a stream for the four sections that a live account needs, all empty. */
export function liveStream(account_index: number, arrival: Arrival): AccountUpdate[] {
  return [
    { type: 'summary', account_index, arrival, fields: { collateral: '0' } },
    { type: 'positions', account_index, arrival, mode: 'snapshot', rows: [] },
    { type: 'orders', account_index, arrival, mode: 'snapshot', rows: [] },
    { type: 'trades', account_index, arrival, mode: 'snapshot', rows: [] },
  ];
}
