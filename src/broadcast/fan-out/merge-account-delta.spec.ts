import fc from 'fast-check';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { anyDelta } from '../../../test/support/deltas.js';
import { emptyAccount } from '../../../test/support/fake-feed.js';
import { mergeAccountDeltas } from './merge-account-delta.js';

const tradesIn = (delta: AccountDelta): string[] =>
  delta.trades && 'upsert' in delta.trades ? (delta.trades.upsert ?? []).map((trade) => trade.trade_id) : [];

describe('mergeAccountDeltas', () => {
  it('has the effect of both deltas in order', () => {
    fc.assert(
      fc.property(anyDelta, anyDelta, anyDelta, (first, older, newer) => {
        const before = applyDelta(emptyAccount(7), first);
        const merged = mergeAccountDeltas(older, newer);
        const expected = applyDelta(applyDelta(before, older), newer);
        if (merged) expect(applyDelta(before, merged)).toEqual(expected);
      }),
    );
  });

  it('keeps every trade, or returns null', () => {
    fc.assert(
      fc.property(anyDelta, anyDelta, (older, newer) => {
        const merged = mergeAccountDeltas(older, newer);
        if (merged)
          expect(new Set(tradesIn(merged))).toEqual(new Set([...tradesIn(older), ...tradesIn(newer)]));
      }),
    );
  });

  it('returns null when a trade list is replaced', () => {
    const upserted: AccountDelta = { trades: { upsert: [] } };
    expect(mergeAccountDeltas(upserted, { trades: { set: [] } })).toBeNull();
    expect(mergeAccountDeltas({ trades: { set: [] } }, upserted)).toBeNull();
  });
});
