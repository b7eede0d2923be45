import { applyDelta } from 'lighter-broadcaster-protocol/apply';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import { aTrade, fromStream, liveStream, streamedNow, tradesUpdate } from '../../test/support/canonical.js';
import { followLog, lead, LEASE } from '../../test/support/cluster.harness.js';
import { anIncident } from '../../test/support/state-store.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { settleIo, until } from '../../test/support/until.js';
import type { Change } from '../state/change.js';
import { EngineMemory } from './engine-memory.js';

let clock: ManualClock;
let memory: EngineMemory;
const undo: (() => void)[] = [];
beforeEach(() => {
  clock = new ManualClock();
  memory = new EngineMemory(clock);
});
afterEach(() => undo.splice(0).forEach((step) => step()));

async function gateway() {
  const opened = await followLog(memory, clock);
  const changes: Change[] = [];
  opened.feed.subscribe('test', (change) => changes.push(change));
  undo.push(() => opened.feed.onModuleDestroy());
  return { ...opened, changes };
}

const trade = (id: number) => tradesUpdate(7, fromStream(id), aTrade({ trade_id: String(id) }));

describe('a collector that takes over', () => {
  it.each(['in the same epoch', 'after a restart of the engine'])('keeps a pause, %s', async (when) => {
    const control = { rest_paused: true, ws_paused: true };
    const first = await lead(memory, clock, 'first');
    first.store.apply({ type: 'control', control, at: clock.wallNow() });
    await first.writer.idle();
    if (when !== 'in the same epoch') memory.restart();
    for (const instance of ['second', 'third']) {
      clock.advance(LEASE + 1);
      const next = await lead(memory, clock, instance);
      expect(next.store.connections().control).toEqual(control);
      const { feed } = await gateway();
      expect(feed.connections().control).toEqual(control);
    }
  });
});

describe('a gateway', () => {
  it('goes on in the same epoch when the next collector takes over', async () => {
    const first = await lead(memory, clock, 'first');
    const { feed, changes } = await gateway();
    first.store.apply(trade(1));
    await until(() => changes.length === 1);
    clock.advance(LEASE + 1);
    const second = await lead(memory, clock, 'second');
    expect(second.store.epoch).toBe(first.store.epoch);
    second.store.apply(trade(1));
    second.store.apply(trade(2));
    await until(() => feed.account(7)?.trades?.length === 2);
    expect(feed.account(7)?.trades?.map(({ trade_id }) => trade_id)).toEqual(['2', '1']);
    const seqs = changes.filter(({ stream }) => stream === 'account/7').map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, place) => place + 1));
    expect(new Set(changes.map(({ epoch }) => epoch))).toEqual(new Set([first.store.epoch]));
    expect(feed.leaderAddress).toBe('http://second');
  });

  it('publishes nothing of a collector that lost its lease', async () => {
    const first = await lead(memory, clock, 'first');
    const { changes } = await gateway();
    clock.advance(LEASE + 1);
    const second = await lead(memory, clock, 'second');
    first.store.apply(trade(1));
    second.store.apply(trade(2));
    await until(() => changes.length === 1);
    await first.writer.idle();
    expect(changes).toMatchObject([{ delta: { trades: { upsert: [{ trade_id: '2' }] } } }]);
    expect(first.leadership.granted).toBe(false);
  });

  it('turns stale without a leader and fresh with the next one, without counting', async () => {
    const { leadership } = await lead(memory, clock, 'first');
    const { feed, changes } = await gateway();
    leadership.stop();
    const { seq } = feed.positionOf('account/7');
    clock.advance(5_250);
    expect(feed.account(7)?.sections.positions).toMatchObject({ stale: true, reason: 'no active collector' });
    expect(feed.positionOf('account/7').seq).toBe(seq);
    expect(changes).toMatchObject([{ uncounted: true, seq }, { uncounted: true }]);
    expect(feed.uncountedAt('account/7')).toBe(seq);
    expect(feed.leaderAddress).toBeNull();
    const { overlay } = feed;
    const second = await lead(memory, clock, 'second');
    second.store.apply(trade(1));
    await until(() => feed.overlay === overlay + 1);
    expect(feed.account(7)?.sections.positions.reason).not.toBe('no active collector');
  });

  it('shows with each change the state that a client has after it, also while it turns fresh', async () => {
    const { engine } = await lead(memory, clock, 'first');
    const { feed } = await gateway();
    let copy = feed.account(7)!;
    const differing: Change[] = [];
    feed.subscribe('client', (change) => {
      if (change.stream !== 'account/7' || change.entity !== 'account') return;
      copy = applyDelta(copy, change.delta);
      if (stateHash(copy) !== stateHash(feed.account(7)!)) differing.push(change);
    });
    engine.setConnected(false);
    clock.advance(5_250);
    const second = await lead(memory, clock, 'second');
    // A change of sections, which the staleness of the gateway hides.
    for (const update of liveStream(7, streamedNow(clock))) second.store.apply(update);
    await second.writer.idle();
    second.store.apply(trade(2));
    await until(() => feed.positionOf('account/7').seq === second.store.positionOf('account/7').seq);
    expect(feed.leaderAddress).toBe('http://second');
    expect(differing).toEqual([]);
  });

  it('reads the state anew after the engine lost its past', async () => {
    const first = await lead(memory, clock, 'first');
    const { feed, changes } = await gateway();
    first.store.apply(trade(1));
    await until(() => changes.length === 1);
    memory.restart();
    clock.advance(LEASE + 1);
    const second = await lead(memory, clock, 'second');
    second.store.apply(trade(2));
    await until(() => feed.epoch === second.store.epoch && (feed.account(7)?.trades?.length ?? 0) === 1);
    expect(second.store.epoch).not.toBe(first.store.epoch);
    expect(feed.account(7)?.trades?.map(({ trade_id }) => trade_id)).toEqual(['2']);
  });

  it('replaces a copy that differs from the leader', async () => {
    const { store, engine, leadership, writer } = await lead(memory, clock, 'first');
    const { feed, changes } = await gateway();
    store.apply(trade(1));
    await until(() => changes.length === 1);
    await writer.idle();
    const { held } = leadership;
    const set = new Map([['t/1', JSON.stringify(aTrade({ trade_id: '1', price: '9.99' }))]]);
    await engine.write(held, [{ name: 'a:7', clear: [], set, delete: [] }]);
    const { last, total } = (await engine.head(held.share))!;
    const [term = '', n = ''] = last.split('-');
    const fields = new Map([
      ['k', Buffer.from('h')],
      ['x', Buffer.from(JSON.stringify(['account/7', 1, 'another hash']))],
    ]);
    const id = `${term}-${Number(n) + 1}`;
    const rest = { total, streams: [], hashes: [], keepLogFrom: '0-0', rows: null, storedRows: '0-0' };
    await engine.append(held, { id, previous: last, fields, ...rest });
    await until(() => feed.account(7)?.trades?.[0]?.price === '9.99');
    // Once more with the same number, so that clients start over from a snapshot.
    expect(changes.filter(({ stream, seq }) => stream === 'account/7' && seq === 1)).toHaveLength(2);
  });

  it('reads the state anew after an entry was lost', async () => {
    const { store, writer } = await lead(memory, clock, 'first');
    const { feed, changes, engine } = await gateway();
    engine.setConnected(false);
    for (const id of [1, 2]) {
      store.apply(trade(id));
      await writer.idle();
    }
    store.apply({ type: 'incident', incident: anIncident('later') });
    await writer.idle();
    const { log } = memory.share('0');
    log.splice(0, log.length - 2);
    engine.setConnected(true);
    await clock.advanceBy(5_000, 100, settleIo);
    await until(() => feed.account(7)?.trades?.length === 2);
    // Nothing of what did not move, and nothing twice of what the state held already.
    expect(changes.map(({ stream, seq }) => [stream, seq])).toEqual([
      ['account/7', 2],
      ['incidents', 1],
    ]);
  });

  it('holds the changes with which a client of another gateway resumes', async () => {
    const { store, writer } = await lead(memory, clock, 'first');
    for (const id of [1, 2, 3]) {
      store.apply(trade(id));
      await writer.idle();
    }
    const { log, feed } = await gateway();
    expect(log.after('account/7', 1)?.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(feed.positionOf('account/7').seq).toBe(3);
  });

  it('sends what waited for an engine that did not answer', async () => {
    const { store, engine } = await lead(memory, clock, 'first');
    const { changes } = await gateway();
    engine.setConnected(false);
    store.apply(trade(1));
    await new Promise((resolve) => setImmediate(resolve));
    store.apply(trade(2));
    engine.setConnected(true);
    clock.advance(100);
    await until(() => changes.length === 2);
    expect(changes.map(({ seq }) => seq)).toEqual([1, 2]);
  });
});
