import { aPosition } from '../../../test/support/canonical.js';
import { frame, held } from '../../../test/support/position-reports.js';
import { marked, run } from '../../../test/support/run-updates.js';
import type { AccountRecord } from './account-record.js';
import type { ReduceContext } from './context.js';
import { reduce, reduceMarkMove } from './reduce.js';

describe('marks', () => {
  const move = (record: AccountRecord, context: ReduceContext, at: number) =>
    reduceMarkMove(record, context, { mono: at, wall: at });

  it('value positions exactly, with the time of the mark', () => {
    const short = aPosition({ size: '-0.01250', avg_entry_price: '64210.5', liquidation_price: '91234.2' });
    const { record } = run([held(1, short)], marked('64100.5', 5));
    const valued = {
      ...short,
      unrealized_pnl: '1.375000',
      position_value: '801.256250',
      mark_price: '64100.5',
      mark_at: 5,
      pnl_source: 'mark',
      liquidation_distance: '42.33',
    };
    expect(record.state.positions).toEqual([valued]);
    const { record: moved, delta } = move(record, marked('64100.6', 8), 9);
    expect(delta?.positions).toEqual({
      upsert: [
        {
          ...valued,
          unrealized_pnl: '1.373750',
          position_value: '801.257500',
          mark_price: '64100.6',
          mark_at: 8,
        },
      ],
    });
    expect(moved.state.sections.marks.updated_at).toBe(9);
    expect(moved.state.sections.positions.updated_at).toBe(1);
    expect(move(moved, marked('64100.6', 8), 10).delta).toBeNull();
    expect(reduce(moved, frame(11, short), marked('64100.6', 8)).delta).toBeNull();
  });

  it('keep the exchange’s own PnL at the mark that it went by', () => {
    const row = aPosition({ size: '-0.2727', avg_entry_price: '2377.93' });
    const valued = { ...row, position_value: '650.089530', unrealized_pnl: '-1.626612' };
    const { record } = run([held(1, valued)]);
    const { record: first } = move(record, marked('2383.90'), 2);
    expect(first.state.positions).toMatchObject([
      { unrealized_pnl: '-1.626612', pnl_source: 'exchange', mark_price: '2383.90' },
    ]);
    expect(move(first, marked('2383.80'), 3).record.state.positions).toMatchObject([
      { unrealized_pnl: '-1.600749', pnl_source: 'mark', mark_price: '2383.80' },
    ]);
  });

  it('of the present generation value rows that arrive too, so that a hedged book never flickers', () => {
    const long = aPosition({
      size: '1',
      avg_entry_price: '100',
      unrealized_pnl: '5.0',
      position_value: '105.0',
    });
    const short = { ...long, market_id: 1, size: '-1', unrealized_pnl: '0.0', position_value: '100.0' };
    const { state } = run([held(1, long, short)], marked('100'));
    expect(state.positions?.map(({ unrealized_pnl }) => unrealized_pnl)).toEqual(['0.0', '0.0']);
  });
});
