// Long: every rule of freshness, on each section that it concerns
import type { SectionName } from 'lighter-broadcaster-protocol/account';
import {
  anOrder,
  aPosition,
  aTrade,
  fromPoll,
  fromStream,
  ordersUpdate,
  positionsUpdate,
  sourced,
  tradesUpdate,
} from '../../../test/support/canonical.js';
import { CONTEXT, run } from '../../../test/support/run-updates.js';
import { reduce, reduceDistrust, reduceTime } from './reduce.js';
import type { AccountUpdate, Arrival, CredentialUpdate, PollPlanUpdate } from '../update.js';

const TTL = 5_000;
const SILENCE = 30_000;

const alive = (mono: number, probe_mono: number | null = null): AccountUpdate => ({
  type: 'stream',
  account_index: 7,
  event: 'alive',
  at: mono,
  mono,
  reason: null,
  probe_mono,
});
const lost = (mono: number, reason: string | null = null): AccountUpdate => ({
  type: 'stream',
  account_index: 7,
  event: 'lost',
  at: mono,
  mono,
  reason,
  probe_mono: null,
});
const failed = (mono: number, reason: string, ...sections: SectionName[]): AccountUpdate => ({
  type: 'poll-failed',
  account_index: 7,
  at: mono,
  mono,
  sections,
  reason,
});
const plan = (mono: number, intervals: Partial<PollPlanUpdate['intervals_ms']>): AccountUpdate => ({
  type: 'poll-plan',
  account_index: 7,
  at: mono,
  mono,
  intervals_ms: { account: 2_000, orders: 2_000, funding: null, volumes: null, ...intervals },
});
const account = (asked: number, at = asked): AccountUpdate[] => [
  { type: 'summary', account_index: 7, arrival: fromPoll(asked, at), fields: { collateral: '5', status: 1 } },
  positionsUpdate(7, fromPoll(asked, at), 'snapshot'),
];
const snapshot = ordersUpdate(7, fromStream(1_000), 'snapshot');

function sectionAt(updates: AccountUpdate[], mono: number, name: SectionName = 'orders') {
  const { record } = run(updates);
  return reduceTime(record, CONTEXT, { mono, wall: mono }).record.state.sections[name];
}

describe('a section that a stream holds', () => {
  it('is fresh until the next pong is overdue', () => {
    expect(sectionAt([snapshot], 1_000 + SILENCE - 1).stale).toBe(false);
    expect(sectionAt([snapshot], 1_000 + SILENCE)).toMatchObject({ stale: true, reason: 'stream is silent' });
    expect(sectionAt([snapshot, alive(20_000)], 1_000 + SILENCE).stale).toBe(false);
  });

  it('is fresh a TTL after the stream was lost or the last poll was asked, whichever is later', () => {
    const end = lost(2_000, 'closed 1006');
    expect(sectionAt([snapshot, end], 2_000 + TTL - 1).stale).toBe(false);
    expect(sectionAt([snapshot, end], 2_000 + TTL)).toMatchObject({
      stale: true,
      reason: 'stream lost: closed 1006',
    });
    const poll = ordersUpdate(7, fromPoll(3_000, 4_000), 'snapshot');
    expect(sectionAt([snapshot, end, poll], 3_000 + TTL - 1).stale).toBe(false);
    expect(sectionAt([snapshot, end, poll], 3_000 + TTL).stale).toBe(true);
  });

  it('is not made fresh by an answer that was long on its way', () => {
    const late = ordersUpdate(7, fromPoll(3_000, 3_000 + TTL), 'snapshot');
    const { record, state } = run([snapshot, lost(2_000), late]);
    expect(state.sections.orders).toMatchObject({ stale: true, source: 'stream' });
    expect(reduce(record, late, CONTEXT).delta).toBeNull();
  });

  it('gets no grace when the stream was found dead after a silence', () => {
    expect(sectionAt([snapshot, lost(31_000)], 31_000)).toMatchObject({ stale: true });
    expect(sectionAt([snapshot, lost(29_000), alive(29_500)], 31_000)).toMatchObject({ stale: true });
  });

  it('returns with the next confirmation, as a change', () => {
    const { record } = run([snapshot, lost(2_000)]);
    const aged = reduceTime(record, CONTEXT, { mono: 9_000, wall: 9_000 });
    expect(aged.delta?.sections?.orders).toMatchObject({ stale: true });
    const back = reduce(aged.record, ordersUpdate(7, fromPoll(9_500, 9_600), 'snapshot'), CONTEXT);
    expect(back.delta?.sections?.orders).toEqual({
      source: 'rest',
      updated_at: 1_000,
      confirmed_at: 9_600,
      stale: false,
      reason: null,
    });
  });

  it('returns with any frame of a silent stream', () => {
    const { record } = run([snapshot]);
    const aged = reduceTime(record, CONTEXT, { mono: 80_000, wall: 80_000 }).record;
    const { delta } = reduce(aged, tradesUpdate(7, fromStream(81_000)), CONTEXT);
    expect(delta?.sections?.orders).toMatchObject({ stale: false, confirmed_at: 81_000 });
  });

  it('is not restored by a stream that has not sent its snapshot', () => {
    const { record } = run([snapshot, lost(2_000)]);
    const aged = reduceTime(record, CONTEXT, { mono: 9_000, wall: 9_000 }).record;
    expect(reduce(aged, alive(9_500), CONTEXT).delta).toBeNull();
    expect(
      reduce(aged, ordersUpdate(7, fromStream(9_500), 'update'), CONTEXT).record.state.sections.orders.stale,
    ).toBe(true);
  });

  it('ends with its channel while the connection lives', () => {
    const released: AccountUpdate = {
      type: 'channel',
      account_index: 7,
      part: 'orders',
      event: 'released',
      at: 2_000,
      mono: 2_000,
      reason: 'refused: 30012',
    };
    const trades = tradesUpdate(7, fromStream(1_000));
    const updates = [snapshot, { ...trades, mode: 'snapshot' as const }, released, alive(2_500)];
    expect(sectionAt(updates, 2_000 + TTL)).toMatchObject({
      stale: true,
      reason: 'channel lost: refused: 30012',
    });
    expect(sectionAt(updates, 2_000 + TTL, 'trades').stale).toBe(false);
  });

  it('says why it stays stale', () => {
    const { record } = run([snapshot, lost(2_000, 'closed 1006')]);
    const aged = reduceTime(record, CONTEXT, { mono: 9_000, wall: 9_000 }).record;
    const failure = failed(9_100, 'HTTP 503', 'orders');
    const { delta, record: after } = reduce(aged, failure, CONTEXT);
    expect(delta?.sections?.orders?.reason).toBe('stream lost: closed 1006; poll failed: HTTP 503');
    expect(reduce(after, failure, CONTEXT).delta).toBeNull();
  });

  it('is no change when it is only confirmed again, which travels with the next change', () => {
    const again = ordersUpdate(7, fromStream(3_000), 'update');
    expect(run([snapshot, again]).delta).toBeNull();
    const { delta } = run([snapshot, again, tradesUpdate(7, fromStream(3_100), aTrade())]);
    expect(delta?.sections?.orders).toMatchObject({ confirmed_at: 3_000, updated_at: 1_000 });
  });
});

describe('a section that could not be read', () => {
  it('asks for a snapshot again while it stays in doubt', () => {
    const broken = {
      ...snapshot,
      unreadable: [{ id: '9', field: 'price', reason: 'is blank' }],
    } as AccountUpdate;
    const { record, demands } = run([broken, alive(10_000)]);
    const resync = { kind: 'resync', account_index: 7, part: 'orders', cause: 'taint' };
    expect(demands).toEqual([resync]);
    const at = (mono: number, of = record) => reduceTime(of, CONTEXT, { mono, wall: mono });
    expect(at(10_999).demands).toEqual([]);
    expect(at(11_000).demands).toEqual([resync]);
    expect(at(20_999, at(11_000).record).demands).toEqual([]);
    expect(at(21_000, reduce(at(11_000).record, snapshot, CONTEXT).record).demands).toEqual([]);
    expect(at(21_000, at(11_000).record).demands).toEqual([resync]);
  });
});

describe('after the event loop stood still', () => {
  it('streams count again only with the pong of a ping that was sent afterwards', () => {
    const { record } = run([snapshot]);
    const held = reduceDistrust(record, CONTEXT, { mono: 101_000, wall: 101_000 });
    expect(held.record.state.sections.orders).toMatchObject({
      stale: true,
      reason: 'the event loop was held up; waiting for a pong of the stream',
    });
    const stale = (updates: AccountUpdate[]) =>
      updates.reduce((last, update) => reduce(last, update, CONTEXT).record, held.record).state.sections
        .orders.stale;
    expect(stale([tradesUpdate(7, fromStream(101_100))])).toBe(true);
    expect(stale([alive(101_100, 90_000)])).toBe(true);
    expect(stale([alive(101_200, 101_100)])).toBe(false);
    expect(stale([lost(101_300), ordersUpdate(7, fromStream(101_400), 'snapshot')])).toBe(false);
  });
});

describe('what was distrusted', () => {
  it('is not replaced by a poll while the pong is due', () => {
    const { record } = run([ordersUpdate(7, fromStream(1_000), 'snapshot', sourced(anOrder(), 1))]);
    const held = reduceDistrust(record, CONTEXT, { mono: 30_000, wall: 30_000 }).record;
    const empty = (asked: number) => ordersUpdate(7, fromPoll(asked), 'snapshot');
    const polled = [empty(30_100), empty(33_000)].reduce(
      (last, update) => reduce(last, update, CONTEXT).record,
      held,
    );
    expect(polled.state.orders).toHaveLength(1);
    expect(polled.state.sections.orders.stale).toBe(true);
  });

  it('gets no grace when its channel or connection ends', () => {
    const { record } = run([snapshot]);
    const held = reduceDistrust(record, CONTEXT, { mono: 3_000, wall: 3_000 }).record;
    const released = {
      type: 'channel',
      account_index: 7,
      part: 'orders',
      event: 'released',
      reason: 'resync',
    } as const;
    const after = reduce(held, { ...released, at: 3_100, mono: 3_100 }, CONTEXT).record;
    expect(reduce(after, alive(3_200, 3_100), CONTEXT).record.state.sections.orders.stale).toBe(true);
    expect(reduce(held, lost(3_100), CONTEXT).record.state.sections.orders.stale).toBe(true);
  });
});

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
    const after = [...before, credential(2_000, 'refused'), alive(3_000)];
    for (const name of ['positions', 'orders', 'trades'] as const)
      expect(sectionAt(after, 3_000, name)).toMatchObject({
        stale: true,
        reason: 'credential refused; 61006',
      });
  });

  it('that is good again counts with the next authenticated answer or snapshot', () => {
    const after = [...before, credential(2_000, 'refused'), credential(3_000, 'good'), alive(3_500)];
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
    const after = [...before, credential(2_000, 'refused'), alive(2_500)];
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
    const after = [stats(1_000), credential(2_000, 'refused'), alive(12_000)];
    const staleAt = (mono: number, ...more: AccountUpdate[]) =>
      sectionAt([...after, ...more], mono, 'summary').stale;
    expect([staleAt(5_999), staleAt(12_000), staleAt(12_000, stats(11_000))]).toEqual([false, true, false]);
    const answer = summary(fromPoll(12_000), '3');
    expect(run([...after, answer]).state.summary?.available_balance).toBe('3');
    expect([staleAt(16_999, answer), staleAt(17_000, answer)]).toEqual([false, true]);
    expect(run([...after, stats(11_000), answer]).state.summary?.available_balance).toBe('4');
  });

  it('needs a proof within the planned interval of orders and 5 s, apart from the stream', () => {
    const planned = [plan(500, { orders: 40_000 }), ...before];
    const at = (mono: number, ...more: AccountUpdate[]) => {
      const { record } = run([...planned, alive(20_000), alive(43_000), ...more]);
      const { sections } = reduceTime(record, CONTEXT, { mono, wall: mono }).record.state;
      return (['positions', 'orders', 'trades'] as const).map((name) => sections[name].stale);
    };
    expect(at(45_999)).toEqual([false, false, false]);
    expect(at(46_000)).toEqual([true, true, true]);
    expect(at(46_000, ...account(45_000))).toEqual([true, true, true]);
    expect(at(46_000, ordersUpdate(7, fromPoll(10_000), 'snapshot'))).toEqual([false, false, false]);
    expect(at(46_000, tradesUpdate(7, fromStream(10_000), aTrade()))).toEqual([false, false, false]);
  });

  it('whose planned interval becomes shorter leaves the stream time to prove it', () => {
    const { record } = run([
      plan(500, { orders: 200_000 }),
      ...before,
      alive(60_000),
      plan(61_000, { orders: 20_000 }),
    ]);
    const staleAt = (mono: number) =>
      reduceTime(record, CONTEXT, { mono, wall: mono }).record.state.sections.orders.stale;
    expect(record.proofAsk).toEqual({ since: 61_000, at: 61_000 });
    expect([staleAt(63_999), staleAt(64_000)]).toEqual([false, true]);
  });

  it('that REST did not prove in time has to be proven by a new snapshot of orders', () => {
    const { record } = run([plan(500, { orders: 40_000 }), ...before, alive(42_000)]);
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
    const planned = [plan(500, { orders: 1_000 }), ...before, lost(2_000)];
    const answer = positionsUpdate(7, fromPoll(60_000), 'snapshot', aPosition());
    expect(sectionAt([...planned, answer], 60_000, 'positions').stale).toBe(false);
    const unproven = [plan(500, { orders: 1_000 }), ...before, lost(9_000)];
    expect(sectionAt(unproven, 9_100, 'positions').stale).toBe(true);
  });

  it('that was never refused changes nothing', () => {
    expect(sectionAt([...before, credential(2_000, 'good'), alive(2_100)], 2_200).stale).toBe(false);
  });
});

describe('requirements', () => {
  const held = positionsUpdate(7, fromStream(500), 'snapshot');

  it('hold for three planned intervals, at least a TTL and at most two minutes', () => {
    const at = (interval: number, mono: number) =>
      sectionAt(
        [plan(0, { account: interval, orders: null }), held, ...account(1_000), alive(mono)],
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
    expect(sectionAt([held, ...account(1_000), flat], 2_000, 'requirements').stale).toBe(true);
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
    const [summary] = account(1_000);
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
    const polls = [...account(1_500), failed(2_000, 'HTTP 403', 'summary', 'requirements')];
    const updates = [...stream, ...polls, alive(125_000)];
    expect(sectionAt(updates, 125_000, 'summary').stale).toBe(false);
    expect(sectionAt(updates, 125_000, 'requirements')).toMatchObject({
      stale: true,
      reason: 'poll failed: HTTP 403',
    });
  });
});

describe('marks', () => {
  const faulty = { ...CONTEXT, markFault: () => 'no tick of ETH' };
  const sections = (updates: AccountUpdate[]) => run(updates, faulty).state.sections;

  it('are stale while the market of an open position is not confirmed', () => {
    const open = positionsUpdate(7, fromStream(1_000), 'snapshot', aPosition());
    expect(sections([open]).marks).toMatchObject({ stale: true, reason: 'no tick of ETH' });
    expect(sections([open]).positions.stale).toBe(false);
  });

  it('are never stale without an open position', () => {
    expect(sections([positionsUpdate(7, fromStream(1_000), 'snapshot')]).marks.stale).toBe(false);
  });

  it('count as fresh where a recent poll carries the exchange’s own valuation', () => {
    expect(sections([positionsUpdate(7, fromPoll(1_000), 'snapshot', aPosition())]).marks.stale).toBe(false);
  });
});

describe('the summary', () => {
  const stats = (mono: number): AccountUpdate => ({
    type: 'summary',
    account_index: 7,
    arrival: fromStream(mono),
    fields: { collateral: '5' },
  });

  it('is stale when marks moved and no user_stats follows, and its channel is resynced before that', () => {
    const { record } = run([stats(1_000), positionsUpdate(7, fromStream(1_000), 'snapshot', aPosition())]);
    const moved = { ...record, marksMovedAt: 2_000 };
    const later = (mono: number) => reduceTime({ ...moved, aliveAt: mono }, CONTEXT, { mono, wall: mono });
    expect(later(26_999).demands).toEqual([]);
    expect(later(27_000).demands).toEqual([
      { kind: 'resync', account_index: 7, part: 'summary', cause: 'silence' },
    ]);
    expect(later(31_999).record.state.sections.summary.stale).toBe(false);
    expect(later(32_000).record.state.sections.summary).toMatchObject({
      stale: true,
      reason: 'marks moved, but no user_stats came',
    });
    expect(reduce(later(32_000).record, stats(32_100), CONTEXT).record.state.sections.summary.stale).toBe(
      false,
    );
  });
});
