import { aPosition, fromPoll, fromStream } from '../../../test/support/canonical.js';
import { streamAlive, streamLost } from '../../../test/support/account-reports.js';
import { bare, frame, held, poll } from '../../../test/support/position-reports.js';
import { run } from '../../../test/support/run-updates.js';
import type { AccountUpdate } from '../update.js';

const lost = (mono: number) => streamLost(mono, 'closed 1006');

const sizes = (updates: AccountUpdate[]) =>
  run(updates).state.positions?.map(({ market_id, size }) => [market_id, size]);
const section = (updates: AccountUpdate[]) => run(updates).state.sections.positions;

describe('a frame of positions that comes again', () => {
  const first = held(100, aPosition());
  const second = frame(200, aPosition({ size: '2', realized_pnl: '1' }));
  const third = frame(300, aPosition({ size: '3', realized_pnl: '2' }));

  it('undoes nothing that came after it, and the stream’s snapshot decides', () => {
    const updates = [first, second, third, { ...second, arrival: fromStream(400) }];
    const { state, demands } = run(updates);
    expect(sizes(updates)).toEqual([[0, '3']]);
    expect(state.sections.positions).toMatchObject({
      stale: true,
      reason: 'an earlier frame of a position came again',
    });
    expect(demands).toContainEqual({ kind: 'resync', account_index: 7, part: 'positions', cause: 'taint' });
    const settled = [...updates, held(500, aPosition({ size: '2', realized_pnl: '1' }))];
    expect(sizes(settled)).toEqual([[0, '2']]);
    expect(section(settled).stale).toBe(false);
  });

  it('undoes no payment of funding either', () => {
    const paid = (at: number, total_funding_paid_out: string) =>
      frame(at, aPosition({ total_funding_paid_out }));
    const updates = [first, paid(200, '0.6'), paid(300, '0.7'), paid(400, '0.6')];
    expect(run(updates).state.positions?.[0]?.total_funding_paid_out).toBe('0.7');
    expect(section(updates).stale).toBe(true);
  });

  it('says nothing new when it is the last one', () => {
    expect(section([first, second, { ...second, arrival: fromStream(400) }]).stale).toBe(false);
  });

  it('is no repetition when a snapshot lies between', () => {
    const updates = [first, second, held(300, aPosition()), { ...second, arrival: fromStream(400) }];
    expect(sizes(updates)).toEqual([[0, '2']]);
    expect(section(updates).stale).toBe(false);
  });

  it('applies where only the number of orders differs', () => {
    const busy = frame(200, aPosition({ open_order_count: 9 }));
    const updates = [first, busy, frame(300, aPosition())];
    expect(run(updates).state.positions?.[0]?.open_order_count).toBe(aPosition().open_order_count);
    expect(section(updates).stale).toBe(false);
  });
});

describe('a field that the exchange leaves out', () => {
  const full = aPosition({ realized_pnl: '3', liquidation_price: '9', margin_mode: 'isolated' });
  const { realized_pnl: _, liquidation_price: __, margin_mode: ___, ...rest } = full;

  it('keeps its value', () => {
    const { state } = run([
      held(1, full),
      bare(fromStream(2), 'update', { ...rest, open_order_count: 4 } as never),
    ]);
    expect(state.positions?.[0]).toMatchObject({
      realized_pnl: '3',
      liquidation_price: '9',
      margin_mode: 'isolated',
      open_order_count: 4,
    });
    expect(state.sections.positions.stale).toBe(false);
  });

  it('is null while it was never reported', () => {
    const { state } = run([
      bare(fromStream(1), 'snapshot', {
        market_id: 0,
        symbol: 'ETH',
        size: '1',
        avg_entry_price: '2',
        position_value: '2',
        unrealized_pnl: '0',
      }),
    ]);
    expect(state.positions?.[0]).toMatchObject({
      realized_pnl: null,
      liquidation_price: null,
      initial_margin_fraction: null,
      margin_mode: null,
    });
  });

  it('is taken from a poll that agrees on the rest, where the stream never reported it', () => {
    const held = bare(fromStream(1), 'snapshot', rest as never);
    const { state } = run([held, poll(500, aPosition({ realized_pnl: '3', liquidation_price: '9' }))]);
    expect(state.positions?.[0]).toMatchObject({
      realized_pnl: '3',
      liquidation_price: '9',
      margin_mode: 'cross',
    });
  });

  it('takes funding from a poll that cannot lag behind the last frame', () => {
    const paid = (asked: number) =>
      run([held(1, full), streamAlive(asked), poll(asked, { ...full, total_funding_paid_out: '0.9' })]).state
        .positions?.[0]?.total_funding_paid_out;
    expect([paid(9_000), paid(10_001)]).toEqual(['0.512000', '0.9']);
  });

  it('does not carry funding over to a new position in the same market', () => {
    const { total_funding_paid_out: ____, ...without } = full;
    const [flat, reopened] = [
      frame(2, { ...full, size: '0' }),
      bare(fromStream(3), 'update', without as never),
    ];
    expect(run([held(1, full), flat, reopened]).state.positions?.[0]?.total_funding_paid_out).toBeNull();
    const moved = bare(fromStream(2), 'snapshot', { ...without, avg_entry_price: '9' } as never);
    expect(run([held(1, full), moved]).state.positions?.[0]?.total_funding_paid_out).toBeNull();
  });

  it('is no sum of funding any more once a payment may have been missed', () => {
    const { total_funding_paid_out: ____, ...without } = full;
    const paid = (...updates: AccountUpdate[]) =>
      run([held(1, full), ...updates]).state.positions?.[0]?.total_funding_paid_out;
    const snapshot = bare(fromStream(4), 'snapshot', without as never);
    expect(paid(snapshot)).toBe('0.512000');
    const round = { ...frame(5), funding_rounds: [{ market_id: 0, amount: '0.25' }] };
    expect(paid(snapshot, round)).toBe('0.762000');
    expect(paid(lost(2), snapshot, round)).toBeNull();
    expect(paid(lost(2), snapshot)).toBeNull();
    expect(paid(lost(2), bare(fromPoll(20_000), 'snapshot', without as never))).toBeNull();
  });

  it('leaves the positions in doubt when size or entry moved without it', () => {
    const moved = bare(fromStream(2), 'update', { ...rest, size: '2' } as never);
    const { state, demands } = run([held(1, full), moved]);
    expect(state.positions?.[0]).toMatchObject({ size: '2', realized_pnl: '3' });
    expect(state.sections.positions).toMatchObject({
      stale: true,
      reason: 'liquidation_price not reported after a fill',
    });
    expect(demands).toContainEqual({ kind: 'resync', account_index: 7, part: 'positions', cause: 'taint' });
    const again = bare(fromStream(3), 'snapshot', { ...rest, size: '3' } as never);
    const after = run([held(1, full), moved, again]).state;
    expect(after.positions?.[0]).toMatchObject({ realized_pnl: null, liquidation_price: null });
    expect(after.sections.positions.stale).toBe(false);
  });
});
