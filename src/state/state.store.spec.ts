import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import {
  aPosition,
  aTrade,
  fromPoll,
  fromStream,
  positionsUpdate,
  stats,
  tradesUpdate,
} from '../../test/support/canonical.js';
import { ethMark, anIncident, setUpStore } from '../../test/support/state-store.js';
import type { AccountChange, Change } from './change.js';
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

  it('lets a sink that throws hurt no other, and tells of it once', () => {
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

  it('refuses an update of an account that is not configured, and goes on', () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { store } = setUpStore();
    store.apply(trade(99, '1'));
    expect(store.incidents()[0]).toMatchObject({ error_type: 'update-refused' });
    store.apply(trade(7, '1'));
    expect(store.account(7)?.trades).toHaveLength(1);
    log.mockRestore();
  });

  it('stops telling who unsubscribed', () => {
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
    store.apply(tradesUpdate(7, fromPoll(clock.wallNow()), aTrade()));
    clock.advance(4_750);
    expect(changes).toHaveLength(1);
    clock.advance(250);
    expect(changes).toHaveLength(2);
    expect((changes[1] as AccountChange).delta.sections?.trades).toMatchObject({ stale: true });
    clock.advance(60_000);
    expect(changes).toHaveLength(2);
  });

  it('moves positions to the mark at most once a second', () => {
    const { clock, store, changes } = setUpStore();
    store.apply(positionsUpdate(7, fromStream(clock.wallNow()), 'snapshot', aPosition()));
    for (let i = 0; i < 40; i++) {
      store.apply(ethMark(`2400.${10 + i}`));
      clock.advance(100);
    }
    const moves = changes.filter(
      (change) => change.entity === 'account' && change.delta.positions?.['upsert' as never],
    );
    expect(moves.length).toBeGreaterThanOrEqual(4);
    expect(moves.length).toBeLessThanOrEqual(6);
    clock.advance(1_000);
    expect(store.account(7)?.positions?.[0]).toMatchObject({ mark_price: '2400.49', pnl_source: 'mark' });
  });

  it('keeps markets from catalogue and statistics, each change told once', () => {
    const { store, changes } = setUpStore();
    store.apply(ethMark('2400.10'));
    store.apply(ethMark('2400.10'));
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
