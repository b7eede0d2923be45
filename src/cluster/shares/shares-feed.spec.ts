import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import {
  aTrade,
  fromStream,
  liveStream,
  streamedNow,
  tradesUpdate,
} from '../../../test/support/canonical.js';
import {
  configOfShare,
  followShares,
  lead,
  LEASE,
  type LeadingCollector,
} from '../../../test/support/cluster.harness.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { anIncident, ethMark } from '../../../test/support/state-store.js';
import { until } from '../../../test/support/until.js';
import type { Change } from '../../state/change.js';
import { EngineMemory } from '../engine-memory.js';
import { FollowedLog } from './followed-log.js';

const SEVEN = configOfShare(2, [{ index: 7, name: 'Lighter_1_seven' }]);
const THREE = configOfShare(2, [{ index: 3, name: 'Lighter_2_three' }]);

let clock: ManualClock;
let memory: EngineMemory;
const undo: (() => void)[] = [];
beforeEach(() => {
  clock = new ManualClock();
  memory = new EngineMemory(clock);
});
afterEach(() => undo.splice(0).forEach((step) => step()));

const trade = (index: number, id: number) =>
  tradesUpdate(index, fromStream(id), aTrade({ trade_id: String(id) }));

async function leaders(): Promise<[LeadingCollector, LeadingCollector]> {
  return [await lead(memory, clock, 'a', SEVEN, '0'), await lead(memory, clock, 'b', THREE, '1')];
}

async function gateway() {
  const opened = await followShares(memory, clock, 2);
  const changes: Change[] = [];
  opened.feed.subscribe('test', (change) => changes.push(change));
  undo.push(() => opened.feed.onModuleDestroy());
  return { ...opened, changes };
}

describe('a gateway of several shares', () => {
  it('gives accounts the numbers of every other gateway, so that clients resume', async () => {
    const [a, b] = await leaders();
    const first = await gateway();
    for (const id of [1, 2]) {
      b.store.apply(trade(3, id));
      a.store.apply(trade(7, id));
    }
    await until(() => first.changes.length === 4);
    const second = await gateway();
    expect(second.feed.epoch).toBe(first.feed.epoch);
    for (const stream of ['account/7', 'account/3'] as const) {
      expect(second.feed.positionOf(stream)).toEqual(first.feed.positionOf(stream));
      expect(second.log.after(stream, 1)).toMatchObject([{ stream, seq: 2, epoch: first.feed.epoch }]);
    }
  });

  it('keeps a client from resuming incidents that another gateway numbered', async () => {
    const [a, b] = await leaders();
    const [first, second] = [await gateway(), await gateway()];
    a.store.apply({ type: 'incident', incident: anIncident('one') });
    b.store.apply({ type: 'incident', incident: anIncident('two') });
    await until(() => [first, second].every(({ changes }) => changes.length === 2));
    const { seq } = first.feed.positionOf('incidents');
    for (const change of second.changes) second.log.append(change);
    const ahead = seq > second.feed.positionOf('incidents').seq;
    expect(ahead || second.log.after('incidents', seq) === null).toBe(true);
    expect(first.changes.map((change) => change.seq)).toEqual([seq - 1, seq]);
  });

  it('publishes the markets of one share only', async () => {
    const [a, b] = await leaders();
    const { changes, feed } = await gateway();
    b.store.apply(ethMark('2000'));
    a.store.apply(ethMark('3000'));
    for (const { store } of [a, b]) store.apply(trade(store === a.store ? 7 : 3, 1));
    await until(() => changes.filter(({ entity }) => entity === 'account').length >= 2);
    const markets = changes.filter(({ entity }) => entity === 'market');
    expect(markets.map(({ seq }) => seq)).toEqual(markets.map((_, place) => place + 1));
    expect(feed.markets()).toEqual(a.store.markets());
  });

  it('is paused while any share is', async () => {
    const [, b] = await leaders();
    const { changes, feed } = await gateway();
    const control = { rest_paused: true, ws_paused: true };
    b.store.apply({ type: 'control', control, at: clock.wallNow() });
    await until(() => changes.length === 1);
    expect(changes).toMatchObject([{ entity: 'link', control }]);
    expect(feed.connections().control).toEqual(control);
  });

  it('goes on in one epoch when the leader of a share changes', async () => {
    const [a] = await leaders();
    const { changes, feed } = await gateway();
    const { epoch } = feed;
    a.store.apply(trade(7, 1));
    await until(() => changes.length === 1);
    clock.advance(LEASE + 1);
    const next = await lead(memory, clock, 'next', SEVEN, '0');
    next.store.apply(trade(7, 2));
    await until(() => feed.account(7)?.trades?.length === 2);
    expect(new Set(changes.map((change) => change.epoch))).toEqual(new Set([epoch]));
    const seqs = changes.filter(({ stream }) => stream === 'account/7').map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, place) => place + 1));
  });

  it('begins an epoch everywhere when one share does', async () => {
    const [a, b] = await leaders();
    const { changes, feed } = await gateway();
    const { epoch } = feed;
    b.store.apply(trade(3, 1));
    await until(() => changes.length === 1);
    a.leadership.stop();
    clock.advance(LEASE + 1);
    // With another account the share begins anew.
    const other = configOfShare(2, [{ index: 7, name: 'Lighter_1_renamed' }]);
    const next = await lead(memory, clock, 'next', other, '0');
    next.store.apply(trade(7, 9));
    await until(() => feed.account(7)?.trades?.length === 1);
    expect(feed.epoch).not.toBe(epoch);
    const begun = changes.filter(({ epoch: of }) => of === feed.epoch);
    expect(new Set(begun.map(({ stream }) => stream))).toEqual(
      new Set(['account/7', 'account/3', 'links', 'incidents', 'alerts']),
    );
    // A stream of the other share goes on from there.
    const again = await lead(memory, clock, 'again', THREE, '1');
    again.store.apply(trade(3, 2));
    await until(() => feed.account(3)?.trades?.length === 2);
    const seqs = changes.filter(({ stream, epoch: of }) => stream === 'account/3' && of === feed.epoch);
    expect(seqs.map(({ seq }) => seq)).toEqual(seqs.map((_, place) => seqs[0]!.seq + place));
  });

  it('turns stale for the share alone that nobody leads', async () => {
    const [a, b] = await leaders();
    a.leadership.start(() => undefined);
    const { feed } = await gateway();
    for (const update of liveStream(3, streamedNow(clock))) b.store.apply(update);
    await until(() => feed.account(3)?.sections.trades.stale === false);
    const log = new FollowedLog([...feed.shares.values()], (index) => feed.shareOf(index));
    for (let passed = 0; passed < LEASE + 6_000; passed += 250) {
      clock.advance(250);
      a.store.apply(trade(7, 100 + passed));
      await until(
        () => feed.account(7)?.trades?.some(({ trade_id }) => trade_id === String(100 + passed)) === true,
      );
    }
    expect(feed.account(3)!.sections.trades).toMatchObject({ stale: true, reason: 'no active collector' });
    expect(feed.account(7)!.sections.trades.reason).not.toBe('no active collector');
    expect(log.leaderOf(7)).toBe('http://a');
    expect(log.leaderOf(3)).toBeNull();
    expect([log.shares, log.led]).toEqual([2, 1]);
  });

  it('replays to its clients exactly what it shows', async () => {
    const [a, b] = await leaders();
    const { feed, changes } = await gateway();
    let seven = feed.account(7)!;
    feed.subscribe('replay', (change) => {
      if (change.entity === 'account' && change.account_index === 7) seven = applyDelta(seven, change.delta);
    });
    for (const id of [1, 2, 3])
      for (const [store, index] of [
        [a.store, 7],
        [b.store, 3],
      ] as const)
        store.apply(trade(index, id));
    await until(() => changes.length === 6);
    expect(seven).toEqual(feed.account(7));
  });
});
