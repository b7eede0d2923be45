import { isLive } from 'lighter-broadcaster-protocol/account';
import {
  aGap,
  aPosition,
  aTrade,
  liveStream,
  polledNow,
  positionsUpdate,
  streamedNow,
  tradesUpdate,
} from '../../test/support/canonical.js';
import { ethMark, setUpStore, STATE_OPTIONS_FOR_TESTS } from '../../test/support/state-store.js';
import type { AccountChange } from './change.js';
import type { Demand } from './demand.js';

describe('the state, as time passes', () => {
  it('turns sections stale by itself, as a change', () => {
    const { clock, store, changes } = setUpStore();
    store.apply(tradesUpdate(7, polledNow(clock), aTrade()));
    clock.advance(4_750);
    expect(changes).toHaveLength(1);
    clock.advance(250);
    expect(changes).toHaveLength(2);
    expect((changes[1] as AccountChange).delta.sections?.trades).toMatchObject({ stale: true });
    clock.advance(60_000);
    expect(changes).toHaveLength(2);
  });

  it.each([-86_400_000, -600_000, 3_600_000])(
    'does so in the same time when the clock is set by %d ms',
    (step) => {
      const { clock, store } = setUpStore();
      store.apply(tradesUpdate(7, polledNow(clock), aTrade()));
      clock.step(step);
      clock.advance(4_750);
      expect(store.account(7)?.sections.trades.stale).toBe(false);
      clock.advance(250);
      expect(store.account(7)?.sections.trades.stale).toBe(true);
    },
  );

  it('shows sections with the same age after the clock was set', () => {
    const { clock, store } = setUpStore();
    store.apply(tradesUpdate(7, polledNow(clock), aTrade()));
    const at = clock.wallNow();
    clock.advance(20_000);
    clock.step(-600_000);
    clock.advance(1_000);
    const { updated_at, confirmed_at, stale } = store.account(7)!.sections.trades;
    expect([updated_at, confirmed_at, stale]).toEqual([at - 600_000, at - 600_000, true]);
  });

  it('reports a clock that was set, by how much', () => {
    const { clock, store } = setUpStore();
    clock.step(-600_000);
    clock.advance(1_000);
    expect(store.incidents()).toMatchObject([
      { error_type: 'clock-stepped', message: 'The clock of this machine was set back by 600.0 s.' },
    ]);
  });

  it.each(['of a first start', 'restored'])(
    'shows no trades as fresh before its gap is known (%s)',
    (kind) => {
      const { clock, store } = setUpStore({ ...STATE_OPTIONS_FOR_TESTS, awaitsGaps: true });
      if (kind === 'restored') store.restore(setUpStore().store.snapshotForRestart());
      for (const update of liveStream(7, streamedNow(clock))) store.apply(update);
      expect(store.account(7)?.sections.orders.stale).toBe(false);
      expect(store.account(7)?.sections.trades).toMatchObject({
        stale: true,
        reason: 'the log of gaps has not been read yet',
      });
      store.apply({ type: 'gap', gap: aGap(), at: clock.wallNow() });
      clock.advance(1_000);
      expect(store.account(7)?.sections.trades.stale).toBe(false);
    },
  );

  it('shows nothing as fresh to the first read after the process was held up', () => {
    const { clock, store } = setUpStore();
    for (const update of liveStream(7, streamedNow(clock))) store.apply(update);
    clock.advance(1_000);
    expect(isLive(store.account(7)!)).toBe(true);
    clock.freeze(2_000);
    expect(store.account(7)?.sections.orders).toMatchObject({
      stale: true,
      reason: 'the event loop was held up; waiting for a pong of the stream',
    });
    const pong = { type: 'stream', account_index: 7, event: 'alive', at: 0, reason: null } as const;
    const mono = clock.monotonic();
    store.apply({ ...pong, mono: mono + 10, probe_mono: mono });
    expect(isLive(store.account(7)!)).toBe(true);
  });

  it('publishes what time changed before reads that must fit together, and nothing during them', () => {
    const { clock, store, changes } = setUpStore();
    for (const update of liveStream(7, streamedNow(clock))) store.apply(update);
    clock.freeze(2_000);
    store.consistently(() => {
      expect(isLive(store.account(7)!)).toBe(false);
      const { length } = changes;
      store.apply(positionsUpdate(7, streamedNow(clock), 'snapshot', aPosition()));
      clock.freeze(60_000);
      store.account(7);
      expect(changes.slice(length).map(({ ts }) => ts.received)).toEqual([
        streamedNow(clock).received_at - 60_000,
      ]);
    });
  });

  it('moves every position to one set of marks, once a second', () => {
    const { clock, store, changes } = setUpStore();
    for (const index of [7, 3])
      store.apply(positionsUpdate(index, streamedNow(clock), 'snapshot', aPosition()));
    changes.length = 0;
    for (let i = 0; i < 40; i++) {
      store.apply(ethMark(`2400.${10 + i}`, clock));
      clock.advance(100);
      const [one, other] = [7, 3].map((index) => store.account(index)?.positions?.[0]);
      expect(one).toEqual(other);
    }
    const moves = changes.filter((change) => change.entity === 'account' && change.delta.positions);
    expect(moves).toHaveLength(8);
    clock.advance(1_000);
    expect(store.account(7)?.positions?.[0]).toMatchObject({
      mark_price: '2400.49',
      mark_at: clock.wallNow() - 1_100,
      pnl_source: 'mark',
    });
  });

  it('moves more than 500 accounts in consecutive turns', () => {
    const accounts = Array.from({ length: 1_201 }, (_, index) => ({ index, name: String(index) }));
    const { clock, store } = setUpStore({ ...STATE_OPTIONS_FOR_TESTS, accounts });
    for (const { index } of accounts)
      store.apply(positionsUpdate(index, streamedNow(clock), 'snapshot', aPosition()));
    store.apply(ethMark('2400.10', clock));
    clock.advance(1_000);
    for (const { index } of accounts)
      expect(store.account(index)?.positions?.[0]?.mark_price).toBe('2400.10');
  });

  it('marks positions stale when their market is silent, and asks for its snapshot before that', () => {
    const { clock, store } = setUpStore();
    const demands: Demand[] = [];
    store.onDemand('test', (demand) => demands.push(demand));
    store.apply(ethMark('2400.10', clock));
    clock.advance(1_000);
    const alive = () => {
      for (const update of liveStream(7, streamedNow(clock)))
        store.apply(
          update.type === 'positions'
            ? positionsUpdate(7, streamedNow(clock), 'snapshot', aPosition())
            : update,
        );
    };
    alive();
    clock.advance(28_000);
    alive();
    expect(demands).toEqual([]);
    clock.advance(2_000);
    expect(demands).toEqual([{ kind: 'resync', account_index: null, part: 'marks', cause: 'silence' }]);
    expect(isLive(store.account(7)!)).toBe(true);
    clock.advance(10_000);
    expect(store.account(7)?.sections.marks).toMatchObject({ stale: true, reason: 'no tick of ETH' });
    expect(isLive(store.account(7)!)).toBe(false);
    store.apply(ethMark('2400.10', clock));
    alive();
    clock.advance(1_000);
    expect(isLive(store.account(7)!)).toBe(true);
    const inactive = { ...store.market(0)!, status: 'inactive' };
    store.apply({ type: 'markets', arrival: polledNow(clock), markets: [inactive] });
    alive();
    clock.advance(25_000);
    alive();
    clock.advance(20_000);
    expect(store.account(7)?.sections.marks.stale).toBe(false);
  });
});
