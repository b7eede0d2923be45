import { aPosition, fromPoll, fromStream, positionsUpdate } from '../../test/support/canonical.js';
import { run } from '../../test/support/run-updates.js';
import { RecordTexts } from './record-texts.js';
import { reduce, reduceMarkMove } from './reduce.js';

describe('positions', () => {
  it('that go flat leave with a last word, and keep their text', () => {
    const flat = aPosition({ size: '0.0000', realized_pnl: '42.000000' });
    const { state, delta, record } = run([
      positionsUpdate(7, fromStream(1), 'snapshot', aPosition(), aPosition({ market_id: 1, size: '-1' })),
      positionsUpdate(7, fromStream(2), 'update', flat),
    ]);
    expect(state.positions?.map((position) => position.market_id)).toEqual([1]);
    expect(delta?.positions).toEqual({ upsert: [flat], remove: ['0'] });
    expect([...new RecordTexts(record).positions.keys()]).toEqual([0, 1]);
  });

  it('of a late poll are dropped', () => {
    const { state, delta } = run([
      positionsUpdate(7, fromStream(100), 'update', aPosition()),
      positionsUpdate(7, fromPoll(99, 150), 'snapshot', aPosition({ size: '9' })),
    ]);
    expect(state.positions?.[0]?.size).toBe('1.5000');
    expect(delta).toBeNull();
  });

  it('follow the mark exactly, and say so until the exchange speaks again', () => {
    const short = aPosition({ size: '-0.01250', avg_entry_price: '64210.5', liquidation_price: '91234.2' });
    let mark = '64100.0';
    const { record } = run([positionsUpdate(7, fromStream(1), 'snapshot', short)], () => mark);
    expect(record.state.positions?.[0]).toMatchObject({
      pnl_source: 'exchange',
      liquidation_distance: '42.33',
    });
    mark = '64100.5';
    const { record: moved, delta } = reduceMarkMove(record, () => mark, 9);
    expect(delta?.positions).toEqual({
      upsert: [
        {
          ...short,
          unrealized_pnl: '1.375000',
          position_value: '801.256250',
          mark_price: '64100.5',
          pnl_source: 'mark',
          liquidation_distance: '42.33',
        },
      ],
    });
    expect(moved.state.sections.positions.updated_at).toBe(9);
    expect(reduceMarkMove(moved, () => mark, 10).delta).toBeNull();
    const echo = reduce(moved, positionsUpdate(7, fromStream(3), 'update', short), () => mark);
    expect(echo.delta).toBeNull();
    const told = { ...short, unrealized_pnl: '1.400000' };
    const after = reduce(moved, positionsUpdate(7, fromStream(4), 'update', told), () => mark);
    expect(after.record.state.positions?.[0]).toMatchObject({
      pnl_source: 'exchange',
      unrealized_pnl: '1.400000',
    });
  });

  it('keep the PnL that the exchange told while the mark is the one that it went by', () => {
    const told = aPosition({ size: '-0.2727', avg_entry_price: '2377.93' });
    const valued = { ...told, position_value: '650.089530', unrealized_pnl: '-1.626612' };
    let mark: string | null = null;
    const { record } = run([positionsUpdate(7, fromStream(1), 'snapshot', valued)], () => mark);
    mark = '2383.90';
    const { record: first } = reduceMarkMove(record, () => mark, 2);
    expect(first.state.positions).toMatchObject([
      { unrealized_pnl: '-1.626612', pnl_source: 'exchange', mark_price: '2383.90' },
    ]);
    mark = '2383.80';
    expect(reduceMarkMove(first, () => mark, 3).record.state.positions).toMatchObject([
      { unrealized_pnl: '-1.600749', pnl_source: 'mark', mark_price: '2383.80' },
    ]);
  });

  it('have no liquidation distance without a liquidation price', () => {
    const { state } = run(
      [positionsUpdate(7, fromStream(1), 'snapshot', aPosition({ liquidation_price: '0' }))],
      () => '5',
    );
    expect(state.positions?.[0]).toMatchObject({ liquidation_distance: null, mark_price: '5' });
  });
});
