import fc from 'fast-check';
import type { Order, Position, Section, Trade } from 'lighter-broadcaster-protocol/account';
import type { AccountDelta, ListDelta } from 'lighter-broadcaster-protocol/delta';
import { tradeOf } from './fake-feed.js';

const id = fc.integer({ min: 1, max: 12 });
const amount = fc.integer({ min: 0, max: 9 }).map((digit) => `${digit}.50`);

const trade = id.map((value): Trade => tradeOf(value));
const order = fc
  .tuple(id, amount)
  .map(([value, price]) => ({ order_id: String(value), price, symbol: 'ETH' }) as unknown as Order);
const position = fc
  .tuple(id, amount)
  .map(([market_id, size]) => ({ market_id, size, symbol: 'ETH' }) as unknown as Position);

function listDelta<T>(entity: fc.Arbitrary<T>): fc.Arbitrary<ListDelta<T>> {
  const moved = fc.record({
    upsert: fc.array(entity, { maxLength: 3 }),
    remove: fc.array(id.map(String), { maxLength: 2 }),
  });
  return fc.oneof(
    { weight: 6, arbitrary: moved },
    { weight: 1, arbitrary: fc.constantFrom<ListDelta<T>>({ set: null }, { set: [] }) },
  );
}

const section = fc.record<Section>({
  source: fc.constantFrom('stream', 'rest'),
  updated_at: id,
  confirmed_at: id,
  stale: fc.boolean(),
  reason: fc.constant(null),
});

/** Arbitrary account deltas, with small ids so that entities recur. */
export const anyDelta: fc.Arbitrary<AccountDelta> = fc.record(
  {
    name: amount,
    volumes: fc.constant(null),
    positions: listDelta(position),
    orders: listDelta(order),
    trades: listDelta(trade),
    sections: fc.record({ trades: section, orders: section }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
