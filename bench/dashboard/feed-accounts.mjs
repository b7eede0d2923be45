// Generated accounts in the canonical shape, for the dashboard's measurements.
import { SECTIONS } from 'lighter-broadcaster-protocol/account';

/**
 * @typedef {import('lighter-broadcaster-protocol/account').AccountState} AccountState
 * @typedef {import('lighter-broadcaster-protocol/account').Section} Section
 */

const SYMBOLS = [
  'ETH',
  'BTC',
  'SOL',
  'CRV',
  'DOGE',
  'LINK',
  'AVAX',
  'ARB',
  'OP',
  'SUI',
  'APT',
  'TIA',
  'NEAR',
  'WIF',
];
const PRICES = [3120, 96_400, 187, 0.74, 0.31, 17.4, 38.2, 0.92, 1.84, 3.41, 9.12, 5.07, 6.33, 2.21];

/** @param {number} seed */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * @param {number} index
 * @param {number} positions
 * @param {() => number} random
 * @param {number} now
 * @returns {AccountState & Required<{ [K in 'positions' | 'trades']: NonNullable<AccountState[K]> }>}
 */
export function makeAccount(index, positions, random, now) {
  /** @type {Section} */
  const fresh = { source: 'stream', updated_at: now, confirmed_at: now, stale: false, reason: null };
  const collateral = 5_000 + random() * 100_000;
  return {
    account_index: index,
    name: `Lighter_${1 + (index % 10)}_acc${index}`,
    label: null,
    summary: summary(collateral, random),
    positions: Array.from({ length: positions }, (_, market) => makePosition(market, random, now)),
    orders: Array.from({ length: 4 }, (_, place) =>
      makeOrder(`${index}${10_000 + place}`, place, random, now),
    ),
    trades: Array.from({ length: 20 }, (_, place) =>
      makeTrade(`${index}${90_000 - place}`, place % positions, random, now - place * 45_000),
    ),
    assets: [
      {
        asset_id: 3,
        symbol: 'USDC',
        balance: collateral.toFixed(6),
        locked_balance: '0.000000',
        margin_mode: 'cross',
        margin_balance: collateral.toFixed(6),
      },
    ],
    funding: [],
    volumes: {
      daily_volume: (random() * 1e6).toFixed(6),
      weekly_volume: '5000000.000000',
      monthly_volume: '21000000.000000',
      total_volume: '90000000.000000',
    },
    gaps: [],
    sections: /** @type {AccountState['sections']} */ (
      Object.fromEntries(SECTIONS.map((name) => [name, { ...fresh }]))
    ),
  };
}

/**
 * @param {number} collateral
 * @param {() => number} random
 * @returns {NonNullable<AccountState['summary']>}
 */
function summary(collateral, random) {
  return {
    collateral: collateral.toFixed(6),
    total_asset_value: (collateral * (0.97 + random() * 0.06)).toFixed(6),
    available_balance: (collateral * (0.3 + random() * 0.5)).toFixed(6),
    cross_asset_value: collateral.toFixed(6),
    cross_initial_margin_requirement: (collateral * 0.3).toFixed(6),
    cross_maintenance_margin_requirement: (collateral * 0.12).toFixed(6),
    leverage: (random() * 8).toFixed(2),
    margin_usage: (random() * 60).toFixed(2),
    buying_power: (collateral * 4).toFixed(6),
    account_trading_mode: 0,
    account_type: 0,
    status: 1,
    l1_address: '0x0000000000000000000000000000000000000000',
    total_order_count: 4,
    pending_order_count: 0,
  };
}

/**
 * @param {number} market
 * @param {() => number} random
 * @param {number} now
 * @returns {import('lighter-broadcaster-protocol/account').Position}
 */
export function makePosition(market, random, now) {
  const base = PRICES[market % PRICES.length] ?? 1;
  const mark = base * (0.99 + random() * 0.02);
  const size = (random() - 0.45) * (20_000 / base);
  const entry = base * (0.98 + random() * 0.04);
  return {
    market_id: market,
    symbol: SYMBOLS[market % SYMBOLS.length] ?? '',
    size: size.toFixed(4),
    avg_entry_price: entry.toFixed(4),
    position_value: Math.abs(size * mark).toFixed(6),
    unrealized_pnl: (size * (mark - entry)).toFixed(6),
    realized_pnl: ((random() - 0.5) * 500).toFixed(6),
    liquidation_price: (size > 0 ? mark * 0.8 : mark * 1.2).toFixed(4),
    initial_margin_fraction: '10.00',
    margin_mode: market % 3 === 0 ? 'isolated' : 'cross',
    allocated_margin: '0.000000',
    total_funding_paid_out: '1.250000',
    open_order_count: 0,
    pending_order_count: 0,
    position_tied_order_count: 0,
    mark_price: mark.toFixed(4),
    mark_at: now,
    pnl_source: 'mark',
    liquidation_distance: (15 + random() * 10).toFixed(2),
  };
}

/**
 * @param {string} id
 * @param {number} market
 * @param {() => number} random
 * @param {number} now
 * @returns {import('lighter-broadcaster-protocol/account').Order}
 */
export function makeOrder(id, market, random, now) {
  const size = (random() * 3).toFixed(4);
  return {
    order_id: id,
    client_order_id: '0',
    market_id: market,
    symbol: SYMBOLS[market] ?? '',
    side: random() > 0.5 ? 'buy' : 'sell',
    type: 'limit',
    time_in_force: 'good-till-time',
    status: 'open',
    price: ((PRICES[market] ?? 1) * (0.95 + random() * 0.1)).toFixed(4),
    trigger_price: '0.0000',
    trigger_status: 'na',
    initial_base_amount: size,
    remaining_base_amount: size,
    filled_base_amount: '0.0000',
    filled_quote_amount: '0.000000',
    reduce_only: false,
    parent_order_id: '0',
    order_expiry: now + 86_400_000,
    created_at: now,
    updated_at: now,
    transaction_time: now,
  };
}

/**
 * @param {string} id
 * @param {number} market
 * @param {() => number} random
 * @param {number} at
 * @returns {import('lighter-broadcaster-protocol/account').Trade}
 */
export function makeTrade(id, market, random, at) {
  const price = (PRICES[market] ?? 1) * (0.99 + random() * 0.02);
  const size = (random() * 900) / price;
  return {
    trade_id: id,
    market_id: market,
    symbol: SYMBOLS[market] ?? '',
    side: random() > 0.5 ? 'buy' : 'sell',
    role: random() > 0.5 ? 'maker' : 'taker',
    type: 'trade',
    size: size.toFixed(4),
    price: price.toFixed(4),
    usd_amount: (size * price).toFixed(6),
    fee: '0',
    realized_pnl: ((random() - 0.5) * 40).toFixed(6),
    position_size_before: '0.0000',
    order_id: '1',
    client_order_id: '0',
    tx_hash: '',
    block_height: 1,
    timestamp: Math.round(at),
    transaction_time: Math.round(at),
  };
}
