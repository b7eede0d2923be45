import { startRestHarness, type RestHarness, type RestHarnessOptions } from './rest.harness.js';
import { runSimulator, type RunningSimulator } from './running-simulator.js';
import { until } from './until.js';

/** The REST upstream over a simulated exchange that counts strictly; it follows the first account unless told. */
export class PollingHarness {
  sim!: RunningSimulator;
  rest!: RestHarness;

  async start(options: Partial<RestHarnessOptions> = {}): Promise<void> {
    const { clock, at } = this.sim;
    this.rest = await startRestHarness({ clock, url: at.url, accounts: at.accounts.slice(0, 1), ...options });
  }

  /** Lets the next question go out, and get there. */
  async askAndWait(): Promise<void> {
    const { requests } = this.sim.simulator;
    const before = requests.total;
    this.sim.clock.advance(3_000);
    this.rest.tick();
    await until(() => requests.total > before);
  }
}

/** A bench with two accounts, fresh for each test of the file; none may break a limit or leave a timer behind. */
export function usePollingHarness(): PollingHarness {
  const bench = new PollingHarness();
  beforeEach(async () => void (bench.sim = await runSimulator({ accounts: 2 })));
  afterEach(async () => {
    await bench.rest.close();
    expect(bench.sim.simulator.requests.refusedByLimit).toBe(0);
    await bench.sim.simulator.stop();
    expect(bench.sim.clock.pending).toBe(0);
  });
  return bench;
}
