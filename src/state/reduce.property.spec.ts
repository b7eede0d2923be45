import * as fc from 'fast-check';
import {
  anOrder,
  aPosition,
  aTrade,
  fromPoll,
  fromStream,
  ordersUpdate,
  sourced,
  tradesUpdate,
} from '../../test/support/canonical.js';
import type { AccountState, Order, Position, Trade } from './account-state.js';
import { emptyRecord } from './account-record.js';
import { applyDelta } from './delta.js';
import { reduce, reduceTime } from './reduce.js';
import type { AccountUpdate, Sourced } from './update.js';

/** One thing that happens at the exchange, on the line, or at our poller. */
type Act =
  | { do: 'place' | 'fill' | 'finish'; order: number }
  | { do: 'position'; market: number; size: number }
  | { do: 'trade'; known: boolean }
  | { do: 'deliver' | 'echo' | 'drop' | 'connect' | 'ask' }
  | { do: 'answer'; which: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constantFrom('place', 'fill', 'finish'), order: fc.nat(7) }),
  fc.record({ do: fc.constant('position'), market: fc.nat(3), size: fc.integer({ min: -2, max: 2 }) }),
  fc.record({ do: fc.constant('trade'), known: fc.boolean() }),
  fc.record({ do: fc.constantFrom('deliver', 'deliver', 'deliver', 'echo', 'drop', 'connect', 'ask') }),
  fc.record({ do: fc.constant('answer'), which: fc.nat(3) }),
);

/** The exchange, its line to us and our polls, each with a will of its own; what we hear is a list of updates. */
class World {
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
      case 'answer':
        return this.answer(step.which);
    }
  }

  /** The line comes up and tells all, a backfill tells all trades, and answers to old questions come last. */
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

  /** The last thing heard comes once more. */
  private echo(): void {
    const last = this.heard.at(-1);
    if (last) this.heard.push(last);
  }

  private drop(): void {
    this.connected = false;
    this.line.length = 0;
    this.heard.push({ type: 'stream', account_index: 7, event: 'lost', at: this.now, reason: 'drop' });
  }

  private connect(): void {
    if (this.connected) return;
    this.connected = true;
    const orders = [...this.orders.values()];
    const positions = [...this.positions.values()];
    this.line.push((at) => ordersUpdate(7, fromStream(at), 'snapshot', ...orders));
    this.line.push((at) => this.positionsFrom(fromStream(at), 'snapshot', positions));
    this.line.push((at) => tradesUpdate(7, fromStream(at)));
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
    return { type: 'positions', account_index: 7, arrival, mode, rows: positions.map((row) => sourced(row)) };
  }
}

const marks = (): null => null;

/** Reduces a history and checks at each step that the delta leads exactly from state to state. */
function follow(updates: readonly AccountUpdate[]): AccountState {
  let record = emptyRecord(7, 'x', 500);
  let client = record.state;
  for (const update of updates) {
    for (const take of [() => reduce(record, update, marks), () => reduceTime(record, 1_500, 50)]) {
      const { record: next, delta } = take();
      record = next;
      if (!delta) continue;
      client = applyDelta(client, delta);
      expect(client).toEqual(record.state);
    }
  }
  return record.state;
}

const facts = ({ orders, positions, trades }: AccountState) => ({ orders, positions, trades });

describe('any history of frames, polls, drops and echoes', () => {
  it('ends in what the exchange holds, each delta leading exactly from state to state', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
        const world = new World();
        acts.forEach((step) => world.play(step));
        const truth = world.settle();
        expect(facts(follow(world.heard))).toEqual(facts(truth));
      }),
      { numRuns: 250 },
    );
  });

  it('is not changed by hearing any update of it twice', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const world = new World();
        acts.forEach((step) => world.play(step));
        world.settle();
        let record = emptyRecord(7, 'x', 500);
        for (const update of world.heard) {
          record = reduce(record, update, marks).record;
          const again = reduce(record, update, marks);
          expect(again.delta).toBeNull();
          record = again.record;
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('facts about orders and trades', () => {
  const version = fc.integer({ min: 1, max: 6 });
  const fact = fc.record({ id: fc.nat(4).map(String), version });
  const asUpdate = ({ id, version }: { id: string; version: number }): AccountUpdate => {
    const status = version === 6 ? 'canceled' : 'open';
    const order = anOrder({ order_id: id, status, filled_base_amount: String(version) });
    return ordersUpdate(7, fromStream(1_000), 'update', sourced(order, version));
  };

  it('end in the same state in whatever order they come', () => {
    const shuffled = fc
      .array(fact, { maxLength: 25 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(shuffled, fc.array(fc.nat(30)), ([list, other], tradeIds) => {
        const trades = (ids: number[]) =>
          ids.map((id) => tradesUpdate(7, fromStream(1_000), aTrade({ trade_id: String(id) })));
        const one = follow([...list.map(asUpdate), ...trades(tradeIds)]);
        const two = follow([...trades([...tradeIds].reverse()), ...other.map(asUpdate)]);
        expect(facts(two)).toEqual(facts(one));
      }),
      { numRuns: 150 },
    );
  });
});
