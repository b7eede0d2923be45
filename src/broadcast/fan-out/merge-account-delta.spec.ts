import fc from 'fast-check';
import { anyDelta } from '../../../test/support/deltas.js';
import { emptyAccount } from '../../../test/support/fake-feed.js';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import { mergeAccountDeltas } from './merge-account-delta.js';

const tradesIn = (delta: AccountDelta): string[] =>
  delta.trades && 'upsert' in delta.trades ? (delta.trades.upsert ?? []).map((trade) => trade.trade_id) : [];

describe('mergeAccountDeltas', () => {
  it('has the effect of both, one after the other', () => {
    fc.assert(
      fc.property(anyDelta, anyDelta, anyDelta, (first, older, newer) => {
        const before = applyDelta(emptyAccount(7), first);
        const merged = mergeAccountDeltas(older, newer);
        const expected = applyDelta(applyDelta(before, older), newer);
        if (merged) expect(applyDelta(before, merged)).toEqual(expected);
      }),
    );
  });

  it('keeps every trade, or refuses', () => {
    fc.assert(
      fc.property(anyDelta, anyDelta, (older, newer) => {
        const merged = mergeAccountDeltas(older, newer);
        if (merged)
          expect(new Set(tradesIn(merged))).toEqual(new Set([...tradesIn(older), ...tradesIn(newer)]));
      }),
    );
  });

  it('refuses when a trade list that was told is replaced', () => {
    const told: AccountDelta = { trades: { upsert: [] } };
    expect(mergeAccountDeltas(told, { trades: { set: [] } })).toBeNull();
    expect(mergeAccountDeltas({ trades: { set: [] } }, told)).toBeNull();
  });
});
