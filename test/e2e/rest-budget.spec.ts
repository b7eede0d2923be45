import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LighterPoller } from '../../src/lighter/poller.js';
import { StreamWatch } from '../../src/upstream/stream-watch.js';
import { TradeHistory } from '../../src/upstream/trade-history.port.js';
import { startHttpProxy, type TestProxy } from '../support/proxies.js';
import { startRestRig, type RestRig } from '../support/rest-rig.js';
import { runSimulator, type RunningSimulator } from '../support/running-simulator.js';
import { settleIo } from '../support/until.js';

const TICK_MS = 100;
const MINUTE_MS = 60_000;
const EGRESSES = 4;
const ACCOUNTS = 20;
/** 2 × (requests per cycle × accounts on the egress) ÷ (0.8 × limit ÷ 60 s), in ms. */
const STALEST_MS = (2 * 2 * (ACCOUNTS / EGRESSES) * 1000) / ((0.8 * 60) / 60);

let sim: RunningSimulator;
let rig: RestRig;
let proxies: TestProxy[];
let dataDir: string;
const folders: string[] = [];

/** Streams that come and go, each with the backfill that a returning one asks for. */
class FlappingStreams {
  private readonly nextChange = new Map<number, number>();
  private readonly backfills = new Map<number, AbortController>();
  private seed = 7;

  constructor(private readonly indexes: number[]) {}

  step(now: number): void {
    for (const index of this.indexes) {
      if (now < (this.nextChange.get(index) ?? 0)) continue;
      const up = !this.watch.isUp(index);
      this.watch.set(index, up);
      this.nextChange.set(
        index,
        now + (up ? 20_000 + this.random() * 70_000 : 2_000 + this.random() * 60_000),
      );
      this.backfills.get(index)?.abort(new Error('line lost'));
      if (up) this.backfill(index);
    }
  }

  stop(): void {
    for (const abort of this.backfills.values()) abort.abort(new Error('line lost'));
  }

  private get watch(): StreamWatch {
    return rig.get(StreamWatch);
  }

  private backfill(index: number): void {
    const abort = new AbortController();
    this.backfills.set(index, abort);
    const history = rig.get<TradeHistory>(TradeHistory);
    const run = async (): Promise<void> => {
      await history.page(index, null, abort.signal);
      await history.refresh(index, abort.signal);
    };
    // Aborted when the line is lost again; whatever else goes wrong shows in what the exchange counted.
    run().catch(() => undefined);
  }

  private random(): number {
    this.seed = (this.seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return this.seed / 2 ** 31;
  }
}

/** Since when what we hold of each account is no longer confirmed by anything. */
class Ages {
  stalest = 0;
  private seen = 0;
  private readonly fresh = new Map<string, number>();

  note(now: number): void {
    for (const update of rig.updates.slice(this.seen))
      if (update.type === 'summary' || update.type === 'orders')
        this.fresh.set(`${update.account_index} ${update.type}`, now);
    this.seen = rig.updates.length;
    for (const { account_index } of sim.at.accounts)
      for (const part of ['summary', 'orders']) this.noteOne(account_index, part, now);
  }

  private noteOne(index: number, part: string, now: number): void {
    const key = `${index} ${part}`;
    if (rig.get(StreamWatch).isUp(index)) this.fresh.set(key, now);
    else this.stalest = Math.max(this.stalest, now - (this.fresh.get(key) ?? now));
  }
}

async function start(accountsPerAddress = 1): Promise<void> {
  sim = await runSimulator({ accounts: ACCOUNTS, accountsPerAddress });
  sim.simulator.faults.rest('*', { delayMs: 130 });
  proxies = await Promise.all(
    Array.from({ length: EGRESSES }, (_, at) => startHttpProxy({ localAddress: `127.0.0.${at + 2}` })),
  );
  await startRig(newFolder());
}

async function startRig(folder: string): Promise<void> {
  dataDir = folder;
  const proxiesOf = (at: number): string[] => [`http://127.0.0.1:${proxies[at % EGRESSES]!.port}`];
  rig = await startRestRig({
    clock: sim.clock,
    url: sim.at.url,
    accounts: sim.at.accounts,
    proxiesOf,
    dataDir,
  });
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'broadcaster-budget-'));
  folders.push(folder);
  return folder;
}

async function pass(ms: number, eachTick: (now: number) => void): Promise<void> {
  const poller = rig.get(LighterPoller);
  for (const end = sim.clock.now() + ms; sim.clock.now() < end;) {
    sim.clock.advance(TICK_MS);
    eachTick(sim.clock.now());
    poller.tick();
    await settleIo(6);
  }
}

/** What is on its way arrives: simulated delays included. */
async function drain(): Promise<void> {
  for (let i = 0; i < 20; i++) {
    sim.clock.advance(TICK_MS);
    await settleIo(20);
  }
}

afterEach(async () => {
  await rig.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await sim.simulator.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('the rate budget against an exchange that counts strictly', () => {
  it('never sees a 429 and lets no account without a stream grow old, for ten minutes of flapping streams', async () => {
    await start();
    const streams = new FlappingStreams(sim.at.accounts.map(({ account_index }) => account_index));
    const ages = new Ages();
    // Nothing is known of the minute before our first start: half of it counts as spent.
    await pass(1.5 * MINUTE_MS, () => undefined);
    ages.note(sim.clock.now());
    await pass(10 * MINUTE_MS, (now) => {
      streams.step(now);
      ages.note(now);
    });
    streams.stop();
    await drain();
    expect(sim.simulator.requests.refusedByLimit).toBe(0);
    expect([...sim.simulator.requests.byStatus.keys()]).toEqual([200]);
    expect(new Set(sim.simulator.requests.all.map(({ ip }) => ip)).size).toBe(EGRESSES);
    expect(sim.simulator.requests.byEndpoint.get('trades')).toBeGreaterThan(50);
    expect(ages.stalest).toBeLessThanOrEqual(STALEST_MS);
    expect(sim.simulator.requests.total).toBeGreaterThan(0.5 * 0.8 * 60 * EGRESSES * 11);
  });

  it('counts accounts of one L1 address together, whatever egress they take', async () => {
    await start(ACCOUNTS);
    await pass(3 * MINUTE_MS, () => undefined);
    await drain();
    expect(sim.simulator.requests.refusedByLimit).toBe(0);
    expect(sim.simulator.requests.total).toBeGreaterThan(100);
  });

  it('goes on after a restart, and after being killed, where it stopped', async () => {
    await start();
    await pass(1.5 * MINUTE_MS, () => undefined);
    await rig.close();
    await startRig(dataDir);
    await pass(0.5 * MINUTE_MS, () => undefined);
    const killed = newFolder();
    cpSync(dataDir, killed, { recursive: true });
    await rig.close();
    await startRig(killed);
    await pass(MINUTE_MS, () => undefined);
    await drain();
    expect(sim.simulator.requests.refusedByLimit).toBe(0);
    expect(sim.simulator.requests.total).toBeGreaterThan(300);
  });
});
