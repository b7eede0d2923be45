import type { Account } from './account.js';
import type { Chain } from './chain.js';
import type { Changes } from './changes.js';
import type { Market } from './market.js';
import {
  isLive,
  type Order,
  type OrderStatus,
  type OrderType,
  type TimeInForce,
  type Trade,
} from './records.js';
import type { Leg, Settlement } from './settlement.js';

const EXPIRY_MS = 28 * 86_400_000;

/** An order to be placed; sizes and prices as scaled integers of its market. */
export interface OrderTicket {
  account: Account;
  market: Market;
  isAsk: boolean;
  size: bigint;
  price: bigint;
  type?: OrderType;
  timeInForce?: TimeInForce;
  reduceOnly?: boolean;
  triggerPrice?: bigint;
  clientIndex?: number;
  clientId?: string;
}

/** Order lifecycle: place, relabel, fill against a counterparty, cancel. */
export class OrderDesk {
  private readonly byId = new Map<bigint, Order>();

  constructor(
    private readonly chain: Chain,
    private readonly changes: Changes,
    private readonly settlement: Settlement,
    private readonly accounts: (index: number) => Account,
  ) {}

  /** Forgets every live order. */
  reset(): void {
    this.byId.clear();
  }

  /** The live order of this id. Throws when there is none. */
  live(id: bigint): Order {
    const order = this.byId.get(id);
    if (!order) throw new Error(`no live order ${id}`);
    return order;
  }

  place(ticket: OrderTicket): Order {
    if (ticket.size <= 0n || ticket.price <= 0n) throw new Error('an order needs a positive size and price');
    const order = this.compose(ticket);
    this.byId.set(order.id, order);
    this.report(order);
    return order;
  }

  /** Fills `size` of a live order (all remaining by default) at `price` (its own by default). */
  fill(order: Order, counter: Leg, fill: { size?: bigint; price?: bigint; asTaker?: boolean } = {}): Trade {
    const { size = order.remaining, price = order.price, asTaker = false } = fill;
    if (!isLive(order) || size <= 0n || size > order.remaining) {
      throw new Error(`order ${order.id} cannot be filled by ${size} of ${order.remaining}`);
    }
    const own = this.leg(order);
    const trade = this.settlement.settle({
      market: order.market,
      size,
      price,
      maker: asTaker ? counter : own,
      taker: asTaker ? own : counter,
      isMakerAsk: asTaker ? !order.isAsk : order.isAsk,
    });
    order.remaining -= size;
    order.filledBase += size;
    order.filledQuote += size * price;
    if (order.remaining === 0n) order.status = 'filled';
    this.report(order, trade.transactionTime);
    return trade;
  }

  /** Ends a live order with a final status and zeroes its remaining size, as the exchange does. */
  cancel(order: Order, status: OrderStatus): void {
    if (!isLive(order)) throw new Error(`order ${order.id} is not live`);
    order.status = status;
    order.remaining = 0n;
    this.report(order);
  }

  /** Puts a text into a live order's client id and sends the order again. */
  label(order: Order, clientId: string): void {
    order.clientId = clientId;
    this.stamp(order, this.chain.nextTime());
  }

  leg(order: Order): Leg {
    const { id: orderId, clientIndex, accountIndex } = order;
    return { account: this.accounts(accountIndex), orderId, clientIndex };
  }

  private compose(ticket: OrderTicket): Order {
    const { market, isAsk, size, price } = ticket;
    const now = this.chain.now();
    const clientIndex = ticket.clientIndex ?? this.chain.nextClientIndex();
    return {
      id: market.nextOrderId(isAsk),
      clientIndex,
      clientId: ticket.clientId ?? String(clientIndex),
      market,
      accountIndex: ticket.account.index,
      isAsk,
      price,
      triggerPrice: ticket.triggerPrice ?? 0n,
      initial: size,
      remaining: size,
      filledBase: 0n,
      filledQuote: 0n,
      type: ticket.type ?? 'limit',
      timeInForce: ticket.timeInForce ?? 'good-till-time',
      reduceOnly: ticket.reduceOnly ?? false,
      status: ticket.triggerPrice ? 'pending' : 'open',
      nonce: (market.nonce += 1),
      expiryMs: now + EXPIRY_MS,
      blockHeight: this.chain.blockHeight,
      createdAtMs: now,
      updatedAtMs: now,
      transactionTime: 0,
    };
  }

  /** Records a changed order. Its market's position row changes too, because it counts open orders. */
  private report(order: Order, time = this.chain.nextTime()): void {
    const account = this.stamp(order, time);
    account.position(order.market);
    account.file(order);
    if (!isLive(order)) this.byId.delete(order.id);
    this.changes.of(account).markets.add(order.market.id);
  }

  private stamp(order: Order, time: number): Account {
    const account = this.accounts(order.accountIndex);
    order.transactionTime = time;
    order.updatedAtMs = this.chain.now();
    order.blockHeight = this.chain.blockHeight;
    account.transactionTime = time;
    this.changes.of(account).orders.add(order);
    return account;
  }
}
