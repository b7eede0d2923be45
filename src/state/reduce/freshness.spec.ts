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
import { pollFailed, streamAlive, streamLost } from '../../../test/support/account-reports.js';
import { CONTEXT, run, sectionAt } from '../../../test/support/run-updates.js';
import { reduce, reduceDistrust, reduceTime } from './reduce.js';
import type { AccountUpdate } from '../update.js';

const TTL = 5_000;
const SILENCE = 30_000;

const snapshot = ordersUpdate(7, fromStream(1_000), 'snapshot');

describe('a section that a stream holds', () => {
  it('is fresh until the next pong is overdue', () => {
    expect(sectionAt([snapshot], 1_000 + SILENCE - 1).stale).toBe(false);
    expect(sectionAt([snapshot], 1_000 + SILENCE)).toMatchObject({ stale: true, reason: 'stream is silent' });
    expect(sectionAt([snapshot, streamAlive(20_000)], 1_000 + SILENCE).stale).toBe(false);
  });

  it('is fresh a TTL after the stream was lost or the last poll was asked, whichever is later', () => {
    const end = streamLost(2_000, 'closed 1006');
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
    const { record, state } = run([snapshot, streamLost(2_000), late]);
    expect(state.sections.orders).toMatchObject({ stale: true, source: 'stream' });
    expect(reduce(record, late, CONTEXT).delta).toBeNull();
  });

  it('gets no grace when the stream was found dead after a silence', () => {
    expect(sectionAt([snapshot, streamLost(31_000)], 31_000)).toMatchObject({ stale: true });
    expect(sectionAt([snapshot, streamLost(29_000), streamAlive(29_500)], 31_000)).toMatchObject({
      stale: true,
    });
  });

  it('returns with the next confirmation, as a change', () => {
    const { record } = run([snapshot, streamLost(2_000)]);
    const aged = reduceTime(record, CONTEXT, { mono: 9_000, wall: 9_000 });
    expect(aged.delta?.sections?.orders).toMatchObject({ stale: true });
    const back = reduce(aged.record, ordersUpdate(7, fromPoll(9_500, 9_600), 'snapshot'), CONTEXT);
    expect(back.delta?.sections?.orders).toEqual({
      source: 'rest',
      updated_at: 1_000,
      // When it was asked.
      confirmed_at: 9_500,
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
    const { record } = run([snapshot, streamLost(2_000)]);
    const aged = reduceTime(record, CONTEXT, { mono: 9_000, wall: 9_000 }).record;
    expect(reduce(aged, streamAlive(9_500), CONTEXT).delta).toBeNull();
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
    const updates = [snapshot, { ...trades, mode: 'snapshot' as const }, released, streamAlive(2_500)];
    expect(sectionAt(updates, 2_000 + TTL)).toMatchObject({
      stale: true,
      reason: 'channel lost: refused: 30012',
    });
    expect(sectionAt(updates, 2_000 + TTL, 'trades').stale).toBe(false);
  });

  it('is in doubt from an unreadable frame until the next snapshot, which is asked for', () => {
    const reason = 'a frame of the stream could not be read';
    const unreadable: AccountUpdate = {
      type: 'channel',
      account_index: 7,
      part: 'orders',
      event: 'unreadable',
      at: 2_000,
      mono: 2_000,
      reason,
    };
    const { state, demands } = run([snapshot, unreadable]);
    expect(state.sections.orders).toMatchObject({ stale: true, reason });
    expect(demands).toEqual([{ kind: 'resync', account_index: 7, part: 'orders', cause: 'taint' }]);
    const frame = ordersUpdate(7, fromStream(2_500), 'update');
    expect(sectionAt([snapshot, unreadable, frame], 2_500).stale).toBe(true);
    const again = ordersUpdate(7, fromStream(3_000), 'snapshot');
    expect(sectionAt([snapshot, unreadable, frame, again], 3_000).stale).toBe(false);
  });

  it('says why it stays stale', () => {
    const { record } = run([snapshot, streamLost(2_000, 'closed 1006')]);
    const aged = reduceTime(record, CONTEXT, { mono: 9_000, wall: 9_000 }).record;
    const failure = pollFailed(9_100, 'HTTP 503', 'orders');
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
    const { record, demands } = run([broken, streamAlive(10_000)]);
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
    expect(stale([streamAlive(101_100, 90_000)])).toBe(true);
    expect(stale([streamAlive(101_200, 101_100)])).toBe(false);
    expect(stale([streamLost(101_300), ordersUpdate(7, fromStream(101_400), 'snapshot')])).toBe(false);
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
    expect(reduce(after, streamAlive(3_200, 3_100), CONTEXT).record.state.sections.orders.stale).toBe(true);
    expect(reduce(held, streamLost(3_100), CONTEXT).record.state.sections.orders.stale).toBe(true);
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
