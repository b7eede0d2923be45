import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import {
  anOrder,
  aTrade,
  fromStream,
  ordersUpdate,
  sourced,
  tradesUpdate,
} from '../../../test/support/canonical.js';
import { CONTEXT } from '../../../test/support/run-updates.js';
import { act, ExchangeModel } from '../../../test/support/exchange-model.js';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import { emptyRecord } from './account-record.js';
import { overdueAt } from './freshness.js';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import { reduce, reduceTime } from './reduce.js';
import type { AccountUpdate } from '../update.js';

/** Reduces a history and checks at each step that the delta leads exactly from state to state. */
function follow(updates: readonly AccountUpdate[]): AccountState {
  let record = emptyRecord(7, 'x', 500);
  let client = record.state;
  for (const update of updates) {
    for (const take of [
      () => reduce(record, update, CONTEXT),
      () => reduceTime(record, CONTEXT, { mono: 40_000, wall: 40_000 }),
    ]) {
      const { record: next, delta } = take();
      record = next;
      if (!delta) continue;
      client = applyDelta(client, delta);
      if (!isDeepStrictEqual(client, record.state)) expect(client).toEqual(record.state);
    }
  }
  return record.state;
}

const facts = ({ orders, positions, trades }: AccountState) => ({ orders, positions, trades });

describe('any history of frames, polls, drops and echoes', () => {
  it('ends in what the exchange holds, each delta leading exactly from state to state', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 80, size: 'max' }), (acts) => {
        const world = new ExchangeModel();
        acts.forEach((step) => world.play(step));
        const truth = world.settle();
        expect(facts(follow(world.heard))).toEqual(facts(truth));
      }),
      { numRuns: 300 },
    );
  });

  it('is not changed by hearing any update of it twice', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40, size: 'max' }), (acts) => {
        const world = new ExchangeModel();
        acts.forEach((step) => world.play(step));
        world.settle();
        let record = emptyRecord(7, 'x', 500);
        for (const update of world.heard) {
          record = reduce(record, update, CONTEXT).record;
          const again = reduce(record, update, CONTEXT);
          expect(again.delta).toBeNull();
          record = again.record;
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('time alone', () => {
  it('changes nothing before the moment that is given for it', () => {
    const judged = ({ sections }: AccountState) =>
      Object.entries(sections).flatMap(([name, { stale, reason }]) =>
        name === 'marks' ? [] : [[name, stale, reason]],
      );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), fc.array(fc.nat(60_000)), (acts, waits) => {
        const world = new ExchangeModel();
        acts.forEach((step) => world.play(step));
        let record = emptyRecord(7, 'x', 500);
        let now = 0;
        for (const update of world.heard) {
          record = reduce(record, update, CONTEXT).record;
          if ('arrival' in update) now = Math.max(now, update.arrival.received_mono);
        }
        for (const wait of waits) {
          const until = overdueAt(record, CONTEXT, now);
          for (const mono of [now, now + wait, until - 1]) {
            if (!(mono >= now && mono < until) || mono === Infinity) continue;
            const { record: later, demands } = reduceTime(record, CONTEXT, { mono, wall: mono });
            expect([judged(later.state), demands]).toEqual([judged(record.state), []]);
          }
          now += wait;
          if (now >= until) record = reduceTime(record, CONTEXT, { mono: now, wall: now }).record;
        }
      }),
      { numRuns: 200 },
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

  it('end in the same state in any order', () => {
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
