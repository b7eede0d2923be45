// Long: every kind of report about positions, from the stream, from REST and from marks
import type { Position } from 'lighter-broadcaster-protocol/account';
import {
  aPosition,
  aTrade,
  fromPoll,
  fromStream,
  positionsUpdate,
  sourced,
  tradesUpdate,
} from '../../../test/support/canonical.js';
import { CONTEXT, marked, run } from '../../../test/support/run-updates.js';
import type { AccountRecord } from './account-record.js';
import type { ReduceContext } from './context.js';
import { RecordTexts } from '../record-texts.js';
import { reduce, reduceMarkMove } from './reduce.js';
import type { AccountUpdate, Arrival, PositionsUpdate, ReportedPosition, Unreadable } from '../update.js';

const held = (at: number, ...rows: Position[]) => positionsUpdate(7, fromStream(at), 'snapshot', ...rows);
const frame = (at: number, ...rows: Position[]) => positionsUpdate(7, fromStream(at), 'update', ...rows);
const poll = (asked: number, ...rows: Position[]) => positionsUpdate(7, fromPoll(asked), 'snapshot', ...rows);
const lost = (mono: number): AccountUpdate => ({
  type: 'stream',
  account_index: 7,
  event: 'lost',
  at: mono,
  mono,
  reason: 'closed 1006',
  probe_mono: null,
});
const alive = (mono: number): AccountUpdate => ({ ...lost(mono), event: 'alive' }) as AccountUpdate;

/** Rows in which fields may be left out. */
function bare(
  arrival: Arrival,
  mode: PositionsUpdate['mode'],
  ...rows: Partial<ReportedPosition>[]
): PositionsUpdate {
  const entities = rows as ReportedPosition[];
  return { type: 'positions', account_index: 7, arrival, mode, rows: entities.map((row) => sourced(row)) };
}

function unreadable(update: PositionsUpdate, ...list: Unreadable[]): PositionsUpdate {
  return { ...update, unreadable: list };
}

const sizes = (updates: AccountUpdate[]) =>
  run(updates).state.positions?.map(({ market_id, size }) => [market_id, size]);
const section = (updates: AccountUpdate[]) => run(updates).state.sections.positions;

describe('positions', () => {
  it('that go flat leave in their last form, and keep their text', () => {
    const flat = aPosition({ size: '0.0000', realized_pnl: '42.000000' });
    const { state, delta, record } = run([
      held(1, aPosition(), aPosition({ market_id: 1, size: '-1' })),
      frame(2, flat),
    ]);
    expect(state.positions?.map((position) => position.market_id)).toEqual([1]);
    expect(delta?.positions).toEqual({ upsert: [flat], remove: ['0'] });
    expect([...new RecordTexts(record).positions.keys()]).toEqual([0, 1]);
  });

  it('have no liquidation distance without a liquidation price', () => {
    const { state } = run([held(1, aPosition({ liquidation_price: '0' }))], marked('5'));
    expect(state.positions?.[0]).toMatchObject({ liquidation_distance: null, mark_price: '5' });
  });

  it('add the funding of a round to what was paid, unless the row carries the sum', () => {
    const round = { ...frame(2), funding_rounds: [{ market_id: 0, amount: '0.25' }] };
    expect(run([held(1, aPosition()), round]).state.positions?.[0]?.total_funding_paid_out).toBe('0.762000');
    const both = {
      ...frame(2, aPosition({ total_funding_paid_out: '0.9' })),
      funding_rounds: round.funding_rounds,
    };
    expect(run([held(1, aPosition()), both]).state.positions?.[0]?.total_funding_paid_out).toBe('0.9');
  });
});

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
      run([held(1, full), alive(asked), poll(asked, { ...full, total_funding_paid_out: '0.9' })]).state
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

describe('an unreadable row', () => {
  const broken = (id: string | null): Unreadable => ({ id, field: 'leverage', reason: 'is not a decimal' });

  it('keeps its value and lets its siblings through, while positions are stale until a snapshot reads whole', () => {
    const first = held(1, aPosition(), aPosition({ market_id: 1 }));
    const update = unreadable(frame(2, aPosition({ market_id: 1, size: '3' })), broken('0'));
    const { state, demands } = run([first, update]);
    expect(state.positions?.map(({ size }) => size)).toEqual(['1.5000', '3']);
    expect(state.sections.positions).toMatchObject({
      stale: true,
      reason: 'unreadable leverage: is not a decimal',
    });
    expect(demands).toContainEqual({ kind: 'resync', account_index: 7, part: 'positions', cause: 'taint' });
    const partial = unreadable(held(3, aPosition({ market_id: 1, size: '3' })), broken('0'));
    expect(section([first, update, partial]).stale).toBe(true);
    expect(sizes([first, update, partial])).toEqual([
      [0, '1.5000'],
      [1, '3'],
    ]);
    expect(section([first, update, partial, held(4)]).stale).toBe(false);
    expect(sizes([first, update, partial, held(4)])).toEqual([]);
  });

  it('without an id removes nothing', () => {
    const first = held(1, aPosition(), aPosition({ market_id: 1 }));
    expect(sizes([first, unreadable(held(2, aPosition({ market_id: 1 })), broken(null))])).toHaveLength(2);
  });

  it('is not cured by a poll that may lag behind it', () => {
    const first = [held(1, aPosition()), unreadable(frame(20_000), broken('0'))];
    expect(section([...first, poll(29_999, aPosition())]).stale).toBe(true);
    expect(section([...first, alive(29_000), poll(30_000, aPosition())]).stale).toBe(false);
  });
});

describe('positions of a poll', () => {
  it('do not overrule a stream that holds them', () => {
    const { state, delta } = run([
      held(100, aPosition()),
      poll(5_000, aPosition({ size: '9' }), aPosition({ market_id: 1 })),
    ]);
    expect(state.positions?.map(({ size }) => size)).toEqual(['1.5000']);
    expect(delta).toBeNull();
  });

  it('do not remove what they lack, as an empty answer does', () => {
    expect(sizes([held(100, aPosition()), poll(20_000)])).toEqual([[0, '1.5000']]);
    const without = [held(100, aPosition()), lost(200), poll(10_300)];
    expect(sizes(without)).toEqual([[0, '1.5000']]);
  });

  it('that differ for long ask for the stream’s snapshot, and nothing moves until it comes', () => {
    const updates = [held(100, aPosition()), alive(20_000), poll(20_100, aPosition({ size: '0.0000' }))];
    const { state, demands } = run(updates);
    expect(state.positions).toHaveLength(1);
    expect(state.sections.positions.stale).toBe(false);
    expect(demands).toContainEqual({
      kind: 'resync',
      account_index: 7,
      part: 'positions',
      cause: 'discrepancy',
    });
    expect(section([...updates, alive(25_200)])).toMatchObject({
      stale: true,
      reason: 'REST reports another value; waiting for a snapshot of the stream',
    });
  });

  it('are right when the stream’s snapshot agrees, which is an incident and a reason to check fills', () => {
    const flat = aPosition({ size: '0.0000' });
    const updates = [held(100, aPosition()), alive(20_000), poll(20_100, flat), held(21_000, flat)];
    const { state, demands, findings } = run(updates);
    expect(state.positions).toEqual([]);
    expect(findings).toMatchObject([{ error_type: 'state-corrected' }]);
    expect(demands).toContainEqual({ kind: 'check-fills', account_index: 7, cause: 'state-corrected' });
    const refuted = run([...updates.slice(0, 3), held(21_000, aPosition())]);
    expect(refuted.findings).toEqual([]);
    expect(refuted.state.sections.positions.stale).toBe(false);
  });

  it('that merely lag behind the last frame say nothing', () => {
    const { demands } = run([
      held(100, aPosition()),
      frame(15_000, aPosition({ size: '2' })),
      poll(20_000, aPosition()),
    ]);
    expect(demands.filter(({ kind }) => kind === 'resync')).toEqual([]);
  });

  it('rule without a stream, except against a frame that they may lag behind', () => {
    const before = [held(100, aPosition()), frame(5_000, aPosition({ size: '2' })), lost(6_000)];
    expect(sizes([...before, poll(7_000, aPosition())])).toEqual([[0, '2']]);
    expect(section([...before, poll(7_000, aPosition()), poll(11_500, aPosition())]).stale).toBe(true);
    expect(sizes([...before, poll(15_000, aPosition())])).toEqual([[0, '1.5000']]);
  });

  it('may overrule a recent frame when their own stamp includes every transaction of the stream', () => {
    const fill = tradesUpdate(7, fromStream(5_000), aTrade({ transaction_time: 700 }));
    const before = [held(100, aPosition()), frame(5_000, aPosition({ size: '2' })), fill, lost(6_000)];
    const stamped = (stamp: number): PositionsUpdate => ({
      ...poll(7_000, aPosition()),
      arrival: { ...fromPoll(7_000), exchange_at: stamp },
    });
    expect(sizes([...before, stamped(699)])).toEqual([[0, '2']]);
    expect(sizes([...before, stamped(700)])).toEqual([[0, '1.5000']]);
  });

  it('lose a row only when a second answer, asked later, lacks it too', () => {
    const first = [poll(1_000, aPosition()), poll(2_000)];
    const { demands } = run(first);
    expect(demands).toContainEqual({
      kind: 'poll',
      account_index: 7,
      poll: 'account',
      use: 'reserve',
      not_before_mono: 4_000,
      cause: 'second-answer',
    });
    expect(sizes([...first, poll(3_000)])).toEqual([[0, '1.5000']]);
    expect(sizes([...first, poll(4_000)])).toEqual([]);
    expect(sizes([...first, poll(3_000, aPosition()), poll(4_000)])).toEqual([[0, '1.5000']]);
  });

  it('lose no row of a recent frame by answers that may lag behind it', () => {
    const before = [held(100), frame(5_000, aPosition()), lost(6_000)];
    expect(sizes([...before, poll(7_000), poll(9_500)])).toEqual([[0, '1.5000']]);
    expect(section([...before, poll(7_000), poll(11_500)]).stale).toBe(true);
    expect(sizes([...before, poll(15_000), poll(17_000)])).toEqual([]);
  });

  it('are none at first only when a second answer has none either', () => {
    expect(section([poll(1_000)])).toMatchObject({ source: null, stale: true });
    const { state, demands } = run([poll(1_000), poll(2_000)]);
    expect(state.positions).toBeNull();
    expect(demands).toContainEqual(expect.objectContaining({ use: 'reserve', not_before_mono: 3_000 }));
    expect(sizes([poll(1_000), poll(3_000)])).toEqual([]);
    expect(section([poll(1_000), poll(3_000)]).stale).toBe(false);
    expect(sizes([poll(1_000), poll(2_000, aPosition()), poll(3_000)])).toEqual([[0, '1.5000']]);
    expect(sizes([poll(1_000), held(1_500)])).toEqual([]);
  });

  it('lose no row by a second answer when the stream reported it in between', () => {
    const doubted = [poll(1_000, aPosition()), poll(2_000)];
    expect(sizes([...doubted, held(3_000, aPosition()), lost(3_100), poll(20_000)])).toEqual([[0, '1.5000']]);
    const moved = [held(3_000, aPosition()), frame(3_050, aPosition({ size: '2' })), lost(3_100)];
    expect(sizes([...doubted, ...moved, poll(20_000)])).toEqual([[0, '2']]);
  });

  it('are dropped when they are older by the exchange’s own stamp, three times at most', () => {
    const stamped = (asked: number, stamp: number, size: string): PositionsUpdate => ({
      ...poll(asked, aPosition({ size })),
      arrival: { ...fromPoll(asked), exchange_at: stamp },
    });
    const updates = [stamped(1_000, 500, '1'), ...[2, 3, 4].map((at) => stamped(at * 1_000, 400, '2'))];
    expect(sizes(updates)).toEqual([[0, '1']]);
    const { state, findings } = run([...updates, stamped(5_000, 400, '2')]);
    expect(state.positions?.[0]?.size).toBe('2');
    expect(findings).toMatchObject([{ error_type: 'absurd-stamp' }]);
  });

  it('with an absurd stamp do not block the answers that follow', () => {
    const context = { ...CONTEXT, exchangeNow: 10_000 };
    const stamped = (asked: number, stamp: number, size: string): PositionsUpdate => ({
      ...poll(asked, aPosition({ size })),
      arrival: { ...fromPoll(asked), exchange_at: stamp },
    });
    const { state, findings } = run([stamped(1_000, 90_000, '1'), stamped(2_000, 9_000, '2')], context);
    expect(state.positions?.[0]?.size).toBe('2');
    expect(findings).toMatchObject([{ error_type: 'absurd-stamp' }]);
  });
});
