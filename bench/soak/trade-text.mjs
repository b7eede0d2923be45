// One line of text per trade, equal for the exchange's record and for the store's row.
import { built } from '../support/built.mjs';

/** @type {typeof import('../../src/simulator/exchange/scaled-integer.js')} */
const { formatScaled } = await built('simulator/exchange/scaled-integer');

/** @param {number} account @param {import('../../src/simulator/exchange/records.js').Trade} trade */
export function tradeText(account, { id, market, size, price, bid }) {
  const { sizeDecimals, priceDecimals } = market.spec;
  const side = bid.accountIndex === account ? 'buy' : 'sell';
  return `${account} ${id} ${market.id} ${side} ${formatScaled(size, sizeDecimals)} ${formatScaled(price, priceDecimals)}`;
}

/** The same line for a row, in SQL. */
export const TRADE_TEXT_SQL = `concat_ws(' ', account_index, trade_id, market_id, side, size, price)`;
