import { historyRow, tradeRowOf } from '../../../test/support/history-rows.js';
import type { HistoryRow } from '../row.js';
import { HeldTrades, MAX_HELD } from './held-trades.js';

const ids = (rows: readonly HistoryRow[]): unknown[] =>
  rows.map((row) => (row.table === 'trades' ? row.values.trade_id : row.table));

describe('held trades', () => {
  const overflows: [number, string][] = [];
  const make = (): HeldTrades => new HeldTrades((...overflow) => overflows.push(overflow));
  beforeEach(() => overflows.splice(0));

  it('hold back the trades of one account until its release, in order', () => {
    const held = make();
    held.hold(7);
    const order = historyRow('orders', { order_id: '1' });
    const rows = [tradeRowOf('1'), order, tradeRowOf('2', { account_index: 8 }), tradeRowOf('3')];
    expect(ids(held.filter(rows))).toEqual(['orders', '2']);
    expect(held.count).toBe(2);
    held.hold(7);
    expect(ids(held.release(7))).toEqual(['1', '3']);
    expect(ids(held.filter([tradeRowOf('4')]))).toEqual(['4']);
    expect(held.count).toBe(0);
  });

  it('keep nothing but the lowest id beyond the bound, and report it once', () => {
    const held = make();
    held.hold(7);
    for (let id = MAX_HELD + 5; id >= 1; id--) held.filter([tradeRowOf(String(id))]);
    expect(overflows).toEqual([[7, '5']]);
    expect([held.count, held.release(7)]).toEqual([0, []]);
  });
});
