// Long: the store from its updates to the changes that it delivers
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { isLive } from 'lighter-broadcaster-protocol/account';
import {
  aFunding,
  aGap,
  anOrder,
  aPosition,
  aTrade,
  fromPoll,
  fromStream,
  liveStream,
  polledNow,
  positionsUpdate,
  stats,
  streamedNow,
  tradesUpdate,
} from '../../test/support/canonical.js';
import { ethMark, anIncident, setUpStore, STATE_OPTIONS_FOR_TESTS } from '../../test/support/state-store.js';
import type { AccountChange, Change } from './change.js';
import type { Demand } from './demand.js';
import type { Update } from './update.js';
import type { LinkState } from 'lighter-broadcaster-protocol/operations';

const trade = (index: number, id: string) => tradesUpdate(index, fromStream(1), aTrade({ trade_id: id }));

describe('StateStore', () => {
  it('counts per stream and over all, within one epoch', () => {
    const { store, changes } = setUpStore();
    store.apply(trade(7, '1'));
    store.apply(trade(3, '1'));
    store.apply(trade(7, '2'));
    store.apply(trade(7, '2'));
    expect(changes.map(({ stream, seq, total }) => [stream, seq, total])).toEqual([
      ['account/7', 1, 1],
      ['account/3', 1, 2],
      ['account/7', 2, 3],
    ]);
    expect(store.positionOf('account/7')).toEqual({ epoch: store.epoch, seq: 2 });
    expect(store.positionOf('account/9')).toEqual({ epoch: store.epoch, seq: 0 });
    expect(store.total).toBe(3);
    expect(store.accountIndexes()).toEqual([7, 3]);
    expect(store.account(9)).toBeUndefined();
  });

  it('names the rows of a market once its symbol is known, and no row twice', () => {
    const { store, changes } = setUpStore();
    const sourced = <T>(entity: T) => ({ entity, text: '{}', version: 1 });
    const unnamed = { market_id: 2049, symbol: '2049' };
    store.apply(tradesUpdate(7, fromStream(1), aTrade({ trade_id: '1', ...unnamed })));
    store.apply(tradesUpdate(7, fromStream(2), aTrade({ trade_id: '2' })));
    const arrival = fromStream(3);
    const orders = [sourced(anOrder({ order_id: '5', ...unnamed }))];
    store.apply({ type: 'orders', account_index: 7, mode: 'snapshot', rows: orders, arrival });
    const funding = [sourced(aFunding(unnamed))];
    store.apply({ type: 'funding', account_index: 7, rows: funding, arrival });
    const { length } = changes;
    const market = {
      market_id: 2049,
      symbol: 'NEW/USDC',
      market_type: 'spot' as const,
      status: 'active',
      size_decimals: 2,
      price_decimals: 2,
    };
    for (let i = 0; i < 2; i++) store.apply({ type: 'markets', markets: [market], arrival });
    const state = store.account(7)!;
    expect(state.trades!.map(({ symbol }) => symbol)).toEqual(['ETH', 'NEW/USDC']);
    expect(state.orders).toMatchObject([{ order_id: '5', symbol: 'NEW/USDC' }]);
    expect(state.funding).toMatchObject([{ symbol: 'NEW/USDC' }]);
    const renames = changes.slice(length).filter(({ stream }) => stream === 'account/7');
    expect(renames).toMatchObject([
      { delta: { trades: { upsert: [{ trade_id: '1', symbol: 'NEW/USDC' }] } } },
    ]);
  });

  it('delivers in order when a sink applies something itself, each change seeing its own state', () => {
    const { store } = setUpStore();
    const seen: [string, number, number][] = [];
    const look = (name: string) => (change: Change) =>
      seen.push([name, change.seq, store.account(7)!.trades!.length]);
    store.subscribe('nested', (change) => {
      look('a')(change);
      if (change.seq === 1) store.apply(trade(7, '2'));
    });
    store.subscribe('second', look('b'));
    store.apply(trade(7, '1'));
    expect(seen).toEqual([
      ['a', 1, 1],
      ['b', 1, 1],
      ['a', 2, 2],
      ['b', 2, 2],
    ]);
  });

  it('isolates a throwing sink and reports it once', () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { store } = setUpStore();
    const after: number[] = [];
    store.subscribe('broken', () => {
      throw new Error('boom');
    });
    store.subscribe('after', (change) => after.push(change.seq));
    store.apply(trade(7, '1'));
    store.apply(trade(7, '2'));
    expect(after).toEqual([1, 1, 2]);
    expect(store.incidents()).toHaveLength(1);
    expect(store.incidents()[0]).toMatchObject({ error_type: 'sink-failed', severity: 'error' });
    expect(log).toHaveBeenCalledTimes(1);
    log.mockRestore();
  });

  it('refuses an update of an unknown account and continues', () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { store } = setUpStore();
    store.apply(trade(99, '1'));
    expect(store.incidents()[0]).toMatchObject({ error_type: 'update-refused' });
    store.apply(trade(7, '1'));
    expect(store.account(7)?.trades).toHaveLength(1);
    log.mockRestore();
  });

  it('delivers nothing after unsubscribing', () => {
    const { store } = setUpStore();
    const heard: Change[] = [];
    const stop = store.subscribe('short', (change) => heard.push(change));
    store.apply(trade(7, '1'));
    stop();
    store.apply(trade(7, '2'));
    expect(heard).toHaveLength(1);
  });

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

  it('reports the same finding of an account once in ten minutes', () => {
    const { clock, store } = setUpStore();
    const poll = (stamp: number): Update => ({
      ...positionsUpdate(7, polledNow(clock), 'snapshot'),
      arrival: { ...polledNow(clock), exchange_at: stamp },
    });
    store.apply(poll(5_000));
    for (let round = 0; round < 12; round++) {
      clock.advance(1_000);
      store.apply(poll(round % 4 === 3 ? 5_000 : 4_000));
      clock.advance(1_000);
      store.apply(poll(4_000));
    }
    const stamps = store.incidents().filter(({ error_type }) => error_type === 'absurd-stamp');
    expect(stamps).toMatchObject([{ account_index: 7, account_name: 'Lighter_1_x' }]);
  });

  it('keeps markets from catalogue and statistics, each change published once', () => {
    const { clock, store, changes } = setUpStore();
    store.apply(ethMark('2400.10', clock));
    store.apply(ethMark('2400.10', clock));
    const entry = {
      market_id: 0,
      symbol: 'ETH',
      market_type: 'perp' as const,
      status: 'active',
      size_decimals: 4,
      price_decimals: 2,
    };
    store.apply({ type: 'markets', arrival: fromPoll(3), markets: [entry] });
    expect(changes.map((change) => [change.stream, change.seq])).toEqual([
      ['market/0', 1],
      ['market/0', 2],
    ]);
    expect(store.market(0)).toEqual({ ...entry, stats: stats('2400.10') });
    expect(store.markets()).toHaveLength(1);
  });

  it('keeps links, egresses and control', () => {
    const { store, changes } = setUpStore();
    const link = { link_id: 'rest/7', refused_channels: [] } as unknown as LinkState;
    store.apply({ type: 'link', at: 1, link });
    store.apply({ type: 'link', at: 2, link: { ...link, refused_channels: [] } });
    store.apply({ type: 'control', at: 3, control: { rest_paused: true, ws_paused: true } });
    expect(changes).toMatchObject([
      { entity: 'link', links: [link], control: null, ts: { received: 1 } },
      { entity: 'link', links: [], control: { rest_paused: true } },
    ]);
    expect(store.connections()).toEqual({
      links: [link],
      egresses: [],
      control: { rest_paused: true, ws_paused: true },
    });
  });

  it('keeps the last thousand incidents and clears them', () => {
    const { store, changes } = setUpStore();
    for (let i = 0; i < 1_001; i++) store.apply({ type: 'incident', incident: anIncident(String(i)) });
    expect(store.incidents()).toHaveLength(1_000);
    expect(changes.at(-1)).toMatchObject({
      upsert: [{ incident_id: '1000' }],
      remove: [{ incident_id: '0' }],
    });
    store.apply({ type: 'incidents-cleared', at: 9 });
    expect(store.incidents()).toEqual([]);
    store.apply({ type: 'incidents-cleared', at: 10 });
    expect(store.positionOf('incidents').seq).toBe(1_002);
  });
});
