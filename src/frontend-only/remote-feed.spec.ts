import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import type { AccountDelta } from 'lighter-broadcaster-protocol/delta';
import type { LinkState } from 'lighter-broadcaster-protocol/operations';
import { startBroadcast, type BroadcastApp } from '../../test/support/broadcast-app.js';
import { aMarket, emptyAccount, FakeFeed } from '../../test/support/fake-feed.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { settleIo, until } from '../../test/support/until.js';
import { Hub } from '../broadcast/clients/hub.js';
import type { AppConfig } from '../config/app-config.js';
import type { Change } from '../state/change.js';
import type { RemoteApi } from './remote-api.js';
import { RemoteFeed } from './remote-feed.js';

const TTL_MS = 10_000;
const LINK = {
  ...{ link_id: 'websocket/7', kind: 'websocket', account_index: 7, state: 'connected' },
  ...{ connected_since: 1, next_attempt_at: null, last_error: null },
} as LinkState;
const FRESH: AccountDelta = {
  sections: Object.fromEntries(
    Object.entries(emptyAccount(7).sections).map(([name, section]) => [
      name,
      { ...section, stale: false, reason: null },
    ]),
  ),
};

describe('the feed of a frontend instance', () => {
  let collector: FakeFeed;
  let broadcast: BroadcastApp;
  let clock: ManualClock;
  let feed: RemoteFeed;
  let changes: Change[];

  beforeEach(async () => {
    collector = new FakeFeed(7, 8);
    for (const index of [7, 8]) collector.change(index, FRESH);
    collector.setMarket(aMarket(4));
    broadcast = await startBroadcast(collector, { options: { hashEvery: 1 } });
    clock = new ManualClock();
    changes = [];
    feed = new RemoteFeed({ socketUrl: broadcast.url } as RemoteApi, clock, {
      lighter: { cacheTtlMs: TTL_MS },
    } as AppConfig);
    feed.subscribe('the test', (change) => changes.push(change));
    feed.onApplicationBootstrap();
    await until(() => feed.accountIndexes().length === 2);
  });

  afterEach(async () => {
    feed.onModuleDestroy();
    await broadcast.close();
  });

  const isStale = (index = 7): boolean => feed.account(index)!.sections.positions.stale;
  /** Lets time pass in steps, in which the other instance answers pings. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 250) {
      clock.advance(250);
      await settleIo(4);
    }
  };
  const interrupt = (): void => {
    for (const session of broadcast.app.get(Hub).sessions) session.transport.destroy();
  };
  /** The account as a client has it that applied every change, in order and without a hole. */
  const replayed = (index: number): unknown => {
    const own = changes.filter((change) => change.stream === `account/${index}`);
    expect(own.map(({ seq }) => seq)).toEqual(own.map((_, place) => place + 1));
    expect(new Set(own.map(({ epoch }) => epoch))).toEqual(new Set([feed.epoch]));
    return own.reduce(
      (state, change) => (change.entity === 'account' ? applyDelta(state, change.delta) : state),
      emptyAccount(index),
    );
  };

  it('delivers every change once, counted by itself', async () => {
    collector.trade(7, 1);
    collector.trade(7, 2);
    await until(() => feed.account(7)!.trades?.length === 2);
    expect(feed.account(7)).toEqual(collector.account(7));
    expect(replayed(7)).toEqual(collector.account(7));
  });

  it('passes each change on as it came, with what was merely confirmed', async () => {
    const assets = { ...collector.account(7)!.sections.assets, confirmed_at: 5 };
    const delta: AccountDelta = { volumes: null, sections: { assets } };
    collector.change(7, delta);
    await until(() => feed.account(7)!.sections.assets.confirmed_at === 5);
    expect(changes.at(-1)).toMatchObject({ account_index: 7 });
    expect(JSON.stringify((changes.at(-1) as { delta: object }).delta)).toBe(JSON.stringify(delta));
  });

  it('resumes after a break shorter than CACHE_TTL and never turns stale', async () => {
    interrupt();
    collector.trade(7, 1);
    await settleIo();
    await pass(1_000);
    await until(() => feed.account(7)!.trades?.length === 1);
    collector.trade(7, 2);
    await until(() => feed.account(7)!.trades?.length === 2);
    await pass(3 * TTL_MS);
    expect(isStale()).toBe(false);
    expect(changes.filter(({ entity }) => entity === 'account')).toHaveLength(4);
  });

  it('follows a market that is listed later', async () => {
    await until(() => feed.hasAllMarkets());
    collector.setMarket(aMarket(5));
    await pass(60_000);
    await until(() => feed.market(5) !== undefined);
  });

  it('asks again for the markets of an instance that has not read them yet', async () => {
    const starting = new FakeFeed(7);
    const other = await startBroadcast(starting);
    const reader = new RemoteFeed({ socketUrl: other.url } as RemoteApi, clock, {
      lighter: { cacheTtlMs: TTL_MS },
    } as AppConfig);
    reader.onApplicationBootstrap();
    await until(() => reader.hasAllAccounts());
    expect(reader.hasAllMarkets()).toBe(false);
    starting.setMarket(aMarket(4));
    await pass(1_000);
    await until(() => reader.hasAllMarkets());
    expect(reader.market(4)).toEqual(aMarket(4));
    reader.onModuleDestroy();
    await other.close();
  });

  it('turns stale after CACHE_TTL however often it tries to reconnect, with small counted changes', async () => {
    const before = feed.positionOf('account/7').seq;
    await broadcast.close();
    await settleIo();
    await pass(TTL_MS - 500);
    expect(isStale()).toBe(false);
    await pass(1_000);
    expect(isStale()).toBe(true);
    expect(feed.account(7)!.sections.positions.reason).toContain('out of reach');
    expect(feed.positionOf('account/7').seq).toBe(before + 1);
    expect(changes.at(-1)).toMatchObject({ delta: { sections: { positions: { stale: true } } } });
    expect(Object.keys((changes.at(-1) as { delta: object }).delta)).toEqual(['sections']);
    expect(replayed(7)).toEqual(feed.account(7));
  });

  it('shows no connection of a lost collector as working', async () => {
    collector.setLink(LINK);
    const link = () => feed.connections().links[0];
    await until(() => link()?.state === 'connected');
    interrupt();
    await settleIo();
    clock.freeze(2 * TTL_MS);
    clock.advance(0);
    expect(link()).toMatchObject({ link_id: LINK.link_id, state: 'waiting', connected_since: null });
    expect(link()?.last_error).toContain('out of reach');
    expect(changes.findLast(({ entity }) => entity === 'link')).toMatchObject({ links: [link()] });
    while (link()?.state !== 'connected') await pass(500);
    expect(link()).toEqual(LINK);
  });

  it('is fresh again once its accounts have caught up', async () => {
    interrupt();
    await settleIo();
    clock.freeze(2 * TTL_MS);
    clock.advance(0);
    expect(isStale()).toBe(true);
    collector.trade(7, 1);
    await pass(1_000);
    await until(() => feed.account(7)!.trades?.length === 1);
    await pass(500);
    expect(isStale()).toBe(false);
    expect(feed.account(7)).toEqual(collector.account(7));
    expect(replayed(7)).toEqual(collector.account(7));
  });

  it('turns stale when its key is revoked, and tries again a minute later', async () => {
    for (const session of broadcast.app.get(Hub).sessions) session.transport.close('key_revoked');
    await settleIo();
    await pass(TTL_MS + 500);
    expect(isStale()).toBe(true);
    await pass(61_000);
    while (isStale()) await pass(250);
    expect(feed.account(7)).toEqual(collector.account(7));
  });

  it('turns stale on a connection on which nothing arrives, not even a pong', () => {
    clock.advance(TTL_MS + 500);
    expect(isStale()).toBe(true);
  });

  it('follows another epoch of the other instance with the difference, in its own epoch', async () => {
    collector.trade(7, 1);
    await until(() => feed.account(7)!.trades?.length === 1);
    collector.loseThePast('epoch-2');
    collector.trade(7, 2);
    await until(() => feed.account(7)!.trades?.length === 2);
    expect(feed.account(7)).toEqual(collector.account(7));
    expect(replayed(7)).toEqual(collector.account(7));
    expect(changes.at(-1)).toMatchObject({ delta: { trades: { upsert: [{ trade_id: '2' }] } } });
  });

  it('keeps an account stale that the other instance no longer sends, although frames arrive', async () => {
    interrupt();
    collector.remove(8);
    await settleIo();
    await pass(1_000);
    collector.trade(7, 1);
    await until(() => feed.account(7)!.trades?.length === 1);
    await pass(TTL_MS);
    expect([isStale(7), isStale(8)]).toEqual([false, true]);
  });
});
