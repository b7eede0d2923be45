import { existsSync, readdirSync } from 'node:fs';
import { LiveView } from '../support/live-view.js';
import { startProduct, type Product } from '../support/product.js';

describe('the service with no account configured', () => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct();
  });

  afterAll(() => product?.stop());

  const get = async <T>(path: string): Promise<T> =>
    (await fetch(`${product.url}${path}`)).json() as Promise<T>;

  it('follows eight accounts of a simulated exchange, and reports demo mode', async () => {
    const view = await LiveView.open(product.url);
    await view.until(() => view.accounts.size === 8);
    await view.fresh([...view.accounts.keys()]);
    for (const account of view.accounts.values()) {
      expect(account.positions!.length).toBeGreaterThan(0);
      expect(account.orders!.length).toBeGreaterThan(0);
    }
    // Past trades are backfilled once the stream is connected; nothing is stale meanwhile.
    await view.until(() => [...view.accounts.values()].every(({ trades }) => trades!.length >= 10));
    // One answer fails soon, so that the list of incidents shows how one looks.
    view.socket.send(JSON.stringify({ op: 'subscribe', channels: ['incidents'] }));
    const incidents = (): unknown[] => view.frames.filter(({ channel }) => channel === 'incidents');
    await view.until(() => JSON.stringify(incidents()).includes('"error_type"'));
    // A desk with names and groups; one account is near liquidation, and an alert reports it.
    const accounts = [...view.accounts.values()];
    expect(accounts.every(({ label }) => /^[A-Z][a-z]+ /.test(label?.label ?? '') && label?.group)).toBe(
      true,
    );
    const distances = accounts.flatMap(({ positions }) =>
      positions!.map(({ liquidation_distance: distance }) => Number(distance ?? Infinity)),
    );
    expect(distances.filter((distance) => distance < 6)).toHaveLength(1);
    view.close();
    const { alerts } = await get<{ alerts: { kind: string; resolved_at: number | null }[] }>('/api/alerts');
    expect(alerts.filter(({ resolved_at }) => resolved_at === null).map(({ kind }) => kind)).toContain(
      'liquidation-distance',
    );
    expect(await (await fetch(`${product.url}/api/status`)).json()).toMatchObject({
      mode: 'demo',
      accounts_configured: 8,
    });
    await product.child.line(/demo/i);
  });

  it('has a week behind it that chains into the present', async () => {
    const { rows } = await get<{ rows: { trades: number }[] }>('/api/history/pnl?by=day');
    expect(rows.length).toBeGreaterThanOrEqual(7);
    const { accounts } = await get<{
      accounts: { opening_equity: string; cash_flows: string; total_pnl: string }[];
    }>(`/api/history/equity/changes?from=${Date.now() - 6 * 86_400_000}`);
    expect(accounts).toHaveLength(8);
    expect(accounts.map(({ cash_flows }) => Number(cash_flows)).filter((flow) => flow !== 0)).toEqual([
      -8000, 15_000,
    ]);
    // The second account was disconnected once, and lost nothing.
    const { gaps } = await get<{ gaps: { cause: string; complete: boolean }[] }>('/api/history/gaps/281002');
    expect(gaps).toContainEqual(expect.objectContaining({ cause: 'stream-lost', complete: true }));
    const { funding } = await get<{ funding: object[] }>('/api/history/funding/281003?limit=200');
    expect(funding.length).toBeGreaterThan(100);
    // What a deposit brought is no profit.
    for (const { opening_equity, total_pnl } of accounts)
      expect(Math.abs(Number(total_pnl))).toBeLessThan(Number(opening_equity) * 0.9);
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
