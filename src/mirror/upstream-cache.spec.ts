import { type RestHarness, startRestHarness } from '../../test/support/rest.harness.js';
import { runSimulator, type RunningSimulator } from '../../test/support/running-simulator.js';
import { settleIo, until } from '../../test/support/until.js';
import type { AppConfig } from '../config/app-config.js';
import { MirrorUpstream, type PassedQuestion } from '../lighter/mirror-upstream.js';
import { ExchangeRefusal } from './exchange-answers.js';
import { UpstreamCache } from './upstream-cache.js';

/** A tenth of the sixty requests that the standard tier allows a minute. */
const SHARE = 6;

let sim: RunningSimulator;
let harness: RestHarness;
let cache: UpstreamCache;

beforeEach(async () => {
  sim = await runSimulator({ accounts: 2 });
  harness = await startRestHarness({ clock: sim.clock, url: sim.at.url, accounts: sim.at.accounts });
  const config = { mirror: { pass: true } } as AppConfig;
  cache = new UpstreamCache(config, sim.clock, harness.get(MirrorUpstream));
});

afterEach(async () => {
  await harness.close();
  await sim.simulator.stop();
});

const question = (n: number): PassedQuestion => ({
  endpoint: 'exchangeStats',
  params: { n: String(n) },
  accountIndex: null,
  auth: false,
});
/** When the exchange was asked. */
const askedAt = (): number[] => sim.simulator.requests.to('exchangeStats').map(({ at }) => at);

/** The outcome of a question, once it has one. */
function outcomeOf(n: number, maxAgeMs = 60_000): { status: number | null; headers?: object; code?: number } {
  const outcome: ReturnType<typeof outcomeOf> = { status: null };
  cache.ask(question(n), maxAgeMs).then(
    ({ status }) => (outcome.status = status),
    (error: unknown) => Object.assign(outcome, error),
  );
  return outcome;
}

/** Lets time pass in small steps, with all that it leads to. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 50) {
    sim.clock.advance(50);
    await settleIo(4);
  }
}

describe('questions that are passed on', () => {
  it('spend a tenth of the budget beside the polls, and no request is refused by the exchange', async () => {
    const outcomes = [];
    for (let at = 0; at < 260; at++) {
      outcomes.push(outcomeOf(at));
      await harness.pass(500);
    }
    while (outcomes.some(({ status }) => status === null)) await pass(50);
    const times = askedAt();
    for (const at of times)
      expect(times.filter((t) => t >= at && t < at + 60_000).length).toBeLessThanOrEqual(SHARE);
    expect(times.length).toBeGreaterThanOrEqual(2 * SHARE);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([200, 429]));
    expect(sim.simulator.requests.refusedByLimit).toBe(0);
    expect(sim.simulator.requests.to('accountActiveOrders').length).toBeGreaterThan(SHARE);
  });

  it('are refused with Retry-After when they cannot leave within two seconds', async () => {
    const first = Array.from({ length: SHARE }, (_, at) => outcomeOf(at));
    await until(() => first.every(({ status }) => status !== null));
    expect(first.map(({ status }) => status)).toEqual(first.map(() => 200));
    const late = outcomeOf(99);
    await pass(1_950);
    expect(late.status).toBeNull();
    await pass(100);
    await until(() => late.status !== null);
    expect(late).toMatchObject({
      status: 429,
      code: 23000,
      headers: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) as string },
    });
    expect(askedAt()).toHaveLength(SHARE);
    expect(cache.refused).toBe(1);
  });

  it('reach the exchange once for all who ask, until the answer is too old or outdated', async () => {
    const ask = async (maxAgeMs: number, version = ''): Promise<number> => {
      const before = askedAt().length;
      await Promise.all(Array.from({ length: 5 }, () => cache.ask(question(1), maxAgeMs, version)));
      return askedAt().length - before;
    };
    expect(await ask(5_000)).toBe(1);
    await pass(4_000);
    expect(await ask(5_000)).toBe(0);
    expect(await ask(5_000, 'after a fill')).toBe(1);
    await pass(2_000);
    expect(await ask(5_000)).toBe(1);
    // Never kept, but still one at a time.
    expect(await ask(0)).toBe(1);
    expect(await ask(0)).toBe(1);
  });

  it('fail in the form of the exchange when it does not answer', async () => {
    sim.simulator.faults.rest({ endpoint: 'exchangeStats' }, 'html-403', 1);
    await expect(cache.ask(question(1), 1_000)).rejects.toMatchObject({ status: 502, code: 29500 });
    await sim.simulator.stop();
    await expect(cache.ask(question(1), 1_000)).rejects.toBeInstanceOf(ExchangeRefusal);
  });
});
