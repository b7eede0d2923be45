import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ChangeFeed } from '../../src/state/change-feed.port.js';
import { Collector } from '../support/collector.js';
import { runSimulator, type RunningSimulator } from '../support/running-simulator.js';

/** Schedules to run; set higher for the long form. */
const RUNS = Number(process.env.GAP_CAMPAIGN_RUNS ?? 4);
const STEPS = Number(process.env.GAP_CAMPAIGN_STEPS ?? 25);

/** An exchange, successive processes over one data folder, and a reader that records every trade it receives. */
class Campaign {
  readonly reported = new Map<number, string[]>();
  private readonly folders: string[] = [];
  private stalls: { lift(): void }[] = [];
  private unsubscribe: () => void = () => undefined;

  private constructor(
    readonly sim: RunningSimulator,
    private dataDir: string,
  ) {
    this.folders.push(dataDir);
  }

  private collector!: Collector;

  static async start(): Promise<Campaign> {
    const sim = await runSimulator({ accounts: 2, limits: 'off' });
    const campaign = new Campaign(sim, newFolder());
    await campaign.begin();
    return campaign;
  }

  async step(name: Step): Promise<void> {
    const { simulator } = this.sim;
    switch (name) {
      case 'trade':
        return this.trade();
      case 'burst':
        for (let i = 0; i < 120; i++) this.trade();
        return;
      case 'drop':
        return void simulator.faults.ws.drop();
      case 'stall':
        return void this.stalls.push(simulator.faults.ws.stall());
      case 'flow':
        return this.flow();
      case 'rest-fails':
        return void simulator.faults.rest('trades', { status: 502 }, 2);
      case 'refuse':
        return void simulator.faults.ws.refuseUpgrade({ status: 503 }, 2);
      case 'exchange-restarts':
        return void (await simulator.restart(() => this.trade()));
      case 'we-restart':
        return this.restart(false);
      case 'we-crash':
        return this.restart(true);
      case 'second':
        return this.collector.pass(1_000);
      case 'minute':
        return this.collector.pass(65_000, 2_500);
    }
  }

  /** Ends the faults and waits until every gap is closed. */
  async heal(): Promise<void> {
    this.flow();
    this.sim.simulator.faults.clear();
    await this.collector.pass(65_000, 2_500);
    await this.collector.passUntil(() => this.isWhole());
    this.trade();
    await this.collector.settle();
  }

  /** The account's trades at the exchange since the first one reported, and the reported ones. */
  compare(index: number): { made: string[]; reported: string[] } {
    const reported = (this.reported.get(index) ?? []).map(Number).sort((a, b) => a - b);
    const made = this.sim.simulator.exchange.account(index).trades.map(({ id }) => id);
    return { made: made.filter((id) => id >= reported[0]!).map(String), reported: reported.map(String) };
  }

  async end(): Promise<void> {
    await this.collector.close();
    await this.sim.simulator.stop();
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }

  get indexes(): number[] {
    return this.sim.at.accounts.map(({ account_index }) => account_index);
  }

  private trade(): void {
    for (const index of this.indexes) this.sim.simulator.exchange.trade(index, 1, 'buy', '0.00010');
  }

  private flow(): void {
    for (const stall of this.stalls.splice(0)) stall.lift();
  }

  /** A crash leaves what was on disk at that moment. */
  private async restart(isCrash: boolean): Promise<void> {
    const left = newFolder();
    this.folders.push(left);
    if (isCrash) {
      copyFiles(this.dataDir, left);
      this.unsubscribe();
    }
    await this.collector.close();
    if (!isCrash) copyFiles(this.dataDir, left);
    this.dataDir = left;
    await this.begin();
  }

  private async begin(): Promise<void> {
    const { clock, at } = this.sim;
    this.collector = await Collector.start({ clock, at, dataDir: this.dataDir }, (feed) => this.listen(feed));
    await this.collector.settle();
  }

  /** Within one process no trade may be reported twice. */
  private listen(feed: ChangeFeed): void {
    const inThisLife = new Set<string>();
    this.unsubscribe = feed.subscribe('campaign', (change) => {
      if (change.entity !== 'account' || !change.delta.trades) return;
      const { trades } = change.delta;
      const fresh = 'set' in trades ? (trades.set ?? []) : (trades.upsert ?? []);
      const known = this.reported.get(change.account_index) ?? [];
      this.reported.set(change.account_index, known);
      for (const { trade_id } of fresh) {
        const key = `${change.account_index}/${trade_id}`;
        if (inThisLife.has(key)) throw new Error(`trade ${key} was reported twice`);
        inThisLife.add(key);
        if (!known.includes(trade_id)) known.push(trade_id);
      }
    });
  }

  private isWhole(): boolean {
    return this.indexes.every((index) => {
      const { gaps } = this.collector.feed.account(index)!;
      return gaps.length > 0 && gaps.every(({ closed_at, complete }) => closed_at !== null && complete);
    });
  }
}

/** Without half-written files: those are renamed only when complete. */
function copyFiles(from: string, to: string): void {
  for (const name of readdirSync(from))
    if (!name.endsWith('.new')) copyFileSync(join(from, name), join(to, name));
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'broadcaster-campaign-'));
}

const STEP_NAMES = [
  'trade',
  'burst',
  'drop',
  'stall',
  'flow',
  'rest-fails',
  'refuse',
  'exchange-restarts',
  'we-restart',
  'we-crash',
  'second',
  'minute',
] as const;
type Step = (typeof STEP_NAMES)[number];

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Step>('trade') },
    { weight: 4, arbitrary: fc.constant<Step>('second') },
    { weight: 6, arbitrary: fc.constantFrom<Step>(...STEP_NAMES) },
  ),
  { minLength: 8, maxLength: STEPS },
);

describe('gaps over real sockets', () => {
  it(
    'end with every trade of the exchange exactly once, under any schedule of drops, stalls and restarts',
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (schedule) => {
          const campaign = await Campaign.start();
          try {
            await campaign.step('second');
            for (const name of schedule) await campaign.step(name);
            await campaign.heal();
            for (const index of campaign.indexes) {
              const { made, reported } = campaign.compare(index);
              expect(reported).toEqual(made);
            }
          } finally {
            await campaign.end();
          }
        }),
        {
          numRuns: RUNS,
          endOnFailure: RUNS < 10,
        },
      );
    },
    Math.max(60_000, RUNS * 30_000),
  );
});
