import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Collector } from '../support/collector.js';
import { startHttpProxy, type TestProxy } from '../support/proxies.js';
import { runSimulator, type RunningSimulator } from '../support/running-simulator.js';

/** Long form: GROWTH_ACCOUNTS=1000 GROWTH_MINUTES=10. */
const ACCOUNTS = Number(process.env.GROWTH_ACCOUNTS ?? 50);
const MINUTES = Number(process.env.GROWTH_MINUTES ?? 4);
/** As many as an egress of the standard tier can take without a warning. */
const PER_EGRESS = 25;
const TICK_MS = 250;
const MINUTE_MS = 60_000;
/** Between two polls that spend the standard tier evenly, the reserve left alone. */
const GAP_MS = MINUTE_MS / (0.8 * 60);
/** Requirements are stale beyond this. */
const BOUND_MS = 120_000;
/** In which half of the budget counts as spent, streams are subscribed, and everything is read for the first time. */
const WARM_UP_MS = 5 * MINUTE_MS;
/** Guards against a hang. */
const TIMEOUT_MS = ACCOUNTS * MINUTES * 1_000;
const SIZE_MOVES_EVERY_MS = MINUTE_MS;

let sim: RunningSimulator;
let proxies: TestProxy[];
let dataDir: string;
let collector: Collector;

beforeAll(async () => {
  sim = await runSimulator({ accounts: ACCOUNTS });
  sim.simulator.faults.rest('*', { delayMs: 130 });
  proxies = await Promise.all(
    Array.from({ length: ACCOUNTS / PER_EGRESS }, (_, at) =>
      startHttpProxy({ localAddress: `127.0.0.${at + 2}` }),
    ),
  );
  dataDir = mkdtempSync(join(tmpdir(), 'broadcaster-growth-'));
  const proxiesOf = (at: number): string[] => [
    `http://127.0.0.1:${proxies[Math.floor(at / PER_EGRESS)]!.port}`,
  ];
  collector = await Collector.start({ clock: sim.clock, at: sim.at, dataDir, proxiesOf });
});

afterAll(async () => {
  await collector.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await sim.simulator.stop();
  rmSync(dataDir, { recursive: true });
});

const indexes = (): number[] => sim.at.accounts.map(({ account_index }) => account_index);

/** Now and then a size moves, so that the requirements of the account are urgent. */
function moveSizes(tick: number): void {
  for (const [place, account] of indexes().entries())
    if ((tick * TICK_MS + place * 997) % SIZE_MOVES_EVERY_MS < TICK_MS)
      sim.simulator.exchange.trade(account, 0, place % 2 ? 'buy' : 'sell', '0.01');
}

/** Sections that are stale now, except requirements that wait for the answer after a fill. */
function staleNow(): string[] {
  return indexes().flatMap((index) => {
    const sections = Object.entries(collector.feed.account(index)!.sections);
    return sections
      .filter(([, { stale, reason }]) => stale && !reason?.includes('the size of a position moved'))
      .map(([name, { reason }]) => `${index} ${name}: ${reason}`);
  });
}

/** The longest pause between two requests of each account, and from its last one until now. */
function longestPauses(endpoint: string): Map<number, number> {
  const last = new Map<number, number>();
  const longest = new Map<number, number>();
  const note = (account: number, at: number): void => {
    longest.set(account, Math.max(longest.get(account) ?? 0, at - (last.get(account) ?? at)));
    last.set(account, at);
  };
  for (const { account, at } of sim.simulator.requests.to(endpoint)) if (account !== null) note(account, at);
  for (const account of indexes()) note(account, sim.clock.wallNow());
  return longest;
}

describe('growth to the limit of every egress', () => {
  it(
    `keeps all limits and all age bounds of ${ACCOUNTS} accounts`,
    async () => {
      const stale = new Set<string>();
      for (let tick = 0; tick * TICK_MS < WARM_UP_MS + MINUTES * MINUTE_MS; tick++) {
        moveSizes(tick);
        await collector.step(TICK_MS);
        if (tick * TICK_MS < WARM_UP_MS) continue;
        if (tick * TICK_MS === WARM_UP_MS) sim.simulator.requests.clear();
        if (tick % 4 === 0) for (const each of staleNow()) stale.add(each);
      }
      const [account, orders] = [longestPauses('account'), longestPauses('accountActiveOrders')];
      const figures = {
        requests_per_egress_minute: sim.simulator.requests.total / (MINUTES * proxies.length),
        account_s: Math.max(...account.values()) / 1000,
        orders_s: Math.max(...orders.values()) / 1000,
        refused: { ...sim.simulator.refusedByLimits },
      };
      if (process.env.GROWTH_ACCOUNTS) process.stdout.write(`${JSON.stringify(figures)}\n`);
      expect([...stale]).toEqual([]);
      expect(Object.values(figures.refused).reduce((sum, count) => sum + count, 0)).toBe(0);
      for (const index of indexes()) {
        const plan = collector.plans.get(index)!;
        expect(account.get(index)).toBeLessThan(Math.min(BOUND_MS, 3 * plan.account));
        // A quarter later than planned beside urgent polls, and the turns of those that are as late.
        expect(orders.get(index)).toBeLessThan(1.25 * plan.orders! + (PER_EGRESS + 1) * GAP_MS);
      }
      expect(figures.requests_per_egress_minute).toBeGreaterThan(40);
    },
    TIMEOUT_MS,
  );
});
