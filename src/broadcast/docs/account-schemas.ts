import type {
  AccountState,
  AccountSummary,
  Asset,
  Funding,
  Gap,
  Order,
  Position,
  Section,
  Trade,
  Volumes,
} from 'lighter-broadcaster-protocol/account';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import {
  decimal,
  listOf,
  millis,
  orNull,
  partial,
  record,
  ref,
  text,
  whole,
  yesNo,
  type Schema,
} from './schema.js';

/** One schema per field: a field added to the type but not here fails to compile. */
type FieldsOf<T> = Record<keyof T, Schema>;

const maybe = orNull(decimal);
const count = orNull(whole);

const summary: FieldsOf<AccountSummary> = {
  ...{ collateral: maybe, total_asset_value: maybe, available_balance: maybe, cross_asset_value: maybe },
  ...{ cross_initial_margin_requirement: maybe, cross_maintenance_margin_requirement: maybe },
  ...{ leverage: maybe, margin_usage: maybe, buying_power: maybe },
  ...{ account_trading_mode: count, account_type: count, status: count, l1_address: orNull(text) },
  ...{ total_order_count: count, pending_order_count: count },
};

const position: FieldsOf<Position> = {
  ...{ market_id: whole, symbol: text, size: decimal, avg_entry_price: decimal, position_value: decimal },
  ...{
    unrealized_pnl: decimal,
    realized_pnl: decimal,
    liquidation_price: decimal,
    initial_margin_fraction: decimal,
  },
  margin_mode: { enum: ['cross', 'isolated'] },
  ...{
    allocated_margin: decimal,
    total_funding_paid_out: maybe,
    open_order_count: whole,
    pending_order_count: whole,
  },
  ...{ position_tied_order_count: whole, mark_price: maybe, pnl_source: { enum: ['exchange', 'mark'] } },
  liquidation_distance: maybe,
};

const order: FieldsOf<Order> = {
  ...{
    order_id: text,
    client_order_id: text,
    market_id: whole,
    symbol: text,
    side: { enum: ['buy', 'sell'] },
  },
  ...{
    type: text,
    time_in_force: text,
    status: text,
    price: decimal,
    trigger_price: decimal,
    trigger_status: text,
  },
  ...{ initial_base_amount: decimal, remaining_base_amount: decimal, filled_base_amount: decimal },
  ...{ filled_quote_amount: decimal, reduce_only: yesNo, parent_order_id: text, order_expiry: millis },
  ...{ created_at: millis, updated_at: millis, transaction_time: millis },
};

const trade: FieldsOf<Trade> = {
  ...{
    trade_id: text,
    market_id: whole,
    symbol: text,
    side: { enum: ['buy', 'sell'] },
    role: { enum: ['maker', 'taker'] },
  },
  ...{ type: text, size: decimal, price: decimal, usd_amount: decimal, fee: decimal, realized_pnl: maybe },
  ...{
    position_size_before: maybe,
    order_id: text,
    client_order_id: text,
    tx_hash: text,
    block_height: whole,
  },
  ...{ timestamp: millis, transaction_time: millis },
};

const asset: FieldsOf<Asset> = {
  ...{
    asset_id: whole,
    symbol: text,
    balance: decimal,
    locked_balance: decimal,
    margin_mode: text,
    margin_balance: decimal,
  },
};

const funding: FieldsOf<Funding> = {
  ...{ funding_id: text, market_id: whole, symbol: text, timestamp: millis, change: decimal, rate: decimal },
  ...{ position_size: decimal, position_side: { enum: ['long', 'short'] }, discount: decimal },
};

const volumes: FieldsOf<Volumes> = {
  ...{ daily_volume: decimal, weekly_volume: decimal, monthly_volume: decimal, total_volume: decimal },
};

const gap: FieldsOf<Gap> = {
  ...{
    gap_id: text,
    account_index: whole,
    cause: text,
    from_trade_id: orNull(text),
    to_trade_id: orNull(text),
  },
  ...{ opened_at: millis, closed_at: orNull(millis), trades_recovered: count, complete: orNull(yesNo) },
  reason: orNull(text),
};

const section: FieldsOf<Section> = {
  ...{ source: { enum: ['stream', 'rest', null] }, updated_at: orNull(millis), confirmed_at: orNull(millis) },
  ...{ stale: yesNo, reason: orNull(text) },
};

const SECTION = ref('Section');
const sections = { summary: SECTION, positions: SECTION, orders: SECTION, trades: SECTION };
const known = (name: string): Schema => orNull(listOf(ref(name)));

const account: FieldsOf<AccountState> = {
  ...{
    account_index: whole,
    name: text,
    summary: orNull(ref('AccountSummary')),
    positions: known('Position'),
  },
  ...{ orders: known('Order'), trades: known('Trade'), assets: known('Asset'), funding: known('Funding') },
  ...{ volumes: orNull(ref('Volumes')), gaps: listOf(ref('Gap')), sections: partial(sections) },
};

const moved = (name: string): Schema => ({
  oneOf: [record({ set: known(name) }), partial({ upsert: listOf(ref(name)), remove: listOf(text) })],
});

const delta: FieldsOf<AccountDelta> = {
  ...{ name: text, summary: orNull(ref('AccountSummary')), volumes: orNull(ref('Volumes')) },
  ...{ positions: moved('Position'), orders: moved('Order'), trades: moved('Trade'), assets: moved('Asset') },
  ...{ funding: moved('Funding'), gaps: moved('Gap'), sections: partial(sections) },
};

export const ACCOUNT_SCHEMAS: Readonly<Record<string, Schema>> = {
  AccountState: record(account),
  AccountView: record(
    account,
    Object.keys(account).filter((name) => !['account_index', 'name', 'sections'].includes(name)),
  ),
  AccountDelta: partial(delta),
  AccountSummary: record(summary),
  Position: record(position),
  Order: record(order),
  Trade: record(trade),
  Asset: record(asset),
  Funding: record(funding),
  Volumes: record(volumes),
  Gap: record(gap),
  Section: record(section),
};
