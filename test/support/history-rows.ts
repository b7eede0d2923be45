import { sectionsOf } from './canonical.js';
import type { AccountState, Order, Position, Trade } from 'lighter-broadcaster-protocol/account';
import type { HistoryRow, RowOf } from '../../src/history/row.js';
import type { TableName } from '../../src/history/tables.js';
import { columnsOf } from '../../src/history/tables.js';
import { anOrder, aPosition, aTrade } from './canonical.js';

/** Midnight UTC. */
export const DAY = Date.parse('2026-11-01T00:00:00Z');

/** A table row with only the given fields set. */
export function historyRow<T extends TableName>(table: T, values: Partial<RowOf<T>>): HistoryRow {
  const empty = Object.fromEntries(columnsOf(table).map(([name]) => [name, null]));
  const origin = { account_index: 7, timestamp: DAY, epoch: 'e1', seq: 1, received_at: DAY };
  return { table, values: { ...empty, ...origin, ...values } } as unknown as HistoryRow;
}

export function tradeRowOf(tradeId: string, values: Partial<RowOf<'trades'>> = {}): HistoryRow {
  return historyRow('trades', {
    trade_id: tradeId,
    market_id: 0,
    market: 'ETH',
    side: 'buy',
    role: 'taker',
    type: 'trade',
    price: '2500.00',
    size: '0.1000',
    usd_amount: '250.000000',
    fee: '0.0875',
    order_id: '281476929510110',
    ...values,
  });
}

export function position(fields: Partial<Position> = {}): Position {
  return aPosition({
    size: '1.0000',
    avg_entry_price: '2500.00',
    position_value: '2510.000000',
    unrealized_pnl: '10.000000',
    realized_pnl: '0.000000',
    liquidation_price: '0',
    total_funding_paid_out: null,
    open_order_count: 0,
    mark_price: '2510.00',
    ...fields,
  });
}

export function order(fields: Partial<Order> = {}): Order {
  return anOrder({
    order_id: '10414574259102759',
    client_order_id: '1',
    market_id: 36,
    symbol: 'CRV',
    side: 'buy',
    price: '0.50000',
    trigger_price: '0.00000',
    initial_base_amount: '100.0',
    remaining_base_amount: '100.0',
    filled_base_amount: '0.0',
    order_expiry: DAY + 86_400_000,
    created_at: DAY,
    updated_at: DAY,
    transaction_time: DAY,
    ...fields,
  });
}

export function trade(fields: Partial<Trade> = {}): Trade {
  return aTrade({
    trade_id: '1',
    price: '2500.00',
    usd_amount: '250.000000',
    fee: '0.0875',
    realized_pnl: '0.000000',
    position_size_before: '0.0000',
    client_order_id: '1',
    tx_hash: '0xabc',
    block_height: 1,
    timestamp: DAY,
    transaction_time: DAY,
    ...fields,
  });
}

export function account(fields: Partial<AccountState> = {}): AccountState {
  const section = {
    source: 'stream',
    updated_at: DAY,
    confirmed_at: DAY,
    stale: false,
    reason: null,
  } as const;
  return {
    account_index: 7,
    name: 'Lighter_1_a',
    label: null,
    summary: {
      collateral: '1000.100000',
      total_asset_value: '1010.100000',
      available_balance: '900.000001',
      cross_asset_value: null,
      cross_initial_margin_requirement: null,
      cross_maintenance_margin_requirement: null,
      leverage: null,
      margin_usage: null,
      buying_power: null,
      account_trading_mode: 0,
      account_type: 0,
      status: 1,
      l1_address: null,
      total_order_count: 1,
      pending_order_count: 0,
    },
    positions: [],
    orders: [],
    trades: [],
    assets: [],
    funding: [],
    volumes: null,
    gaps: [],
    sections: sectionsOf(section),
    ...fields,
  };
}
