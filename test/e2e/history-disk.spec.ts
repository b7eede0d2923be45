import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveView } from '../support/live-view.js';
import {
  followAll,
  startExchange,
  startProduct,
  type Product,
  type SimulatedExchange,
} from '../support/product.js';

interface Status {
  faults: { kind: string; message: string }[];
  lag_rows: number;
}

const statusOf = async ({ url }: Product): Promise<Status> =>
  (await (await fetch(`${url}/api/supabase/status`)).json()) as Status;

const BLOCKS_OF_A_MEGABYTE = 2_048;

describe('the product on a disk that fails', () => {
  let exchange: SimulatedExchange;
  let dataDir: string;
  let product: Product | undefined;
  const indexes = (): number[] => exchange.accounts.map(({ account_index }) => account_index);
  const env = (): NodeJS.ProcessEnv => ({
    ...followAll(exchange),
    DATA_DIR: dataDir,
    LIGHTER_TIER: 'builder',
  });

  beforeEach(async () => {
    const busy = ['--tick-ms', '100', '--activity', '1'];
    exchange = await startExchange('--accounts', '2', '--limits', 'off', ...busy);
    dataDir = mkdtempSync(join(tmpdir(), 'history-disk-'));
  });
  afterEach(async () => {
    await product?.child.stop('SIGKILL');
    await exchange.child.stop();
    rmSync(dataDir, { recursive: true });
  });

  it('starts with a damaged history.sqlite: a fault, and live data', async () => {
    writeFileSync(join(dataDir, 'history.sqlite'), 'damaged'.repeat(1_000));
    product = await startProduct(env());
    const view = await LiveView.open(product.url);
    await view.fresh(indexes());
    view.close();
    expect((await statusOf(product)).faults).toMatchObject([{ kind: 'damaged' }]);
    expect(readdirSync(dataDir).filter((name) => name.includes('.broken-'))).toHaveLength(1);
    expect(await product.stop()).toBe(0);
  });

  it('starts without a usable DATA_DIR: a fault, and live data', async () => {
    writeFileSync(join(dataDir, 'file'), '');
    product = await startProduct({ ...env(), DATA_DIR: join(dataDir, 'file', 'below') });
    const view = await LiveView.open(product.url);
    await view.until(() =>
      indexes().every((index) => view.accounts.get(index)?.sections.orders.stale === false),
    );
    view.close();
    expect((await statusOf(product)).faults).toMatchObject([{ kind: 'disk-failed' }]);
    expect((await fetch(`${product.url}/api/history/trades`)).status).toBe(503);
    expect((await fetch(`${product.url}/health/ready`)).status).toBe(503);
    expect(await product.stop()).toBe(0);
  });

  it('starts without a usable DATA_DIR when HISTORY=off', async () => {
    writeFileSync(join(dataDir, 'file'), '');
    product = await startProduct({
      ...env(),
      HISTORY: 'off',
      DATA_DIR: join(dataDir, 'file', 'below'),
    });
    const view = await LiveView.open(product.url);
    await view.until(() =>
      indexes().every((index) => {
        const { summary, positions, orders } = view.accounts.get(index)?.sections ?? {};
        return [summary, positions, orders].every((section) => section?.stale === false);
      }),
    );
    view.close();
    expect(await product.stop()).toBe(0);
  });

  it('starts a new epoch when restart.jsonl cannot be used', async () => {
    mkdirSync(join(dataDir, 'restart.jsonl'));
    product = await startProduct(env());
    const view = await LiveView.open(product.url);
    await view.fresh(indexes());
    view.close();
    expect(product.child.output).toMatch(/Cannot restore .*restart\.jsonl/);
    expect(await product.stop()).toBe(0);
  });

  it('serves live data on a full disk, reports it, and exits with 1 on SIGTERM', async () => {
    product = await startProduct(env(), { fileBlocks: BLOCKS_OF_A_MEGABYTE });
    const view = await LiveView.open(product.url);
    await view.fresh(indexes());
    await product.child.line(/History cannot be written/);
    const before = view.frames.length;
    await view.until(() => view.frames.length > before + 20);
    view.close();
    const { faults, lag_rows } = await statusOf(product);
    expect(faults.map(({ kind }) => kind)).toContain('disk-failed');
    expect(lag_rows).toBeGreaterThan(0);
    expect((await fetch(`${product.url}/health/live`)).status).toBe(200);
    expect(await product.stop()).toBe(1);
  });
});
