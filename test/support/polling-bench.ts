import { startRestRig, type RestRig, type RestRigOptions } from './rest-rig.js';
import { runSimulator, type RunningSimulator } from './running-simulator.js';
import { until } from './until.js';

/** The REST upstream over a simulated exchange that counts strictly; it follows the first account unless told. */
export class PollingBench {
  sim!: RunningSimulator;
  rig!: RestRig;

  async start(options: Partial<RestRigOptions> = {}): Promise<void> {
    const { clock, at } = this.sim;
    this.rig = await startRestRig({ clock, url: at.url, accounts: at.accounts.slice(0, 1), ...options });
  }

  /** Lets the next question go out, and get there. */
  async askAndWait(): Promise<void> {
    const { requests } = this.sim.simulator;
    const before = requests.total;
    this.sim.clock.advance(3_000);
    this.rig.tick();
    await until(() => requests.total > before);
  }
}

/** A bench with two accounts, fresh for each test of the file; none may break a limit or leave a timer behind. */
export function usePollingBench(): PollingBench {
  const bench = new PollingBench();
  beforeEach(async () => void (bench.sim = await runSimulator({ accounts: 2 })));
  afterEach(async () => {
    await bench.rig.close();
    expect(bench.sim.simulator.requests.refusedByLimit).toBe(0);
    await bench.sim.simulator.stop();
    expect(bench.sim.clock.pending).toBe(0);
  });
  return bench;
}
