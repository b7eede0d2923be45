import fc from 'fast-check';
import { MachineClock, startRestHarness } from '../../../test/support/rest.harness.js';
import { runSimulator } from '../../../test/support/running-simulator.js';

const DAY_MS = 86_400_000;
const MINUTES = 3;

/** The requests of some minutes, each with its time, while the wall clock of the machine is stepped. */
async function requestsWith(steps: readonly { afterMs: number; stepMs: number }[]): Promise<string[]> {
  const { clock, simulator, at } = await runSimulator({ accounts: 2 });
  const machineClock = new MachineClock(clock);
  const rest = await startRestHarness({ clock, machineClock, url: at.url, accounts: at.accounts });
  try {
    for (let ms = 0; ms < MINUTES * 60_000; ms += 500) {
      for (const { afterMs, stepMs } of steps) if (afterMs === ms) machineClock.offsetMs += stepMs;
      await rest.pass(500, 500);
    }
    expect(rest.incidents).toEqual([]);
    return simulator.requests.all.map(({ endpoint, account, at: time }) => `${time} ${endpoint} ${account}`);
  } finally {
    await rest.close();
    await simulator.stop();
  }
}

describe('polling under a wall clock that steps', () => {
  it('sends the same requests at the same times as without steps', async () => {
    const calm = await requestsWith([]);
    expect(calm.length).toBeGreaterThan(60);
    const step = fc.record({
      afterMs: fc.nat({ max: MINUTES * 120 - 1 }).map((tick) => tick * 500),
      stepMs: fc.integer({ min: -DAY_MS, max: DAY_MS }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        expect(await requestsWith(steps)).toEqual(calm);
      }),
      { numRuns: 8 },
    );
  });
});
