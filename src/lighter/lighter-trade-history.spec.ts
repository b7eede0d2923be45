import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usePollingHarness } from '../../test/support/polling.harness.js';
import { startRestHarness } from '../../test/support/rest.harness.js';
import { until } from '../../test/support/until.js';
import { BudgetFile } from '../egress/budget-file.js';
import { TradeHistory } from '../upstream/trade-history.port.js';

const FIRST = 281001;
const harness = usePollingHarness();

const asked = (endpoint: string): number => harness.sim.simulator.requests.to(endpoint).length;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'broadcaster-rest-'));
  harness.onStop(() => rm(folder, { recursive: true }));
  return folder;
}

describe('backfill', () => {
  it('reads pages of trades from the reserve', async () => {
    await harness.start();
    for (let i = 0; i < 30; i++) harness.sim.simulator.exchange.tick();
    const history = harness.rest.get<TradeHistory>(TradeHistory);
    const { signal } = new AbortController();
    expect(history.readable(FIRST)).toBe(true);
    const page = await history.page(FIRST, null, signal, 'gap');
    const ids = page.update.rows.map(({ entity }) => entity.trade_id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual([...ids].sort((a, b) => b.length - a.length || (a < b ? 1 : -1)));
    expect(asked('trades')).toBe(1);
  });

  it('persists its spending before it sends', async () => {
    const dataDir = temporaryFolder();
    await harness.start({ dataDir });
    await harness.rest.get<TradeHistory>(TradeHistory).page(FIRST, null, new AbortController().signal, 'gap');
    const { reserve } = new BudgetFile(dataDir).read()!.budgets['egress/direct']!;
    expect(reserve).toMatchObject([{ requests: 1, weight: 600 }]);
  });

  it('sends nothing when aborted while its spending is written', async () => {
    await harness.start();
    const abort = new AbortController();
    const page = harness.rest.get<TradeHistory>(TradeHistory).page(FIRST, null, abort.signal, 'gap');
    abort.abort(new Error('connection lost'));
    await expect(page).rejects.toThrow('connection lost');
    expect(asked('trades')).toBe(0);
  });

  it('waits for the reserve until aborted', async () => {
    await harness.start();
    const history = harness.rest.get<TradeHistory>(TradeHistory);
    const abort = new AbortController();
    for (let i = 0; i < 8; i++) await history.page(FIRST, null, abort.signal, 'gap');
    let done = false;
    const ninth = history.page(FIRST, null, abort.signal, 'gap').finally(() => (done = true));
    harness.sim.clock.advance(30_000);
    expect(done).toBe(false);
    abort.abort(new Error('connection lost'));
    await expect(ninth).rejects.toThrow('connection lost');
    const tenth = history.page(FIRST, null, new AbortController().signal, 'gap').finally(() => (done = true));
    done = false;
    for (let i = 0; i < 200 && !done; i++) {
      harness.sim.clock.advance(250);
      await new Promise(setImmediate);
    }
    await until(() => done);
    expect((await tenth).nextCursor).toBeNull();
  });
});

describe('a DATA_DIR', () => {
  it('is refused for another network', async () => {
    const dataDir = temporaryFolder();
    await harness.start({ dataDir });
    await harness.rest.pass(2_000);
    await harness.rest.close();
    await expect(
      startRestHarness({ clock: harness.sim.clock, url: 'http://127.0.0.1:9', accounts: [], dataDir }),
    ).rejects.toThrow(`belongs to ${harness.sim.at.url}, not to http://127.0.0.1:9`);
    await harness.start({ dataDir });
  });
});
