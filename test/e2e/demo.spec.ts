import { existsSync, readdirSync } from 'node:fs';
import { LiveView } from '../support/live-view.js';
import { startProduct, type Product } from '../support/product.js';

describe('the service with no account configured', () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct();
  });

  afterAll(() => product?.stop());

  it('follows three accounts of a simulated exchange, and reports demo mode', async () => {
    const view = await LiveView.open(product.url);
    await view.until(() => view.accounts.size === 3);
    await view.fresh([...view.accounts.keys()]);
    for (const account of view.accounts.values()) {
      expect(account.positions!.length).toBeGreaterThan(0);
      expect(account.orders!.length).toBeGreaterThan(0);
    }
    // Past trades are backfilled once the stream is connected; nothing is stale meanwhile.
    await view.until(() => [...view.accounts.values()].every(({ trades }) => trades!.length >= 10));
    view.close();
    expect(await (await fetch(`${product.url}/api/status`)).json()).toMatchObject({
      mode: 'demo',
      accounts_configured: 3,
    });
    await product.child.line(/demo/i);
  });

  it('keeps its data in a temporary folder, and removes it at the end', async () => {
    const [, folder] = await product.child.line(/demo data in ([^\s"]+)/);
    expect(existsSync(folder!)).toBe(true);
    const { dataDir } = product;
    expect(readdirSync(dataDir)).toEqual([]);
    expect(await product.child.stop()).toBe(0);
    expect(existsSync(folder!)).toBe(false);
  });
});
