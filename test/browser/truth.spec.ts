import type { Page } from 'playwright-core';
import { Dashboard, START_MS } from '../support/dashboard.js';
import { dashboardViews } from '../support/dashboard-views.js';
import { column, digitColumn, shows, stat } from '../support/grid.js';

const MINUTE = 60_000;
/** Minutes of a history that the test invents. */
const MOCKED = 30;

/** Numbers whose text is wider than their cell, or that reach into the cell beside them. */
const OVERPRINTED = `(() => {
  const wrong = [];
  for (const cell of document.querySelectorAll('[role=gridcell].text-right, dl dd, [data-card] > * > *')) {
    const box = cell.getBoundingClientRect();
    for (const text of cell.matches('[data-card] *') ? cell.querySelectorAll('.num') : [cell.querySelector('.num')]) {
      const content = text?.getBoundingClientRect();
      if (content?.width && (content.left < box.left - 0.5 || content.right > box.right + 0.5)) wrong.push(text.textContent);
    }
  }
  return wrong;
})()`;

describe('what the dashboard shows is true', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await Dashboard.start({ SNAPSHOT_INTERVAL: '1' });
  }, START_MS);
  afterAll(() => dashboard.stop());

  const allLive = (page: Page): Promise<string[]> =>
    shows(
      page,
      () => column(page, 'Accounts', 'health'),
      (states) => states.length === 3 && states.every((state) => state === 'live'),
    );

  it('a sum is unknown, and in no curve, until every account has arrived', async () => {
    const { page } = await dashboard.open('/settings');
    const held: (() => void)[] = [];
    const last = `account/${dashboard.indexes[2]}`;
    let holding = true;
    await page.routeWebSocket(/\/ws/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        const deliver = (): void => socket.send(message);
        if (holding && String(message).includes(last)) held.push(deliver);
        else deliver();
      });
    });
    await page.goto(dashboard.url);
    await stat(page, 'Equity').getByText('unknown').waitFor();
    await page.getByText('2 of 3 accounts').waitFor();
    expect(await page.getByRole('status').filter({ hasText: 'Loading' }).count()).toBeGreaterThan(0);
    holding = false;
    for (const deliver of held) deliver();
    await allLive(page);
    expect(await stat(page, 'Equity').getByText('unknown').count()).toBe(0);
  });

  it("margin usage is the exchange's own, also with a large unrealized loss", async () => {
    const { page } = await dashboard.open('/');
    await allLive(page);
    const { exchange } = dashboard.simulator;
    const [index] = dashboard.indexes;
    const { initialRequirement, portfolioValue } = exchange.account(index!);
    const usage = Number((initialRequirement * 1_000_000n) / portfolioValue) / 10_000;
    const shown = Number((await digitColumn(page, 'Accounts', 'usage'))[0]);
    expect(Math.abs(shown - usage)).toBeLessThan(0.02);
    expect(shown).toBeGreaterThan(0);
  });

  it.each([1280, 1440, 360])('no number is cut or overprinted at a width of %i', async (width) => {
    const { page } = await dashboard.open('/', { viewport: { width, height: 900 } });
    dashboard.simulator.exchange.deposit(dashboard.indexes[0]!, '1234567.891234');
    await allLive(page);
    await shows(
      page,
      () => column(page, 'Accounts', 'equity'),
      (values) => values[0]!.length > 10,
    );
    for (const path of ['/', '/positions', '/trades', `/accounts/${dashboard.indexes[0]}`]) {
      await page.goto(dashboard.url + path);
      await page.getByRole('grid').locator('[role=row][id]').first().waitFor();
      await shows(
        page,
        () => page.evaluate<string[]>(OVERPRINTED),
        (wrong) => wrong.length === 0,
      );
    }
  });

  it('a deposit is marked on the curve of PnL, and is no part of it', async () => {
    const { page } = await dashboard.open('/settings');
    const minute = (place: number): string =>
      new Date((Math.floor(Date.now() / MINUTE) - MOCKED + place) * MINUTE).toISOString();
    const points = Array.from({ length: MOCKED }, (_, place) => ({
      ...{ timestamp: minute(place), equity: String(1_000 + place + (place < 15 ? 0 : 500)), pnl: null },
      ...{ available_balance: null, daily_volume: null, positions_count: null, orders_count: null },
      ...{ accounts: 3, stale_accounts: 0 },
    }));
    const flow = { flow_id: 'f', amount: '500.000000', source: 'exchange', confirmed_at: minute(20) };
    const cash_flows = [{ ...flow, account_index: dashboard.indexes[0], timestamp: minute(15) }];
    await page.route(/api.history.equity\?/, (route) => route.fulfill({ json: { points } }));
    await page.route(/api.history.cash-flows\?/, (route) =>
      route.fulfill({ json: { cash_flows, count: 1, next_cursor: null } }),
    );
    await page.goto(`${dashboard.url}/?metric=pnl`);
    const chart = page.getByRole('img', { name: /^Equity curve/ });
    await chart.locator('canvas').first().waitFor();
    const { x, y, width, height } = (await chart.boundingBox())!;
    const tooltip = page.getByRole('tooltip');
    let at = 0;
    await shows(
      page,
      async () => {
        at = (at + 4) % width;
        await page.mouse.move(x + at, y + height / 2);
        return (await tooltip.count()) > 0 ? tooltip.innerText() : '';
      },
      (text) => /deposit \+500\.000000/.test(text) && /^15\.00$/m.test(text),
    );
  });

  it('the keyboard stays on its row while others move', async () => {
    const { page } = await dashboard.open('/positions?sort=-unrealized');
    const grid = page.getByRole('grid', { name: 'Positions' });
    await grid.locator('[role=row][id]').first().waitFor();
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const selected = async (): Promise<string> => {
      const row = grid.locator('[aria-selected=true]');
      return `${await row.locator('[data-column=account]').textContent()} ${await row.locator('[data-column=market]').textContent()}`;
    };
    const before = await selected();
    for (const { id, mark, spec } of dashboard.simulator.exchange.venue.markets)
      dashboard.simulator.exchange.setPrice(
        id,
        (Number(mark * 12n) / 10 ** (spec.priceDecimals + 1)).toFixed(spec.priceDecimals),
      );
    const marks = await column(page, 'Positions', 'mark');
    await shows(
      page,
      () => column(page, 'Positions', 'mark'),
      (now) => now.join() !== marks.join(),
    );
    expect(await selected()).toBe(before);
  });

  it('the first click on a distance sorts the most dangerous first', async () => {
    const { page } = await dashboard.open('/');
    await allLive(page);
    await page.getByRole('columnheader', { name: 'Nearest liq.' }).getByRole('button').click();
    expect(await page.getByRole('columnheader', { name: 'Nearest liq.' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
  });

  it('an account that does not exist is named at any address', async () => {
    for (const path of [
      '/accounts/abc',
      '/accounts/999',
      '/accounts/999/statement',
      '/accounts/abc/statement',
    ]) {
      const { page } = await dashboard.open(path);
      await page.getByText(/^Account (abc|999) not found$/).waitFor();
      expect(await page.getByText('NaN').count()).toBe(0);
    }
  });

  it('asks the history once for the day, however many accounts arrive', async () => {
    const { page } = await dashboard.open('/settings');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(dashboard.url);
    await allLive(page);
    await stat(page, 'Equity').getByText('PnL today').waitFor();
    const pnl = asked.filter((path) => path === '/api/history/pnl');
    expect(pnl.length).toBeLessThanOrEqual(2);
    expect(asked.filter((path) => path === '/api/history/equity/changes')).toHaveLength(1);
  });

  it('every view has one main heading, and the first Tab reaches the link to it', async () => {
    const { page } = await dashboard.open('/');
    for (const { name, path } of dashboardViews(dashboard.indexes[0]!)) {
      await page.goto(dashboard.url + path);
      await page.locator('main h1').first().waitFor({ state: 'attached' });
      expect([name, await page.locator('h1').count()]).toEqual([name, 1]);
    }
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
  });

  it('prints the overview from the dark theme on white', async () => {
    const { page } = await dashboard.open('/', { colorScheme: 'dark' });
    await allLive(page);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.locator('html[data-theme=light]').waitFor();
    const dark = await page.evaluate<string[]>(`[...document.querySelectorAll('main *')]
      .filter((element) => element.clientWidth * element.clientHeight > 2_000)
      .map((element) => getComputedStyle(element).backgroundColor)
      .filter((color) => /^rgb\\(/.test(color) && color.match(/\\d+/g).some((part) => Number(part) < 200))`);
    expect(dark).toEqual([]);
  });

  it('lists the processes of a cluster, and which of them leads, is silent or behind', async () => {
    const { page } = await dashboard.open('/connections');
    const list = page.getByRole('list', { name: 'Members' });
    await page.getByRole('region', { name: 'Gaps' }).waitFor();
    expect(await list.count()).toBe(0);
    const member = (name: string, role: string, more: object = {}): object => {
      const usual = { version: '1.0.0', leads: false, seen_ms: 400, lag_ms: 200 };
      return { name, roles: [role], ...usual, ...more };
    };
    const members = [
      member('one', 'collector', { leads: true, lag_ms: null }),
      member('two', 'gateway', { lag_ms: 12_000 }),
      member('three', 'gateway', { seen_ms: 7_000 }),
    ];
    const cluster = { engine: 'up', rate_limits: 'local', leads_since: Date.now() - 125_000, members };
    await page.route('**/api/status', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), cluster } });
    });
    await page.reload();
    await list.waitFor();
    const texts = (await list.getByRole('listitem').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    expect(texts).toEqual([
      'one leads 1.0.0',
      'two gateway 1.0.0 12 s behind the log',
      'three gateway silent for 7 s 1.0.0 reads the log',
    ]);
    const card = page.getByRole('region', { name: 'Cluster' });
    expect(await card.getByText(/leader for 2 m/).count()).toBe(1);
    expect(await card.getByText('limits per gateway').count()).toBe(1);
  });

  it('shows the worst state in header and tab while the exchange is down, and one toast', async () => {
    const { page } = await dashboard.open('/connections');
    await page.getByRole('grid').locator('[role=row][id]').first().waitFor();
    await dashboard.simulator.stop();
    await shows(
      page,
      () => page.title(),
      (title) => title.startsWith('⚠'),
    );
    expect(await page.locator('header').getByText('Live', { exact: true }).count()).toBe(0);
    await dashboard.simulator.start();
    await shows(
      page,
      () => page.title(),
      (title) => !title.startsWith('⚠'),
    );
  });
});
