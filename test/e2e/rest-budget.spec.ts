import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LighterPoller } from '../../src/lighter/polling/poller.js';
import { startHttpProxy, type TestProxy } from '../support/proxies.js';
import { startRestHarness, type RestHarness } from '../support/rest.harness.js';
import { runSimulator, type RunningSimulator } from '../support/running-simulator.js';
import { settleIo } from '../support/until.js';

const TICK_MS = 100;
const MINUTE_MS = 60_000;
const EGRESSES = 4;
const ACCOUNTS = 20;

let sim: RunningSimulator;
let harness: RestHarness;
let proxies: TestProxy[];
let dataDir: string;
const folders: string[] = [];

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
  harness = await startRestHarness({
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

async function pass(ms: number): Promise<void> {
  const poller = harness.get(LighterPoller);
  for (const end = sim.clock.wallNow() + ms; sim.clock.wallNow() < end;) {
    sim.clock.advance(TICK_MS);
    poller.tick();
    await settleIo(6);
  }
}

/** Lets requests in flight arrive, simulated delays included. */
async function drain(): Promise<void> {
  for (let i = 0; i < 20; i++) {
    sim.clock.advance(TICK_MS);
    await settleIo(20);
  }
}

afterEach(async () => {
  await harness.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await sim.simulator.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('the rate budget against an exchange that counts strictly', () => {
  it('counts accounts of one L1 address together, on any egress', async () => {
    await start(ACCOUNTS);
    await pass(3 * MINUTE_MS);
    await drain();
    expect(sim.simulator.requests.refusedByLimit).toBe(0);
    expect(sim.simulator.requests.total).toBeGreaterThan(100);
  });

  it('continues where it stopped after a restart and after being killed', async () => {
    await start();
    await pass(1.5 * MINUTE_MS);
    await harness.close();
    await startRig(dataDir);
    await pass(0.5 * MINUTE_MS);
    const killed = newFolder();
    cpSync(dataDir, killed, { recursive: true });
    await harness.close();
    await startRig(killed);
    await pass(MINUTE_MS);
    await drain();
    expect(sim.simulator.requests.refusedByLimit).toBe(0);
    expect(sim.simulator.requests.total).toBeGreaterThan(300);
  });
});
