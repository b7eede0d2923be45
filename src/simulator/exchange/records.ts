import type { Market } from './market.js';

export type Side = 'buy' | 'sell';

export type OrderStatus = 'in-progress' | 'pending' | 'open' | 'filled' | 'canceled' | `canceled-${string}`;
export type OrderType = 'limit' | 'market' | 'stop-loss' | 'take-profit';
export type TimeInForce = 'good-till-time' | 'immediate-or-cancel' | 'post-only';

/** Current state of an order. Sizes, prices and quotes are scaled integers; names give the time units. */
export interface Order {
  readonly id: bigint;
  readonly clientIndex: number;
  /** Usually the text of `clientIndex`; a benchmark may put a marker here. */
  clientId: string;
  readonly market: Market;
  readonly accountIndex: number;
  readonly isAsk: boolean;
  readonly price: bigint;
  readonly triggerPrice: bigint;
  readonly initial: bigint;
  remaining: bigint;
  filledBase: bigint;
  filledQuote: bigint;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  status: OrderStatus;
  readonly nonce: number;
  readonly expiryMs: number;
  blockHeight: number;
  readonly createdAtMs: number;
  updatedAtMs: number;
  /** Microseconds, unique over the exchange. */
  transactionTime: number;
}

export function isLive(order: Order): boolean {
  return order.status === 'open' || order.status === 'pending' || order.status === 'in-progress';
}

/** Position of one side before a trade. */
export interface Before {
  size: bigint;
  entryQuote: bigint;
  initialMargin: number;
  signChanged: boolean;
}

/** One side of a trade. */
export interface Party {
  readonly orderId: bigint;
  readonly clientIndex: number;
  readonly accountIndex: number;
}

/** A trade between two accounts; immutable. Fees are parts per million of the notional. */
export interface Trade {
  readonly id: number;
  readonly txHash: string;
  readonly market: Market;
  readonly size: bigint;
  readonly price: bigint;
  readonly quote: bigint;
  readonly ask: Party;
  readonly bid: Party;
  readonly isMakerAsk: boolean;
  readonly blockHeight: number;
  readonly timestamp: number;
  readonly transactionTime: number;
  readonly maker: Before;
  readonly taker: Before;
  readonly makerFee: number;
  readonly takerFee: number;
  readonly askPnl: bigint;
  readonly bidPnl: bigint;
}

/** One payment of funding; `change` is the change of the account's collateral. */
export interface Funding {
  readonly id: number;
  /** Microseconds, unique over the exchange. */
  readonly transactionTime: number;
  readonly market: Market;
  readonly timestamp: number;
  readonly change: bigint;
  /** Scaled by 1e6. */
  readonly rate: bigint;
  readonly size: bigint;
}

/** A deposit or transfer in, or out when negative. */
export interface Transfer {
  readonly timestamp: number;
  readonly amount: bigint;
}
