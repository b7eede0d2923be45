import * as fc from 'fast-check';
import { emptyRecord } from '../../src/state/reduce/account-record.js';
import type { AccountState, Order, Position, Trade } from 'lighter-broadcaster-protocol/account';
import type { Sourced } from '../../src/state/reported.js';
import type { AccountUpdate } from '../../src/state/update.js';
import {
  anOrder,
  aPosition,
  aTrade,
  fromPoll,
  fromStream,
  ordersUpdate,
  reported,
  sourced,
  tradesUpdate,
} from './canonical.js';

/** One event at the exchange, on the stream, or in the poller. */
export type Act =
  | { do: 'place' | 'fill' | 'finish'; order: number }
  | { do: 'position'; market: number; size: number }
  | { do: 'trade'; known: boolean }
  | { do: 'deliver' | 'echo' | 'drop' | 'connect' | 'ask' }
  | { do: 'pause'; ms: number }
  | { do: 'answer'; which: number };

export const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constantFrom('place', 'fill', 'finish'), order: fc.nat(7) }),
  fc.record({ do: fc.constant('position'), market: fc.nat(3), size: fc.integer({ min: -2, max: 2 }) }),
  fc.record({ do: fc.constant('trade'), known: fc.boolean() }),
  fc.record({ do: fc.constantFrom('deliver', 'deliver', 'deliver', 'echo', 'drop', 'connect', 'ask') }),
  fc.record({ do: fc.constant('pause'), ms: fc.nat(15_000) }),
  fc.record({ do: fc.constant('answer'), which: fc.nat(3) }),
);

/** The exchange, its stream and the polls, each acting independently; the updates received are in `heard`. */
export class ExchangeModel {
  readonly heard: AccountUpdate[] = [];
  private readonly orders = new Map<string, Sourced<Order>>();
  private readonly positions = new Map<number, Position>();
  private readonly trades: Trade[] = [];
  private readonly line: ((at: number) => AccountUpdate)[] = [];
  private readonly polls: ((at: number) => AccountUpdate[])[] = [];
  private connected = false;
  private now = 1_000;
  private version = 0;
  private nextOrder = 0;
  private readonly slots = new Map<number, string>();

  play(step: Act): void {
    this.now += 10;
    switch (step.do) {
      case 'place':
        return this.place(step.order);
      case 'fill':
        return this.touch(step.order, 'open');
      case 'finish':
        return this.touch(step.order, 'filled');
      case 'position':
        return this.move(step.market, step.size);
      case 'trade':
        return this.fill();
      case 'deliver':
        return this.deliver();
      case 'echo':
        return this.echo();
      case 'drop':
        return this.drop();
      case 'connect':
        return this.connect();
      case 'ask':
        return this.ask();
      case 'pause':
        this.now += step.ms;
        return;
      case 'answer':
        return this.answer(step.which);
    }
  }

  /** The stream connects and delivers everything, then come the answers to old polls and a backfill of all trades. */
  settle(): AccountState {
    this.connect();
    while (this.line.length) this.deliver();
    while (this.polls.length) this.answer(0);
    this.heard.push(tradesUpdate(7, fromPoll(this.now, this.now + 1), ...this.trades));
    const { state } = emptyRecord(7, 'x', 500);
    const byId = (a: Order, b: Order): number =>
      a.order_id.length - b.order_id.length || (a.order_id < b.order_id ? -1 : 1);
    return {
      ...state,
      orders: [...this.orders.values()].map((row) => row.entity).sort(byId),
      positions: [...this.positions.values()]
        .filter((p) => p.size !== '0')
        .sort((a, b) => a.market_id - b.market_id),
      trades: [...this.trades].reverse(),
    };
  }

  private place(slot: number): void {
    const order_id = String(++this.nextOrder);
    this.slots.set(slot, order_id);
    this.tell(order_id, anOrder({ order_id }));
  }

  private touch(slot: number, status: string): void {
    const order_id = this.slots.get(slot);
    const known = order_id && this.orders.get(order_id);
    if (!known) return;
    this.tell(order_id, { ...known.entity, status, filled_base_amount: String(this.version) });
  }

  private tell(order_id: string, order: Order): void {
    const row = sourced(order, ++this.version);
    if (order.status === 'open') this.orders.set(order_id, row);
    else this.orders.delete(order_id);
    this.push((at) => ordersUpdate(7, fromStream(at), 'update', row));
  }

  private move(market_id: number, size: number): void {
    const position = aPosition({ market_id, size: String(size), realized_pnl: String(++this.version) });
    this.positions.set(market_id, position);
    this.push((at) => this.positionsFrom(fromStream(at), 'update', [position]));
  }

  private fill(): void {
    const trade = aTrade({ trade_id: String(this.trades.length + 1) });
    this.trades.push(trade);
    this.push((at) => tradesUpdate(7, fromStream(at), trade));
  }

  private push(frame: (at: number) => AccountUpdate): void {
    if (this.connected) this.line.push(frame);
  }

  private deliver(): void {
    const frame = this.line.shift();
    if (frame) this.heard.push(frame((this.now += 10)));
  }

  /** Repeats the update received last. */
  private echo(): void {
    const last = this.heard.at(-1);
    if (last) this.heard.push(last);
  }

  private drop(): void {
    this.connected = false;
    this.line.length = 0;
    this.heard.push({
      type: 'stream',
      account_index: 7,
      event: 'lost',
      at: this.now,
      mono: this.now,
      reason: 'drop',
      probe_mono: null,
    });
  }

  private connect(): void {
    if (this.connected) return;
    this.connected = true;
    const orders = [...this.orders.values()];
    const positions = [...this.positions.values()];
    this.line.push((at) => ordersUpdate(7, fromStream(at), 'snapshot', ...orders));
    this.line.push((at) => this.positionsFrom(fromStream(at), 'snapshot', positions));
    this.line.push((at) => ({ ...tradesUpdate(7, fromStream(at)), mode: 'snapshot' }));
  }

  private ask(): void {
    const asked = this.now;
    const orders = [...this.orders.values()];
    const positions = [...this.positions.values()];
    this.polls.push((at) => [
      ordersUpdate(7, fromPoll(asked, at), 'snapshot', ...orders),
      this.positionsFrom(fromPoll(asked, at), 'snapshot', positions),
    ]);
  }

  private answer(which: number): void {
    const [poll] = this.polls.splice(which % Math.max(1, this.polls.length), 1);
    if (poll) this.heard.push(...poll((this.now += 10)));
  }

  private positionsFrom(
    arrival: ReturnType<typeof fromPoll>,
    mode: 'snapshot' | 'update',
    positions: Position[],
  ): AccountUpdate {
    return {
      type: 'positions',
      account_index: 7,
      arrival,
      mode,
      rows: positions.map((row) => sourced(reported(row))),
    };
  }
}
