import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChangeFeed } from '../../src/state/change-feed.port.js';
import { Collector } from '../support/collector.js';
import { startHttpProxy, type TestProxy } from '../support/proxies.js';
import { runSimulator, type RunningSimulator } from '../support/running-simulator.js';

const TICK_MS = 200;
const MINUTE_MS = 60_000;
const EGRESSES = 4;
const ACCOUNTS = 20;
/** 2 × (requests per cycle × accounts on the egress) ÷ (0.8 × limit ÷ 60 s), in ms. */
const STALEST_MS = (2 * 2 * (ACCOUNTS / EGRESSES) * 1000) / ((0.8 * 60) / 60);

let sim: RunningSimulator;
let proxies: TestProxy[];
let dataDir: string;
let collector: Collector;

/** Cuts the streams of accounts in turn, and prevents some of them from reconnecting for a while. */
class Flapping {
  private readonly nextCut = new Map<number, number>();
  private lifts: { at: number; lift(): void }[] = [];
  private seed = 7;
  cuts = 0;

  step(now: number): void {
    for (const { at, lift } of this.lifts) if (at <= now) lift();
    this.lifts = this.lifts.filter(({ at }) => at > now);
    for (const { account_index } of sim.at.accounts) {
      const due = this.nextCut.get(account_index) ?? now + this.random(60_000);
      if (due <= now) this.cut(account_index, now);
      this.nextCut.set(account_index, due <= now ? now + 20_000 + this.random(100_000) : due);
    }
  }

  /** Down for a moment, until its subscription is accepted again, or until the silence is noticed. */
  private cut(account: number, now: number): void {
    const { ws } = sim.simulator.faults;
    const kind = this.random(3);
    this.cuts += 1;
    if (kind < 1) return void this.lifts.push({ at: now + 70_000, ...ws.stall({ account }) });
    if (kind < 2) {
      const refusal = ws.refuseSubscribe(`account_all_orders:${account}`, 30005);
      this.lifts.push({ at: now + 2_000 + this.random(60_000), lift: () => refusal.lift() });
    }
    ws.drop({ account });
  }

  /** Below that number; the same in every run. */
  private random(below: number): number {
    this.seed = (this.seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return (this.seed / 2 ** 31) * below;
  }
}

/** Time for which nothing has confirmed the data of an account whose stream is known to be down. */
class Ages {
  stalest = 0;
  private readonly fresh = new Map<string, number>();

  constructor(private readonly feed: ChangeFeed) {}

  note(now: number): void {
    const { links } = this.feed.connections();
    for (const { kind, account_index: index, state } of links)
      if (kind === 'websocket' && index !== null) this.noteAccount(index, state === 'connected', now);
  }

  private noteAccount(index: number, streamUp: boolean, now: number): void {
    const { sections } = this.feed.account(index)!;
    for (const name of ['summary', 'orders'] as const) {
      const key = `${index} ${name}`;
      const known = this.fresh.get(key) ?? now;
      const fresh = streamUp ? now : Math.max(known, sections[name].confirmed_at ?? 0);
      this.fresh.set(key, fresh);
      this.stalest = Math.max(this.stalest, now - fresh);
    }
  }
}

beforeEach(async () => {
  sim = await runSimulator({ accounts: ACCOUNTS });
  sim.simulator.faults.rest('*', { delayMs: 130 });
  proxies = await Promise.all(
    Array.from({ length: EGRESSES }, (_, at) => startHttpProxy({ localAddress: `127.0.0.${at + 2}` })),
  );
  dataDir = mkdtempSync(join(tmpdir(), 'broadcaster-flapping-'));
  const proxiesOf = (at: number): string[] => [`http://127.0.0.1:${proxies[at % EGRESSES]!.port}`];
  collector = await Collector.start({ clock: sim.clock, at: sim.at, dataDir, proxiesOf });
});

afterEach(async () => {
  await collector.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await sim.simulator.stop();
  rmSync(dataDir, { recursive: true });
});

describe('flapping streams against an exchange that counts strictly', () => {
  it('cause no 429 in ten minutes, and let no account without a stream exceed its age bound', async () => {
    // Nothing is known about the minute before the first start: half of the budget counts as spent.
    for (let passed = 0; passed < 1.5 * MINUTE_MS; passed += TICK_MS) await collector.step(TICK_MS);
    const [flapping, ages] = [new Flapping(), new Ages(collector.feed)];
    for (let passed = 0; passed < 10 * MINUTE_MS; passed += TICK_MS) {
      flapping.step(sim.clock.wallNow());
      await collector.step(TICK_MS);
      ages.note(sim.clock.wallNow());
    }
    const { requests } = sim.simulator;
    expect(requests.refusedByLimit).toBe(0);
    expect([...requests.byStatus.keys()]).toEqual([200]);
    expect(new Set(requests.all.map(({ ip }) => ip)).size).toBe(EGRESSES);
    expect(collector.feed.incidents().map(({ error_type }) => error_type)).not.toContain('rate-limited');
    expect(flapping.cuts).toBeGreaterThan(100);
    expect(requests.byEndpoint.get('trades')).toBeGreaterThan(ACCOUNTS + 50);
    expect(ages.stalest).toBeGreaterThan(5_000);
    expect(ages.stalest).toBeLessThanOrEqual(STALEST_MS);
    expect(requests.total).toBeGreaterThan(0.5 * 0.8 * 60 * EGRESSES * 11);
  });
});
