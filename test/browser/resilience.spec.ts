import type { Page } from 'playwright-core';
import { Dashboard, START_MS } from '../support/dashboard.js';
import { column, digitColumn, shows, stat } from '../support/grid.js';

const PAST_POINTS = 60;
const MINUTE = 60_000;

/** An hour of equity, longer than the product has been up. */
function past(): object[] {
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  return Array.from({ length: PAST_POINTS }, (_, place) => ({
    timestamp: new Date(now - (PAST_POINTS - place) * MINUTE).toISOString(),
    equity: String(30_000 + place),
    collateral: null,
    available_balance: null,
    pnl: null,
    daily_volume: null,
    positions_count: null,
    orders_count: null,
    accounts: 3,
    stale_accounts: 0,
  }));
}

/** Number of times the first curve of the page disappeared, even for a single mutation. */
const COUNT_LOST_CURVES = `
  window.lostCurves = 0;
  new MutationObserver(() => {
    const first = document.querySelector('dl polyline');
    if (!first || first.getAttribute('points').split(' ').length < 10) window.lostCurves++;
  }).observe(document.querySelector('dl'), { childList: true, subtree: true, attributes: true });`;

/** Whether the browser has fetched every file listed by the page. */
const ALL_FETCHED = `(() => {
  const fetched = performance.getEntriesByType('resource').filter(({ responseEnd }) => responseEnd > 0);
  const files = document.querySelector('meta[name=files]').content.split(' ');
  return files.every((file) => fetched.some(({ name }) => name.endsWith(file)));
})()`;

describe('dashboard resilience', () => {
  let dashboard: Dashboard;
  let page: Page;
  beforeAll(async () => {
    dashboard = await Dashboard.start();
    ({ page } = await dashboard.open('/settings'));
    await page.route(/api.history.equity\?/, (route) => route.fulfill({ json: { points: past() } }));
    await page.getByRole('link', { name: 'Overview' }).click();
  }, START_MS);
  afterAll(() => dashboard.stop());

  const allLive = (): Promise<string[]> =>
    shows(
      page,
      () => column(page, 'Accounts', 'health'),
      (states) => states.length === 3 && states.every((state) => state === 'live'),
    );
  const confirm = async (button: string, action: string): Promise<void> => {
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: action, exact: true }).click();
  };

  it('reports a lost server, keeps its data, and recovers without a reload', async () => {
    await allLive();
    await page.evaluate('window.loadedOnce = true');
    await page.evaluate(COUNT_LOST_CURVES);
    const before = await digitColumn(page, 'Accounts', 'equity');
    const curve = stat(page, 'Equity').locator('polyline');
    await curve.waitFor();

    await dashboard.restartProduct(async () => {
      await page.getByText('Connection to the server lost.').waitFor();
      expect((await curve.getAttribute('points'))!.split(' ').length).toBeGreaterThan(PAST_POINTS / 2);
      expect(await digitColumn(page, 'Accounts', 'equity')).toEqual(before);
      dashboard.simulator.exchange.trade(dashboard.indexes[0]!, 1, 'buy', '0.01000');
      dashboard.simulator.exchange.tick();
    });

    await page.getByText('Connection to the server lost.').waitFor({ state: 'detached' });
    await allLive();
    const { accounts } = await dashboard.ask<{ accounts: { total_asset_value: string }[] }>(
      `account?by=index&value=${dashboard.indexes[0]}`,
    );
    await shows(
      page,
      () => digitColumn(page, 'Accounts', 'equity'),
      (values) => values[0] === accounts[0]!.total_asset_value,
    );
    expect(await page.evaluate('window.loadedOnce')).toBe(true);
    expect(await page.evaluate('window.lostCurves')).toBe(0);
  });

  it('retries when the browser goes offline and comes back online', async () => {
    await allLive();
    await page.context().setOffline(true);
    await page.getByText('Connection to the server lost.').waitFor();
    await page.context().setOffline(false);
    await page.getByText('Connection to the server lost.').waitFor({ state: 'detached' });
    await allLive();
  });

  it('shows a view that is opened for the first time while offline', async () => {
    const { page: offline } = await dashboard.open('/settings');
    await shows(
      offline,
      () => offline.evaluate<boolean>(ALL_FETCHED),
      (all) => all,
    );
    await offline.context().setOffline(true);
    await offline.getByRole('link', { name: 'Positions' }).click();
    await offline.getByRole('grid', { name: 'Positions' }).locator('[role=row][id]').first().waitFor();
  });

  it('still draws the curve when its view is opened again while offline', async () => {
    const { page: offline } = await dashboard.open('/settings');
    await offline.route(/api.history.equity\?/, (route) => route.fulfill({ json: { points: past() } }));
    await offline.getByRole('link', { name: 'Overview' }).click();
    // The axes are canvases of their own, smaller than the pane of the curve.
    const drawn = (): Promise<boolean> =>
      offline.evaluate<boolean>(`[...document.querySelectorAll('[role=img][aria-label^="Equity curve"] canvas')]
        .filter(({ width, height }) => width > 100 && height > 60)
        .some((canvas) => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return data.some((value, at) => at % 4 === 3 && value > 200);
        })`);
    await shows(offline, drawn, (curve) => curve);
    await offline.getByRole('link', { name: 'Settings' }).click();
    await offline.context().setOffline(true);
    await offline.getByText('Connection to the server lost.').waitFor();
    await offline.getByRole('link', { name: 'Overview' }).click();
    await shows(offline, drawn, (curve) => curve);
  });

  it('asks browsers not to translate the page, because a translator breaks it', async () => {
    expect(await page.locator('html').getAttribute('translate')).toBe('no');
    expect(await page.locator('meta[name=google]').getAttribute('content')).toBe('notranslate');
  });

  it('keeps working when one panel fails', async () => {
    const { page: broken } = await dashboard.open('/settings');
    const chart = '**/assets/time-chart-*.js';
    await broken.route(chart, (route) => route.abort());
    await broken.getByRole('link', { name: 'Overview' }).click();
    const curve = broken.getByRole('region', { name: 'Equity curve' });
    await curve.getByText('Equity curve cannot be shown.').waitFor();
    await shows(
      broken,
      () => column(broken, 'Accounts', 'health'),
      (states) => states.length === 3,
    );
    expect(await curve.getByRole('button', { name: 'Try again' }).isVisible()).toBe(true);
  });

  it('recovers from a failed view when another is opened', async () => {
    const { page: broken } = await dashboard.open('/settings');
    await broken.route('**/assets/positions-*.js', (route) => route.abort());
    await broken.reload();
    await broken.getByRole('link', { name: 'Positions' }).click();
    await broken.getByText('This view cannot be shown.').waitFor();
    await broken.getByRole('link', { name: 'Orders' }).click();
    await broken.getByRole('grid', { name: 'Orders' }).locator('[role=row][id]').first().waitFor();
    expect(await broken.getByText('cannot be shown').count()).toBe(0);
  });

  it('pauses and resumes collection, with every account stale in between', async () => {
    await page.getByRole('link', { name: 'Connections' }).click();
    await confirm('Pause', 'Pause');
    await page.getByText('Collection is paused.').waitFor();
    const { page: overview } = await dashboard.open('/');
    await stat(overview, 'Equity').locator('.stale').first().waitFor();
    await overview.getByText('3 stale').waitFor();
    await overview.locator('header').getByText('Paused').waitFor();
    expect(await overview.locator('header').getByText('Live', { exact: true }).count()).toBe(0);
    await shows(
      page,
      () => column(page, 'Connections to the exchange', 'state'),
      (states) => states.length > 0 && states.every((state) => state === 'paused'),
    );
    await confirm('Resume', 'Resume');
    await page.getByText('Collection resumed.').waitFor();
    await shows(
      page,
      () => column(page, 'Connections to the exchange', 'state'),
      (states) => states.every((state) => state === 'connected'),
    );
  });

  it('reconnects every connection on request', async () => {
    const reconnects = async (): Promise<number[]> =>
      (await column(page, 'Connections to the exchange', 'reconnects')).map(Number);
    const before = await reconnects();
    await confirm('Reconnect all', 'Reconnect all');
    await page.getByText('All connections are reconnecting.').waitFor();
    const streams = (await column(page, 'Connections to the exchange', 'kind')).map(
      (kind) => kind === 'stream',
    );
    await shows(page, reconnects, (now) =>
      now.every((count, place) => !streams[place] || count > before[place]!),
    );
    await shows(
      page,
      () => column(page, 'Connections to the exchange', 'state'),
      (states) => states.every((state) => state === 'connected'),
    );
  });

  it('reconnects one connection on request', async () => {
    const streams = dashboard.simulator.sessions.length;
    const index = dashboard.indexes[0]!;
    const line = page
      .getByRole('grid', { name: 'Connections to the exchange' })
      .locator('[role=row]', { hasText: String(index) })
      .filter({ hasText: 'stream' });
    await line.getByRole('button').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reconnect', exact: true }).click();
    await page
      .getByText(/is reconnecting/)
      .first()
      .waitFor();
    await shows(
      page,
      () => line.locator('[data-column=reconnects]').textContent(),
      (count) => Number(count) >= 1,
    );
    await shows(
      page,
      () => line.locator('[data-column=state]').textContent(),
      (state) => state === 'connected',
    );
    expect(dashboard.simulator.sessions.length).toBe(streams);
  });

  it('shows an incident live and clears the list', async () => {
    dashboard.simulator.faults.rest('account', { status: 500 }, 20);
    await page.getByRole('link', { name: 'Incidents' }).click();
    await page.getByRole('grid', { name: 'Incidents' }).locator('[role=row][id]').first().waitFor();
    dashboard.simulator.faults.clear();
    await confirm('Clear', 'Clear');
    await page.getByText('The incident log is empty.').waitFor();
  });
});
