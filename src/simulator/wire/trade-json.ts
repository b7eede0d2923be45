import { formatScaled } from '../exchange/scaled-integer.js';
import { QUOTE_DECIMALS } from '../exchange/market.js';
import type { Before, Funding, Trade } from '../exchange/records.js';
import { byMarket } from './order-json.js';

const money = (value: bigint): string => formatScaled(value, QUOTE_DECIMALS);

/** A trade in wire form: zero and empty fields are omitted, and only REST has the PnL of both sides. */
export function tradeJson(trade: Trade, rest: boolean): string {
  const { sizeDecimals, priceDecimals } = trade.market.spec;
  const { ask, bid } = trade;
  const pnl = rest
    ? `,"ask_account_pnl":"${money(trade.askPnl)}","bid_account_pnl":"${money(trade.bidPnl)}"`
    : '';
  return (
    `{"trade_id":${trade.id},"trade_id_str":"${trade.id}","tx_hash":"${trade.txHash}","type":"trade",` +
    `"market_id":${trade.market.id},"size":"${formatScaled(trade.size, sizeDecimals)}",` +
    `"price":"${formatScaled(trade.price, priceDecimals)}","usd_amount":"${money(trade.quote)}",` +
    `"ask_id":${ask.orderId},"ask_id_str":"${ask.orderId}","bid_id":${bid.orderId},"bid_id_str":"${bid.orderId}",` +
    `"ask_client_id":${ask.clientIndex},"ask_client_id_str":"${ask.clientIndex}",` +
    `"bid_client_id":${bid.clientIndex},"bid_client_id_str":"${bid.clientIndex}",` +
    `"ask_account_id":${ask.accountIndex},"bid_account_id":${bid.accountIndex},` +
    `"is_maker_ask":${trade.isMakerAsk},"block_height":${trade.blockHeight},"timestamp":${trade.timestamp},` +
    before('maker', trade.maker, sizeDecimals) +
    before('taker', trade.taker, sizeDecimals) +
    (trade.takerFee ? `"taker_fee":${trade.takerFee},` : '') +
    (trade.makerFee ? `"maker_fee":${trade.makerFee},` : '') +
    `"transaction_time":${trade.transactionTime}${pnl}}`
  );
}

/** Trades in lists by market id. */
export function tradesJson(trades: Iterable<Trade>): string {
  return byMarket(
    trades,
    (trade) => trade.market.id,
    (trade) => tradeJson(trade, false),
  );
}

export function fundingJson(funding: Funding): string {
  const size = funding.size < 0n ? -funding.size : funding.size;
  return (
    `{"timestamp":${Math.floor(funding.timestamp / 1000)},"market_id":${funding.market.id},` +
    `"funding_id":${funding.id},"change":"${money(funding.change)}","rate":"${money(funding.rate)}",` +
    `"position_size":"${formatScaled(size, funding.market.spec.sizeDecimals)}",` +
    `"position_side":"${funding.size < 0n ? 'short' : 'long'}","discount":"0.000000"}`
  );
}

function before(side: 'maker' | 'taker', held: Before, sizeDecimals: number): string {
  const margin = `"${side}_initial_margin_fraction_before":${held.initialMargin},`;
  if (held.size === 0n) return margin;
  return (
    `"${side}_position_size_before":"${formatScaled(held.size, sizeDecimals)}",` +
    `"${side}_entry_quote_before":"${money(held.entryQuote)}",${margin}` +
    (held.signChanged ? `"${side}_position_sign_changed":true,` : '')
  );
}
