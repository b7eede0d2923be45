import { ManualClock } from './manual-clock.js';
import { Simulator } from '../../src/simulator/simulator.js';
import type { Listening, SimulatedAccount, SimulatorOptions } from '../../src/simulator/options.js';
import { SocketClient } from './socket-client.js';

/** A listening simulator with a manual clock and its first account. */
export interface RunningSimulator {
  clock: ManualClock;
  simulator: Simulator;
  at: Listening;
  account: SimulatedAccount;
  /** GET of a path below `/api/v1/`, with the first account's token by default. */
  get(path: string, auth?: string | null): Promise<{ status: number; text: string }>;
  open(query?: string): Promise<SocketClient>;
}

/** Starts a simulator (no walk, strict limits by default). The caller stops it. */
export async function runSimulator(options: Partial<SimulatorOptions> = {}): Promise<RunningSimulator> {
  const clock = new ManualClock();
  const simulator = new Simulator({ clock, seed: 42, walk: 'off', ...options });
  const at = await simulator.start();
  const [account] = at.accounts;
  if (!account) throw new Error('the simulator has no account; set `accounts` to at least 1');
  return {
    ...{ clock, simulator, at, account },
    async get(path, auth = account.read_only_token) {
      const headers: Record<string, string> = auth === null ? {} : { authorization: auth };
      const response = await fetch(`${at.url}/api/v1/${path}`, { headers });
      return { status: response.status, text: await response.text() };
    },
    open: (query = '') => SocketClient.open(`${at.wsUrl}${query}`),
  };
}
