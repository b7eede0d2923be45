import type { SimulatorOptions } from '../../src/simulator/options.js';
import { startRestHarness, type RestHarness, type RestHarnessOptions } from './rest.harness.js';
import { runSimulator, type RunningSimulator } from './running-simulator.js';
import { until } from './until.js';

/** The REST upstream over a simulated exchange with strict limits; follows the first account by default. */
export class PollingHarness {
  sim!: RunningSimulator;
  rest!: RestHarness;
  private readonly closers: (() => Promise<void>)[] = [];

  async start(options: Partial<RestHarnessOptions> = {}): Promise<void> {
    const { clock, at } = this.sim;
    this.rest = await startRestHarness({ clock, url: at.url, accounts: at.accounts.slice(0, 1), ...options });
    const { rest } = this;
    this.onStop(() => rest.close());
  }

  async startSimulator(options: Partial<SimulatorOptions>): Promise<void> {
    const sim = (this.sim = await runSimulator({ accounts: 2, ...options }));
    this.onStop(() => sim.simulator.stop());
  }

  /** Runs `close` after the test, also when it fails; the last registered runs first. */
  onStop(close: () => Promise<void>): void {
    this.closers.push(close);
  }

  /** Stops everything started for the test. */
  async stop(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  /** Sends the next request and waits until it arrived. */
  async askAndWait(): Promise<void> {
    const { requests } = this.sim.simulator;
    const before = requests.total;
    while (!this.rest.isBusy()) {
      this.sim.clock.advance(100);
      this.rest.tick();
    }
    await until(() => requests.total > before);
  }
}

/** A new harness with two accounts per test; every test must keep the limits and leave no timer behind. */
export function usePollingHarness(options: Partial<SimulatorOptions> = {}): PollingHarness {
  const harness = new PollingHarness();
  beforeEach(() => harness.startSimulator(options));
  afterEach(async () => {
    // Everything stops before the assertions: anything left running would hang the runner.
    await harness.stop();
    expect(harness.sim.simulator.requests.refusedByLimit).toBe(0);
    expect(harness.sim.clock.pending).toBe(0);
  });
  return harness;
}
