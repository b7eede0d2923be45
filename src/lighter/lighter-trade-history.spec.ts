import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startRestHarness,
  type RestHarness,
  type RestHarnessOptions,
} from '../../test/support/rest.harness.js';
import { runSimulator, type RunningSimulator } from '../../test/support/running-simulator.js';
import { until } from '../../test/support/until.js';
import { BudgetFile } from '../egress/budget-file.js';
import { TradeHistory } from '../upstream/trade-history.port.js';

const FIRST = 281001;
let sim: RunningSimulator;
let harness: RestHarness;

async function start(options: Partial<RestHarnessOptions> = {}): Promise<void> {
  const accounts = sim.at.accounts.slice(0, 1);
  harness = await startRestHarness({ clock: sim.clock, url: sim.at.url, accounts, ...options });
}

const asked = (endpoint: string): number => sim.simulator.requests.to(endpoint).length;

beforeEach(async () => void (sim = await runSimulator({ accounts: 2 })));

afterEach(async () => {
  await harness.close();
  expect(sim.simulator.requests.refusedByLimit).toBe(0);
  await sim.simulator.stop();
  expect(sim.clock.pending).toBe(0);
});

describe('backfill', () => {
  it('reads pages of trades, and account and orders afresh, from the reserve', async () => {
    await start();
    for (let i = 0; i < 30; i++) sim.simulator.exchange.tick();
    const history = harness.get<TradeHistory>(TradeHistory);
    const { signal } = new AbortController();
    expect(history.readable(FIRST)).toBe(true);
    const page = await history.page(FIRST, null, signal);
    const ids = page.update.rows.map(({ entity }) => entity.trade_id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual([...ids].sort((a, b) => b.length - a.length || (a < b ? 1 : -1)));
    await history.refresh(FIRST, signal);
    expect(harness.updates.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['orders', 'summary', 'positions']),
    );
    expect(asked('trades')).toBe(1);
  });

  it('has what it spends on the disk before any time has passed', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'broadcaster-spent-'));
    await start({ dataDir });
    await harness.get<TradeHistory>(TradeHistory).page(FIRST, null, new AbortController().signal);
    const { reserve } = new BudgetFile(dataDir).read()!.budgets['egress/direct']!;
    expect(reserve).toMatchObject([{ requests: 1, weight: 600 }]);
    rmSync(dataDir, { recursive: true });
  });

  it('asks nothing when it is told to give up while that is written', async () => {
    await start();
    const abort = new AbortController();
    const page = harness.get<TradeHistory>(TradeHistory).page(FIRST, null, abort.signal);
    abort.abort(new Error('line lost'));
    await expect(page).rejects.toThrow('line lost');
    expect(asked('trades')).toBe(0);
  });

  it('waits for the reserve, and gives up when told', async () => {
    await start();
    const history = harness.get<TradeHistory>(TradeHistory);
    const abort = new AbortController();
    for (let i = 0; i < 8; i++) await history.page(FIRST, null, abort.signal);
    let done = false;
    const ninth = history.page(FIRST, null, abort.signal).finally(() => (done = true));
    sim.clock.advance(30_000);
    expect(done).toBe(false);
    abort.abort(new Error('line lost'));
    await expect(ninth).rejects.toThrow('line lost');
    const tenth = history.page(FIRST, null, new AbortController().signal).finally(() => (done = true));
    done = false;
    for (let i = 0; i < 200 && !done; i++) {
      sim.clock.advance(250);
      await new Promise(setImmediate);
    }
    await until(() => done);
    expect((await tenth).nextCursor).toBeNull();
  });
});

describe('a DATA_DIR', () => {
  it('is not used for another network, even if its origin is the same', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'broadcaster-rest-'));
    await start({ dataDir });
    await harness.pass(2_000);
    await harness.close();
    await expect(
      startRestHarness({ clock: sim.clock, url: 'http://127.0.0.1:9', accounts: [], dataDir }),
    ).rejects.toThrow(`belongs to ${sim.at.url}, not to http://127.0.0.1:9`);
    await start({ dataDir });
    rmSync(dataDir, { recursive: true });
  });
});
