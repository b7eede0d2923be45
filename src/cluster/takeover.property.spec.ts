import fc from 'fast-check';
import { aTrade, fromStream, tradesUpdate } from '../../test/support/canonical.js';
import { CONFIG, engineOf, followLog, LEASE } from '../../test/support/cluster.harness.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { setUpStore, STATE_OPTIONS_FOR_TESTS } from '../../test/support/state-store.js';
import { settleIo } from '../../test/support/until.js';
import { Clock, type Timer } from '../clock/clock.js';
import type { Change } from '../state/change.js';
import { EngineMemory } from './engine-memory.js';
import { FencedClock } from './fenced-clock.js';
import { type Leadership, standBy } from './leadership.js';
import { LogWriter } from './log-writer.js';
import type { MemoryEngine } from './memory-engine.js';
import { PastState } from './recording/past-state.js';

const COLLECTORS = ['a', 'b', 'c'];
const POLL = 100;
const SHARE = '0';
const STEP = 100;

/** A process's own clock. While the process is stopped no timer runs; those that fell due run once it continues. */
class ProcessClock extends Clock {
  private due: Set<() => void> | null = null;

  constructor(private readonly base: Clock) {
    super();
  }

  stop(): void {
    this.due ??= new Set();
  }

  continue(): void {
    const { due } = this;
    this.due = null;
    for (const task of due ?? []) task();
  }

  override wallNow(): number {
    return this.base.wallNow();
  }

  override monotonic(): number {
    return this.base.monotonic();
  }

  override after(delayMs: number, task: () => void): Timer {
    return this.base.after(delayMs, () => this.run(task));
  }

  override every(periodMs: number, task: () => void): Timer {
    return this.base.every(periodMs, () => this.run(task));
  }

  private run(task: () => void): void {
    if (this.due) this.due.add(task);
    else task();
  }
}

/** The exchange, the engine and three collectors, each of which starts over whenever its lease is lost. */
class World {
  readonly clock = new ManualClock();
  readonly memory = new EngineMemory(this.clock);
  readonly collectors = COLLECTORS.map((name) => new Collector(name, this));
  /** Trades of the exchange. */
  made = 0;
  /** The term of every poll, in order. */
  readonly polls: number[] = [];
  /** Most collectors that might poll at one time. */
  permits = 0;

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP) {
      this.clock.advance(Math.min(STEP, left));
      await settleIo(12);
      this.permits = Math.max(this.permits, this.collectors.filter(({ mayPoll }) => mayPoll).length);
    }
  }

  /** What waits to repeat something needs time. */
  async passUntil(done: Promise<void>): Promise<void> {
    let isDone = false;
    void done.then(() => (isDone = true));
    while (!isDone) await this.pass(STEP);
  }
}

class Collector {
  readonly clock: ProcessClock;
  private engine!: MemoryEngine;
  private lives = 0;
  private leadership: Leadership | null = null;
  private writer: LogWriter | null = null;
  private polling: Timer | null = null;
  private ended = new AbortController();
  private isStopped = false;

  constructor(
    private readonly name: string,
    private readonly world: World,
  ) {
    this.clock = new ProcessClock(world.clock);
    this.start();
  }

  /** A stopped process polls nothing, even while its lease lasts. */
  get mayPoll(): boolean {
    return !this.isStopped && (this.leadership?.granted ?? false);
  }

  stop(): void {
    this.isStopped = true;
    this.clock.stop();
  }

  continue(): void {
    this.isStopped = false;
    this.clock.continue();
  }

  setConnected(up: boolean): void {
    this.engine.setConnected(up);
  }

  /** An orderly end, after which it starts again. */
  async handOver(): Promise<void> {
    const { writer } = this;
    if (!writer || this.isStopped || !this.engine.connected) return;
    this.polling?.cancel();
    await writer.onModuleDestroy();
    this.startOver();
  }

  end(): void {
    this.ended.abort();
    this.leadership?.stop();
  }

  private start(): void {
    const { memory } = this.world;
    this.engine = engineOf(memory, `${this.name}${++this.lives}`);
    const { signal } = this.ended;
    void standBy(this.engine, SHARE, LEASE, this.clock, signal).then(
      (leadership) => this.lead(leadership),
      () => undefined,
    );
  }

  private startOver(): void {
    this.end();
    this.ended = new AbortController();
    this.leadership = null;
    this.writer = null;
    this.start();
  }

  private async lead(leadership: Leadership): Promise<void> {
    const { engine } = this;
    this.leadership = leadership;
    leadership.start(() => this.startOver());
    const { store } = setUpStore({ ...STATE_OPTIONS_FOR_TESTS, accounts: [...CONFIG.accounts] });
    const past = new PastState(engine, SHARE);
    const writer = new LogWriter(store, store, engine, leadership, this.clock, CONFIG, past);
    try {
      await writer.onModuleInit();
    } catch {
      return leadership.lose('it failed while it started');
    }
    if (this.leadership !== leadership || !leadership.granted) return;
    this.writer = writer;
    leadership.settle();
    const fenced = new FencedClock(this.clock, leadership);
    this.polling = fenced.every(POLL, () => {
      this.world.polls.push(leadership.held.term);
      // The exchange repeats every trade; the state knows which are new.
      for (let id = 1; id <= this.world.made; id++)
        store.apply(tradesUpdate(7, fromStream(id), aTrade({ trade_id: String(id) })));
    });
  }
}

const one = fc.nat({ max: COLLECTORS.length - 1 });
const anEvent = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.integer({ min: 1, max: 30 }).map((steps) => ({ kind: 'pass', steps }) as const),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'trade' } as const) },
  one.map((which) => ({ kind: 'stop', which }) as const),
  one.map((which) => ({ kind: 'continue', which }) as const),
  one.map((which) => ({ kind: 'cut', which }) as const),
  one.map((which) => ({ kind: 'join', which }) as const),
  one.map((which) => ({ kind: 'hand over', which }) as const),
  fc.constant({ kind: 'engine restarts' } as const),
);
type Event = typeof anEvent extends fc.Arbitrary<infer T> ? T : never;

async function happen(world: World, event: Event): Promise<void> {
  switch (event.kind) {
    case 'pass':
      return world.pass(event.steps * STEP);
    case 'trade':
      world.made += 1;
      return;
    case 'engine restarts':
      return world.memory.restart();
    case 'stop':
      return world.collectors[event.which]!.stop();
    case 'continue':
      return world.collectors[event.which]!.continue();
    case 'cut':
      return world.collectors[event.which]!.setConnected(false);
    case 'join':
      return world.collectors[event.which]!.setConnected(true);
    case 'hand over':
      return world.passUntil(world.collectors[event.which]!.handOver());
  }
}

/** Numbers of an account's changes by epoch. */
function sequences(changes: readonly Change[]): number[][] {
  const byEpoch = new Map<string, number[]>();
  for (const change of changes) {
    const { stream, epoch, seq } = change;
    if (stream !== 'account/7' || ('uncounted' in change && change.uncounted)) continue;
    byEpoch.set(epoch, [...(byEpoch.get(epoch) ?? []), seq]);
  }
  return [...byEpoch.values()];
}

describe('any sequence of stops, lost connections, handovers and engine restarts', () => {
  it('leaves at most one collector that polls, and each trade once at every gateway', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anEvent, { minLength: 5, maxLength: 25 }), async (events) => {
        const world = new World();
        await world.pass(LEASE);
        const { feed } = await followLog(world.memory, world.clock);
        const changes: Change[] = [];
        feed.subscribe('test', (change) => changes.push(change));
        for (const event of events) await happen(world, event);
        for (const collector of world.collectors) {
          collector.setConnected(true);
          collector.continue();
        }
        world.made += 1;
        // Longer than the lease of one that was starting.
        await world.pass(15_000);
        for (let left = 60; left > 0 && feed.account(7)?.trades?.length !== world.made; left--)
          await world.pass(1_000);

        expect(world.permits).toBe(1);
        expect(world.polls).toEqual([...world.polls].sort((a, b) => a - b));
        for (const seqs of sequences(changes)) expect(seqs).toEqual(seqs.map((_, place) => seqs[0]! + place));
        const ids = feed.account(7)!.trades!.map(({ trade_id }) => Number(trade_id));
        expect(ids).toEqual(Array.from({ length: world.made }, (_, place) => world.made - place));
        feed.onModuleDestroy();
        for (const collector of world.collectors) collector.end();
      }),
      { numRuns: 40 },
    );
  });
});
