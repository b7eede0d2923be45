import {
  aPosition,
  aTrade,
  fromPoll,
  fromStream,
  ordersUpdate,
  positionsUpdate,
  tradesUpdate,
} from '../../../test/support/canonical.js';
import { accountAnswer, pollPlan, streamAlive, streamLost } from '../../../test/support/account-reports.js';
import { CONTEXT, run, sectionAt } from '../../../test/support/run-updates.js';
import { reduce, reduceTime } from './reduce.js';
import type { Arrival } from '../reported.js';
import type { AccountUpdate, CredentialUpdate } from '../update.js';

const snapshot = ordersUpdate(7, fromStream(1_000), 'snapshot');

describe('a credential', () => {
  const credential = (mono: number, standing: CredentialUpdate['standing']): AccountUpdate => ({
    type: 'credential',
    account_index: 7,
    standing,
    reason: standing === 'good' ? null : '61006',
    at: mono,
    mono,
  });
  const trades: AccountUpdate = { ...tradesUpdate(7, fromStream(1_000)), mode: 'snapshot' };
  const before = [snapshot, trades, positionsUpdate(7, fromStream(1_000), 'snapshot')];

  it('that is refused makes what it pushes stale, although the stream lives', () => {
    const after = [...before, credential(2_000, 'refused'), streamAlive(3_000)];
    for (const name of ['positions', 'orders', 'trades'] as const)
      expect(sectionAt(after, 3_000, name)).toMatchObject({
        stale: true,
        reason: 'credential refused; 61006',
      });
  });

  it('that is good again counts with the next authenticated answer or snapshot', () => {
    const after = [...before, credential(2_000, 'refused'), credential(3_000, 'good'), streamAlive(3_500)];
    expect(sectionAt(after, 4_000)).toMatchObject({
      stale: true,
      reason: 'not confirmed since the credential was renewed',
    });
    expect(sectionAt([...after, ordersUpdate(7, fromPoll(3_600), 'snapshot')], 4_000).stale).toBe(false);
    expect(sectionAt([...after, ordersUpdate(7, fromStream(3_600), 'snapshot')], 4_000).stale).toBe(false);
    const authenticated = [...after, ordersUpdate(7, fromPoll(3_600), 'snapshot')];
    expect(sectionAt(authenticated, 4_000, 'trades').stale).toBe(true);
    expect(
      sectionAt([...authenticated, { ...trades, arrival: fromStream(3_700) }], 4_000, 'trades').stale,
    ).toBe(false);
  });

  it('that is refused leaves positions and assets to REST, which needs none', () => {
    const after = [...before, credential(2_000, 'refused'), streamAlive(2_500)];
    expect(sectionAt(after, 3_000, 'positions').stale).toBe(true);
    const answer = positionsUpdate(7, fromPoll(12_000), 'snapshot', aPosition());
    const { state } = run([...after, answer]);
    expect(state.positions).toHaveLength(1);
    expect(state.sections.positions.stale).toBe(false);
    expect(sectionAt([...after, answer], 17_000, 'positions').stale).toBe(true);
  });

  it('that is refused leaves the summary to its own frames and to REST', () => {
    const summary = (arrival: Arrival, available_balance: string): AccountUpdate => {
      return { type: 'summary', account_index: 7, arrival, fields: { collateral: '5', available_balance } };
    };
    const stats = (at: number) => summary(fromStream(at), '4');
    const after = [stats(1_000), credential(2_000, 'refused'), streamAlive(12_000)];
    const staleAt = (mono: number, ...more: AccountUpdate[]) =>
      sectionAt([...after, ...more], mono, 'summary').stale;
    expect([staleAt(5_999), staleAt(12_000), staleAt(12_000, stats(11_000))]).toEqual([false, true, false]);
    const answer = summary(fromPoll(12_000), '3');
    expect(run([...after, answer]).state.summary?.available_balance).toBe('3');
    expect([staleAt(16_999, answer), staleAt(17_000, answer)]).toEqual([false, true]);
    expect(run([...after, stats(11_000), answer]).state.summary?.available_balance).toBe('4');
  });

  it('needs a proof within the planned interval of orders and 5 s, apart from the stream', () => {
    const planned = [pollPlan(500, { orders: 40_000 }), ...before];
    const at = (mono: number, ...more: AccountUpdate[]) => {
      const { record } = run([...planned, streamAlive(20_000), streamAlive(43_000), ...more]);
      const { sections } = reduceTime(record, CONTEXT, { mono, wall: mono }).record.state;
      return (['positions', 'orders', 'trades'] as const).map((name) => sections[name].stale);
    };
    expect(at(45_999)).toEqual([false, false, false]);
    expect(at(46_000)).toEqual([true, true, true]);
    expect(at(46_000, ...accountAnswer(45_000))).toEqual([true, true, true]);
    expect(at(46_000, ordersUpdate(7, fromPoll(10_000), 'snapshot'))).toEqual([false, false, false]);
    expect(at(46_000, tradesUpdate(7, fromStream(10_000), aTrade()))).toEqual([false, false, false]);
  });

  it('whose planned interval becomes shorter leaves the stream time to prove it', () => {
    const { record } = run([
      pollPlan(500, { orders: 200_000 }),
      ...before,
      streamAlive(60_000),
      pollPlan(61_000, { orders: 20_000 }),
    ]);
    const staleAt = (mono: number) =>
      reduceTime(record, CONTEXT, { mono, wall: mono }).record.state.sections.orders.stale;
    expect(record.proofAsk).toEqual({ since: 61_000, at: 61_000 });
    expect([staleAt(63_999), staleAt(64_000)]).toEqual([false, true]);
  });

  it('that REST did not prove in time has to be proven by a new snapshot of orders', () => {
    const { record } = run([pollPlan(500, { orders: 40_000 }), ...before, streamAlive(42_000)]);
    const demandsAt = (mono: number, of = record) =>
      reduceTime(of, CONTEXT, { mono, wall: mono }).demands.map((demand) => ({ ...demand }));
    expect(demandsAt(42_999)).toEqual([]);
    const resync = { kind: 'resync', account_index: 7, part: 'orders', cause: 'proof' };
    expect(demandsAt(43_000)).toEqual([resync]);
    const asked = reduceTime(record, CONTEXT, { mono: 43_000, wall: 43_000 }).record;
    expect(demandsAt(47_999, asked)).toEqual([]);
    expect(demandsAt(48_000, asked)).toEqual([resync]);
    const proven = reduce(asked, ordersUpdate(7, fromStream(43_500), 'snapshot'), CONTEXT).record;
    expect(demandsAt(60_000, proven)).toEqual([]);
  });

  it('is not needed for positions that REST confirms', () => {
    const planned = [pollPlan(500, { orders: 1_000 }), ...before, streamLost(2_000)];
    const answer = positionsUpdate(7, fromPoll(60_000), 'snapshot', aPosition());
    expect(sectionAt([...planned, answer], 60_000, 'positions').stale).toBe(false);
    const unproven = [pollPlan(500, { orders: 1_000 }), ...before, streamLost(9_000)];
    expect(sectionAt(unproven, 9_100, 'positions').stale).toBe(true);
  });

  it('that was never refused changes nothing', () => {
    expect(sectionAt([...before, credential(2_000, 'good'), streamAlive(2_100)], 2_200).stale).toBe(false);
  });
});
