import type { Decimal, Trade } from 'lighter-broadcaster-protocol/account';
import { type FixedPoint, parseDecimal, shortest, times, toText } from 'lighter-broadcaster-protocol/decimal';
import type { Sourced } from '../../state/reported.js';
import type { LosslessDocument } from '../lossless-json.js';
import { FIRST_SPOT_MARKET, type WireObject } from '../wire.js';
import {
  decimal,
  decimalOr,
  flag,
  id,
  idOr,
  integer,
  integerOr,
  isBlank,
  millis,
  text,
  textOr,
} from './fields.js';
import type { SymbolLookup } from './order.js';
import { realizedBy } from './trade-pnl.js';

/** A trade from the account's side; `null` when the account had no part in it. */
export function mapTrade(
  row: WireObject,
  accountIndex: number,
  document: LosslessDocument,
  symbolOf: SymbolLookup,
): Sourced<Trade> | null {
  const bought = integer(row, 'bid_account_id') === accountIndex;
  if (!bought && integer(row, 'ask_account_id') !== accountIndex) return null;
  const own = bought ? 'bid' : 'ask';
  const role = flag(row, 'is_maker_ask') === bought ? 'taker' : 'maker';
  const marketId = integer(row, 'market_id');
  const usdAmount = decimal(row, 'usd_amount');
  const entity: Trade = {
    trade_id: id(row, 'trade_id_str', 'trade_id'),
    market_id: marketId,
    symbol: symbolOf(marketId),
    side: bought ? 'buy' : 'sell',
    role,
    type: text(row, 'type'),
    size: decimal(row, 'size'),
    price: decimal(row, 'price'),
    usd_amount: usdAmount,
    fee: feeOf(usdAmount, decimalOr(row, `${role}_fee`, '0')),
    realized_pnl: decimalOr(row, `${own}_account_pnl`, null) ?? computed(row, role, bought),
    position_size_before: decimalOr(row, `${role}_position_size_before`, null),
    order_id: id(row, `${own}_id_str`, `${own}_id`),
    client_order_id: idOr(row, '0', `${own}_client_id_str`, `${own}_client_id`),
    tx_hash: textOr(row, 'tx_hash', ''),
    block_height: integerOr(row, 'block_height', 0),
    timestamp: millis(row, 'timestamp'),
    transaction_time: millis(row, 'transaction_time'),
  };
  return { entity, text: document.textOf(row), version: integerOr(row, 'transaction_time', 0) };
}

/**
 * The stream reports no PnL, but size and cost of the position before. A trade that opens a position omits both,
 * because they are zero; a spot trade has neither, and no PnL.
 */
function computed(row: WireObject, role: 'maker' | 'taker', bought: boolean): Decimal | null {
  const sizeBefore = decimalOr(row, `${role}_position_size_before`, null);
  if (sizeBefore === null && isSpot(row)) return null;
  return realizedBy({
    bought,
    size: decimal(row, 'size'),
    price: decimal(row, 'price'),
    sizeBefore,
    entryQuoteBefore: decimalOr(row, `${role}_entry_quote_before`, null),
  });
}

/** Perpetuals may get ids of spot markets too; a margin fraction identifies them. */
function isSpot(row: WireObject): boolean {
  if (!isBlank(row.market_kind)) return row.market_kind === 'spot';
  const hasMargin = ['maker', 'taker'].some(
    (role) => !isBlank(row[`${role}_initial_margin_fraction_before`]),
  );
  return !hasMargin && integer(row, 'market_id') >= FIRST_SPOT_MARKET;
}

const MILLIONTH: FixedPoint = { units: 1n, scale: 6 };

/** The fee rate is in parts per million of the notional. */
function feeOf(usdAmount: Decimal, rate: Decimal): Decimal {
  return Number(rate) === 0
    ? '0'
    : shortest(toText(times(times(parseDecimal(usdAmount), parseDecimal(rate)), MILLIONTH)));
}
