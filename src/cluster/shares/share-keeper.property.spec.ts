import * as fc from 'fast-check';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { EngineMemory } from '../engine-memory.js';
import { MemoryEngine } from '../memory-engine.js';
import { takeAny, type Leadership } from '../leadership.js';
import { LOOK_EVERY, ShareKeeper, type OtherCollector } from './share-keeper.js';
import { shareNames } from './share-layout.js';

const LEASE = 3_000;
const SHARES = 4;
/** What loading and starting takes. */
const START = 700;

/** Collectors with processes of their own over one engine; they hear of each other within a lease. */
class Cluster {
  readonly clock = new ManualClock();
  readonly memory = new EngineMemory(this.clock);
  readonly collectors = new Map<number, SimulatedCollector>();
  /** Shares that changed hands although nobody died, by count. */
  handovers = 0;

  join(name: number): void {
    if (!this.collectors.has(name)) this.collectors.set(name, new SimulatedCollector(this, name));
  }

  kill(name: number): void {
    this.collectors.get(name)?.kill();
    this.collectors.delete(name);
  }

  /** Who acts for each share right now. */
  leaders(): Map<string, number[]> {
    const leaders = new Map<string, number[]>(shareNames(SHARES).map((share) => [share, []]));
    for (const [name, collector] of this.collectors)
      for (const share of collector.leading) leaders.get(share)!.push(name);
    return leaders;
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      this.clock.advance(50);
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
      for (const [share, leaders] of this.leaders())
        if (leaders.length > 1) throw new Error(`share ${share} is led by ${leaders.join()} at once`);
    }
  }
}

class SimulatedCollector {
  private readonly leaderships = new Set<Leadership>();
  private readonly dead = new AbortController();
  readonly keeper: ShareKeeper;
  private processes = 0;

  constructor(
    private readonly cluster: Cluster,
    readonly name: number,
  ) {
    const { clock } = cluster;
    this.keeper = new ShareKeeper(
      {
        shares: SHARES,
        others: () => this.others(),
        isBlocked: () => false,
        start: (events) => {
          const end = new AbortController();
          let may = false;
          void clock.sleep(START, this.dead.signal).then(() => {
            if (this.dead.signal.aborted || end.signal.aborted) return;
            events.ready();
            void this.lead(end.signal, () => may && !end.signal.aborted, events);
          });
          return {
            mayTake: (value) => (may = value),
            end: () => {
              end.abort();
              clock.after(50, () => !this.dead.signal.aborted && events.ended());
            },
          };
        },
      },
      clock,
    );
    const looking = clock.every(LOOK_EVERY, () => this.keeper.look());
    this.dead.signal.addEventListener('abort', () => looking.cancel());
  }

  get leading(): string[] {
    return [...this.leaderships].filter(({ granted }) => granted).map(({ held }) => held.share);
  }

  kill(): void {
    this.dead.abort();
    for (const leadership of this.leaderships) leadership.stop();
  }

  private async lead(
    end: AbortSignal,
    may: () => boolean,
    events: { leads: (share: string) => void },
  ): Promise<void> {
    const { clock, memory } = this.cluster;
    const instance = `${this.name}-${++this.processes}`;
    const engine = new MemoryEngine(memory, { instance, address: '', newEpoch: () => instance });
    const signal = AbortSignal.any([end, this.dead.signal]);
    const leadership = await takeAny(engine, shareNames(SHARES), LEASE, clock, signal, { may }).catch(
      () => null,
    );
    if (!leadership) return;
    this.leaderships.add(leadership);
    leadership.start(() => undefined);
    leadership.settle();
    events.leads(leadership.held.share);
    end.addEventListener('abort', () => {
      this.cluster.handovers++;
      leadership.stop();
      this.leaderships.delete(leadership);
      const { held } = leadership;
      void engine.release(held, { id: `${held.term}-1`, previous: `${held.term}-0` });
    });
  }

  /** A collector that was killed is heard of until a lease is over; that it is gone at once is the harder case here. */
  private others(): OtherCollector[] {
    return [...this.cluster.collectors.values()]
      .filter((other) => other !== this)
      .map(({ keeper }) => ({ held: keeper.held.length, spares: keeper.spares }));
  }
}

const STEP = fc.record({
  what: fc.constantFrom('join', 'kill'),
  name: fc.integer({ min: 0, max: 2 }),
  after: fc.integer({ min: 0, max: 8_000 }),
});

describe('collectors with shares', () => {
  it('lead each share once, in equal parts, as collectors come and die', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { maxLength: 6 }), async (steps) => {
        const cluster = new Cluster();
        cluster.join(0);
        for (const { what, name, after } of steps) {
          await cluster.pass(after);
          if (what === 'join') cluster.join(name);
          else cluster.kill(name);
        }
        cluster.join(0);
        await cluster.pass(40_000);
        const settled = cluster.leaders();
        const most = Math.ceil(SHARES / cluster.collectors.size);
        for (const leaders of settled.values()) expect(leaders).toHaveLength(1);
        for (const { leading } of cluster.collectors.values())
          expect(leading.length).toBeLessThanOrEqual(most);
        // At rest nothing changes hands.
        const { handovers } = cluster;
        await cluster.pass(15_000);
        expect(cluster.leaders()).toEqual(settled);
        expect(cluster.handovers).toBe(handovers);
      }),
      { numRuns: 25 },
    );
  });

  it('take the shares of one that dies within a lease and 1.5 s', async () => {
    const cluster = new Cluster();
    for (const name of [0, 1, 2]) cluster.join(name);
    await cluster.pass(20_000);
    const victim = [...cluster.collectors.values()].reduce((a, b) =>
      b.leading.length > a.leading.length ? b : a,
    );
    expect(victim.leading.length).toBeGreaterThan(0);
    cluster.kill(victim.name);
    await cluster.pass(LEASE + 1_500);
    for (const leaders of cluster.leaders().values()) expect(leaders).toHaveLength(1);
  });
});
