import type { Account } from './account.js';
import type { Chain } from './chain.js';
import type { Changes } from './changes.js';
import type { Market } from './market.js';
import type { Position } from './position.js';
import type { Before, Party, Trade } from './records.js';

/** One side of a trade that is about to happen. */
export interface Leg {
  readonly account: Account;
  readonly orderId: bigint;
  readonly clientIndex: number;
}

export interface Deal {
  readonly market: Market;
  readonly size: bigint;
  readonly price: bigint;
  readonly maker: Leg;
  readonly taker: Leg;
  readonly isMakerAsk: boolean;
}

/** Turns a deal into a trade: both positions, both collaterals, the market's figures. */
export class Settlement {
  constructor(
    private readonly chain: Chain,
    private readonly changes: Changes,
  ) {}

  settle(deal: Deal): Trade {
    const { market, size, price, maker, taker, isMakerAsk } = deal;
    const time = this.chain.nextTime();
    const makerSide = this.move(deal, maker, isMakerAsk ? -size : size, maker.account.fees.maker, time);
    const takerSide = this.move(deal, taker, isMakerAsk ? size : -size, taker.account.fees.taker, time);
    market.recordTrade(size, price);
    const id = this.chain.nextTradeId();
    const trade: Trade = {
      id,
      txHash: this.chain.txHash(time, id),
      market,
      size,
      price,
      quote: size * price,
      ask: party(isMakerAsk ? maker : taker),
      bid: party(isMakerAsk ? taker : maker),
      isMakerAsk,
      blockHeight: this.chain.blockHeight,
      timestamp: Math.floor(time / 1000),
      transactionTime: time,
      maker: makerSide.before,
      taker: takerSide.before,
      makerFee: maker.account.fees.maker,
      takerFee: taker.account.fees.taker,
      askPnl: isMakerAsk ? makerSide.realized : takerSide.realized,
      bidPnl: isMakerAsk ? takerSide.realized : makerSide.realized,
    };
    for (const side of [maker, taker]) this.file(side.account, trade);
    return trade;
  }

  private move(
    deal: Deal,
    leg: Leg,
    signed: bigint,
    feePpm: number,
    time: number,
  ): { before: Before; realized: bigint } {
    const position = leg.account.position(deal.market);
    const sizeBefore = position.size;
    const before = {
      size: sizeBefore,
      entryQuote: position.entryQuote,
      initialMargin: position.initialMargin,
    };
    const realized = position.apply(signed, deal.price);
    deal.market.openInterest += long(position.size) - long(sizeBefore);
    const fee = (deal.size * deal.price * BigInt(feePpm)) / 1_000_000n;
    leg.account.collateral += realized - fee;
    leg.account.feesPaid += fee;
    leg.account.transactionTime = time;
    return { before: { ...before, signChanged: turned(sizeBefore, position) }, realized };
  }

  private file(account: Account, trade: Trade): void {
    account.addTrade(trade);
    const change = this.changes.of(account);
    change.trades.push(trade);
    change.markets.add(trade.market.id);
    change.collateral = true;
  }
}

function party(leg: Leg): Party {
  return { orderId: leg.orderId, clientIndex: leg.clientIndex, accountIndex: leg.account.index };
}

function long(size: bigint): bigint {
  return size > 0n ? size : 0n;
}

function turned(before: bigint, position: Position): boolean {
  return before * position.size < 0n;
}
