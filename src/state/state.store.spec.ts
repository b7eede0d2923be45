import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import {
  aFunding,
  anOrder,
  aTrade,
  fromPoll,
  fromStream,
  polledNow,
  positionsUpdate,
  stats,
  tradesUpdate,
} from '../../test/support/canonical.js';
import { ethMark, anIncident, setUpStore } from '../../test/support/state-store.js';
import type { Change } from './change.js';
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
