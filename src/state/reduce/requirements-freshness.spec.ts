import {
  aPosition,
  aTrade,
  fromPoll,
  fromStream,
  positionsUpdate,
  tradesUpdate,
} from '../../../test/support/canonical.js';
import { accountAnswer, pollFailed, pollPlan, streamAlive } from '../../../test/support/account-reports.js';
import { run, sectionAt } from '../../../test/support/run-updates.js';
import type { AccountUpdate } from '../update.js';

describe('requirements', () => {
  const held = positionsUpdate(7, fromStream(500), 'snapshot');

  it('hold for three planned intervals, at least a TTL and at most two minutes', () => {
    const at = (interval: number, mono: number) =>
      sectionAt(
        [pollPlan(0, { account: interval, orders: null }), held, ...accountAnswer(1_000), streamAlive(mono)],
        mono,
        'requirements',
      ).stale;
    expect([at(10_000, 30_999), at(10_000, 31_000)]).toEqual([false, true]);
    expect([at(100, 5_999), at(100, 6_000)]).toEqual([false, true]);
    expect([at(600_000, 120_999), at(600_000, 121_000)]).toEqual([false, true]);
  });

  it('are outdated by a size that moves on the stream, and an account poll becomes urgent', () => {
    const held = positionsUpdate(7, fromStream(1_000), 'snapshot', aPosition());
    const moved = positionsUpdate(7, fromStream(2_000), 'update', aPosition({ size: '2' }));
    const poll = (asked: number, size: string): AccountUpdate[] => [
      { type: 'summary', account_index: 7, arrival: fromPoll(asked), fields: { collateral: '5' } },
      positionsUpdate(7, fromPoll(asked), 'snapshot', aPosition({ size })),
    ];
    const before = [held, ...poll(1_500, '1.5')];
    expect(sectionAt(before, 1_500, 'requirements').stale).toBe(false);
    expect(sectionAt([...before, moved], 2_000, 'requirements')).toMatchObject({
      stale: true,
      reason: 'the size of a position moved since they were read',
    });
    expect(run([...before, moved]).demands).toContainEqual(
      expect.objectContaining({ kind: 'poll', poll: 'account', cause: 'size-moved', not_before_mono: 2_000 }),
    );
    const lagging = [...before, moved, ...poll(2_500, '1.5')];
    expect(sectionAt(lagging, 2_500, 'requirements').stale).toBe(true);
    expect(sectionAt([...lagging, ...poll(3_000, '2.0')], 3_000, 'requirements').stale).toBe(false);
  });

  it('are outdated by a position that was opened and closed between two frames', () => {
    const flat = positionsUpdate(7, fromStream(2_000), 'update', aPosition({ size: '0.000' }));
    expect(sectionAt([held, ...accountAnswer(1_000), flat], 2_000, 'requirements').stale).toBe(true);
  });

  it('of an answer that lags behind the stream’s sizes are not taken over', () => {
    const answer = (asked: number, size: string, margin: string): AccountUpdate[] => [
      {
        type: 'summary',
        account_index: 7,
        arrival: fromPoll(asked),
        fields: { collateral: '5', cross_initial_margin_requirement: margin },
      },
      positionsUpdate(7, fromPoll(asked), 'snapshot', aPosition({ size })),
    ];
    const held = positionsUpdate(7, fromStream(1_000), 'snapshot', aPosition({ size: '2' }));
    const { state } = run([held, ...answer(1_500, '2', '10'), ...answer(2_000, '1', '5')]);
    expect(state.summary?.cross_initial_margin_requirement).toBe('10');
    expect(state.sections.requirements.stale).toBe(false);
  });

  it('of an answer without the last fill are not taken over, although the sizes agree again', () => {
    const answer = (asked: number, exchange_at: number): AccountUpdate[] => [
      { type: 'summary', account_index: 7, arrival: { ...fromPoll(asked), exchange_at }, fields: {} },
      {
        ...positionsUpdate(7, fromPoll(asked), 'snapshot', aPosition()),
        arrival: { ...fromPoll(asked), exchange_at },
      },
    ];
    const at = (mono: number, size: string, pnl: string) =>
      positionsUpdate(7, fromStream(mono), 'update', aPosition({ size, realized_pnl: pnl }));
    const held = positionsUpdate(7, fromStream(1_000), 'snapshot', aPosition());
    const fill = tradesUpdate(7, fromStream(2_000), aTrade({ transaction_time: 700 }));
    const before = [held, at(1_900, '2', '1'), fill, at(2_000, aPosition().size, '2')];
    const requirements = (...updates: AccountUpdate[]) => run([...before, ...updates]);
    expect(requirements(...answer(2_500, 699)).state.sections.requirements.stale).toBe(true);
    expect(requirements(...answer(2_500, 699)).demands.at(-1)).toMatchObject({ not_before_mono: 4_500 });
    expect(requirements(...answer(2_500, 700)).state.sections.requirements.stale).toBe(false);
    expect(requirements(...answer(12_000, 699)).state.sections.requirements.stale).toBe(false);
  });

  it('are no longer than the positions that they were computed for', () => {
    const [summary] = accountAnswer(1_000);
    const answer = [summary!, positionsUpdate(7, fromPoll(1_000), 'snapshot', aPosition())];
    expect(sectionAt(answer, 5_999, 'requirements').stale).toBe(false);
    expect(sectionAt(answer, 6_000, 'requirements')).toMatchObject({
      stale: true,
      reason: 'positions are not confirmed',
    });
  });

  it('are not confirmed by the stream', () => {
    const stream: AccountUpdate[] = [
      { type: 'summary', account_index: 7, arrival: fromStream(1_000), fields: { collateral: '5' } },
      positionsUpdate(7, fromStream(1_000), 'snapshot'),
    ];
    const polls = [...accountAnswer(1_500), pollFailed(2_000, 'HTTP 403', 'summary', 'requirements')];
    const updates = [...stream, ...polls, streamAlive(125_000)];
    expect(sectionAt(updates, 125_000, 'summary').stale).toBe(false);
    expect(sectionAt(updates, 125_000, 'requirements')).toMatchObject({
      stale: true,
      reason: 'poll failed: HTTP 403',
    });
  });
});
