import { engineOf, LEASE } from '../../test/support/cluster.harness.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { settleIo } from '../../test/support/until.js';
import { EngineMemory } from './engine-memory.js';
import { FencedClock } from './fenced-clock.js';
import { type Leadership, standBy } from './leadership.js';

const SHARE = '0';
const never = new AbortController().signal;

async function setUp(): Promise<{
  clock: ManualClock;
  memory: EngineMemory;
  first: Leadership;
  lost: string[];
}> {
  const clock = new ManualClock();
  const memory = new EngineMemory(clock);
  const first = await standBy(engineOf(memory, 'first'), SHARE, LEASE, clock, never);
  const lost: string[] = [];
  first.start((reason) => lost.push(reason));
  first.settle();
  await clock.advanceBy(LEASE / 5, 100, settleIo);
  return { clock, memory, first, lost };
}

describe('leadership', () => {
  it('lasts while it is renewed, and a second process waits', async () => {
    const { clock, memory, first, lost } = await setUp();
    let second: Leadership | null = null;
    void standBy(engineOf(memory, 'second'), SHARE, LEASE, clock, never).then((won) => (second = won));
    await clock.advanceBy(10 * LEASE, 200, settleIo);
    expect(first.granted).toBe(true);
    expect(lost).toEqual([]);
    expect(second).toBeNull();
  });

  it('passes on within the lease once it is not renewed', async () => {
    const { clock, memory, first } = await setUp();
    first.stop();
    const waiting = standBy(engineOf(memory, 'second'), SHARE, LEASE, clock, never);
    await clock.advanceBy(LEASE + 250, 50, settleIo);
    expect((await waiting).granted).toBe(true);
    expect(first.granted).toBe(false);
  });

  it('outlasts an event loop that the start of the application holds up', async () => {
    const clock = new ManualClock();
    const memory = new EngineMemory(clock);
    const first = await standBy(engineOf(memory, 'first'), SHARE, LEASE, clock, never);
    first.start(() => undefined);
    clock.suspend(2 * LEASE);
    expect(first.granted).toBe(true);
    expect(await engineOf(memory, 'second').acquire(SHARE, LEASE)).toBeNull();
  });

  it('ends by its own clock before another process can hold the lease', async () => {
    const { clock, memory, lost, first } = await setUp();
    clock.suspend(LEASE);
    const ran: string[] = [];
    const fenced = new FencedClock(clock, first);
    fenced.after(0, () => ran.push('poll'));
    clock.advance(0);
    expect(ran).toEqual([]);
    expect(lost).toEqual(['the lease was not renewed in time']);
    expect(await engineOf(memory, 'second').acquire(SHARE, LEASE)).not.toBeNull();
  });

  it('ends by its own clock, and not the process, when the engine refuses to renew the lease', async () => {
    const clock = new ManualClock();
    const engine = engineOf(new EngineMemory(clock), 'first');
    const first = await standBy(engine, SHARE, LEASE, clock, never);
    const lost: string[] = [];
    engine.renew = () => Promise.reject(new Error('NOPERM this user has no permissions'));
    first.start((reason) => lost.push(reason));
    first.settle();
    await clock.advanceBy(10 * LEASE, 200, settleIo);
    expect(first.granted).toBe(false);
    expect(lost).toEqual(['the lease was not renewed in time']);
  });

  it('survives an engine that is away for less than the lease', async () => {
    const clock = new ManualClock();
    const memory = new EngineMemory(clock);
    const engine = engineOf(memory, 'first');
    const first = await standBy(engine, SHARE, LEASE, clock, never);
    first.start(() => undefined);
    engine.setConnected(false);
    await clock.advanceBy(LEASE / 2, 100, settleIo);
    engine.setConnected(true);
    await clock.advanceBy(2 * LEASE, 100, settleIo);
    expect(first.granted).toBe(true);
  });
});
