import { abs, formatScaled } from '../exchange/scaled-integer.js';
import type { Account } from '../exchange/account.js';
import { MAINTENANCE_MARGIN, type Position } from '../exchange/position.js';
import { QUOTE_DECIMALS } from '../exchange/market.js';

const money = (value: bigint): string => formatScaled(value, QUOTE_DECIMALS);

/** A position row in wire form: unsigned `position` with a separate `sign`; a flat row has sign 1. */
export function positionJson(account: Account, position: Position): string {
  const { market } = position;
  const { sizeDecimals, priceDecimals } = market.spec;
  const orders = [...account.orders.values()].filter((order) => order.market.id === market.id);
  const pending = orders.filter((order) => order.status === 'pending').length;
  const tied = orders.filter((order) => order.reduceOnly).length;
  const flat = position.size === 0n;
  const funding =
    position.fundingPaid === 0n ? '' : `"total_funding_paid_out":"${money(position.fundingPaid)}",`;
  return (
    `{"market_id":${market.id},"symbol":"${market.symbol}",` +
    `"initial_margin_fraction":"${formatScaled(BigInt(position.initialMargin), 2)}",` +
    `"open_order_count":${orders.length - pending},"pending_order_count":${pending},` +
    `"position_tied_order_count":${tied},"sign":${position.size < 0n ? -1 : 1},` +
    `"position":"${formatScaled(abs(position.size), sizeDecimals)}",` +
    `"avg_entry_price":"${formatScaled(position.averageEntry, priceDecimals)}",` +
    `"position_value":"${flat ? '-0.000000' : money(position.value)}",` +
    `"unrealized_pnl":"${money(position.unrealizedPnl)}","realized_pnl":"${money(position.realizedPnl)}",` +
    `"liquidation_price":"${liquidationPrice(account, position)}",${funding}` +
    `"margin_mode":0,"margin_set_flag":1,"allocated_margin":"0.000000"}`
  );
}

/** Rows by market id, of the markets in `only` or of all ever traded. */
export function positionsJson(account: Account, only?: ReadonlySet<number>): string {
  const rows: string[] = [];
  for (const [id, position] of account.positions) {
    if (!only || only.has(id)) rows.push(`"${id}":${positionJson(account, position)}`);
  }
  return `{${rows.join(',')}}`;
}

/** The mark at which the whole account would be down to its maintenance margin; "0" when there is none. */
function liquidationPrice(account: Account, position: Position): string {
  if (position.size === 0n) return '0';
  const long = position.size > 0n;
  const cushion = account.portfolioValue - account.maintenanceRequirement;
  const share = BigInt(long ? 10_000 - MAINTENANCE_MARGIN : 10_000 + MAINTENANCE_MARGIN);
  const room = (cushion * 10_000n) / (abs(position.size) * share);
  const price = position.market.mark + (long ? -room : room);
  return price > 0n ? formatScaled(price, position.market.spec.priceDecimals) : '0';
}
