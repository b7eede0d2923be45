import { aPosition, aTrade, fromPoll, fromStream, tradesUpdate } from '../../../test/support/canonical.js';
import { streamAlive, streamLost } from '../../../test/support/account-reports.js';
import { frame, held, poll } from '../../../test/support/position-reports.js';
import { CONTEXT, marked, run } from '../../../test/support/run-updates.js';
import { RecordTexts } from '../record-texts.js';
import type { Unreadable } from '../reported.js';
import type { AccountUpdate, PositionsUpdate } from '../update.js';

const lost = (mono: number) => streamLost(mono, 'closed 1006');

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
    expect(section([...first, streamAlive(29_000), poll(30_000, aPosition())]).stale).toBe(false);
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
    const updates = [
      held(100, aPosition()),
      streamAlive(20_000),
      poll(20_100, aPosition({ size: '0.0000' })),
    ];
    const { state, demands } = run(updates);
    expect(state.positions).toHaveLength(1);
    expect(state.sections.positions.stale).toBe(false);
    expect(demands).toContainEqual({
      kind: 'resync',
      account_index: 7,
      part: 'positions',
      cause: 'discrepancy',
    });
    expect(section([...updates, streamAlive(25_200)])).toMatchObject({
      stale: true,
      reason: 'REST reports another value; waiting for a snapshot of the stream',
    });
  });

  it('are right when the stream’s snapshot agrees, which is an incident and a reason to check fills', () => {
    const flat = aPosition({ size: '0.0000' });
    const updates = [held(100, aPosition()), streamAlive(20_000), poll(20_100, flat), held(21_000, flat)];
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
