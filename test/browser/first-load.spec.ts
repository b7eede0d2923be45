import { gzipSync } from 'node:zlib';
import { Dashboard, START_MS } from '../support/dashboard.js';

/** Limit of the whole first load before the charts, compressed. */
const MOST_BYTES = 190_000;
/** A client that does not ask for a page gets the exchange's status at `/`. */
const PAGE = { headers: { accept: 'text/html, */*' } };

describe('the first load of the dashboard', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await Dashboard.start();
  }, START_MS);
  afterAll(() => dashboard.stop());

  it('is small before the charts load, with immutable assets', async () => {
    // A view of the dashboard could still be loading its own files.
    const { page } = await dashboard.openAt('about:blank');
    await page.route(/chart/, (route) => route.abort());
    const loaded = new Map<string, number>();
    page.on('response', (response) => {
      const kind = response.request().resourceType();
      if (!['document', 'script', 'stylesheet', 'font'].includes(kind)) return;
      const { pathname } = new URL(response.url());
      if (pathname.startsWith('/assets/'))
        expect(response.headers()['cache-control']).toBe('public, max-age=31536000, immutable');
      else expect(response.headers()['cache-control']).toBe('no-cache');
      loaded.set(pathname, 0);
    });
    await page.goto(dashboard.url);
    await page.getByRole('grid', { name: 'Accounts' }).locator('[role=row][id]').first().waitFor();
    for (const path of loaded.keys()) {
      const file = Buffer.from(await (await fetch(dashboard.url + path, PAGE)).arrayBuffer());
      loaded.set(path, path.endsWith('.woff2') ? file.length : gzipSync(file).length);
    }
    const sizes = [...loaded.values()];
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((all, size) => all + size, 0)).toBeLessThan(MOST_BYTES);
  });

  it('continues by itself once the session check succeeds', async () => {
    const { page } = await dashboard.open('/settings');
    let answers = false;
    await page.route('**/api/session', (route) =>
      answers ? route.continue() : route.fulfill({ status: 503, json: { message: 'Starting.' } }),
    );
    await page.reload();
    await page.getByText('Could not check your session').waitFor();
    answers = true;
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
  });
});
