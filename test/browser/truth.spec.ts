// Long: its tests share one running product and exchange.
import type { Page } from 'playwright-core';
import { Dashboard, START_MS } from '../support/dashboard.js';
import { dashboardViews } from '../support/dashboard-views.js';
import { column, digitColumn, digits, shows, stat } from '../support/grid.js';

const MINUTE = 60_000;
/** Markets of the simulator. */
const [BTC, SOL] = [1, 2];
/** Minutes of a history that the test invents. */
const MOCKED = 30;

/** Counts the samples with which the page continues the curve. */
const COUNT_LOOKS = `
  window.samples = 0;
  const repeat = window.setInterval;
  window.setInterval = (task, ms, ...rest) =>
    repeat((...given) => { task(...given); if (ms === 1_000) window.samples++; }, ms, ...rest);`;

/** Keeps the largest number of toasts that the page ever showed. */
const COUNT_TOASTS = `
  window.mostToasts = 0;
  const region = document.querySelector('body [role=status][aria-live=polite]');
  new MutationObserver(() => {
    window.mostToasts = Math.max(window.mostToasts, region.children.length);
  }).observe(region, { childList: true });`;

/** Numbers whose text is wider than their cell, or that reach into the cell beside them. */
const OVERPRINTED = `(() => {
  const wrong = [];
  for (const cell of document.querySelectorAll('[role=gridcell], main td, dl dd, [data-card] > * > *')) {
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

  const minute = (place: number): string =>
    new Date((Math.floor(Date.now() / MINUTE) - MOCKED + place) * MINUTE).toISOString();
  const pastPoints = (equity: (place: number) => number): object[] =>
    Array.from({ length: MOCKED }, (_, place) => ({
      ...{ timestamp: minute(place), equity: equity(place).toFixed(6), pnl: null },
      ...{ available_balance: null, daily_volume: null, positions_count: null, orders_count: null },
      ...{ accounts: 3, stale_accounts: 0 },
    }));
  const stateOf = async (index: number): Promise<{ equity: number }> => {
    const answer = await fetch(`${dashboard.url}/api/accounts/${index}/state`);
    const { summary } = (await answer.json()) as { summary: { total_asset_value: string } };
    return { equity: Number(summary.total_asset_value) };
  };
  /** Until the service knows that a position is closed: later tests count the rows. */
  const closed = (page: Page, index: number, market: number): Promise<number[]> =>
    shows(
      page,
      async () => {
        const answer = await fetch(`${dashboard.url}/api/accounts/${index}/state`);
        const { positions } = (await answer.json()) as { positions: { market_id: number }[] };
        return positions.map(({ market_id }) => market_id);
      },
      (markets) => !markets.includes(market),
    );
  /** So many times the mark, in the decimals of the market. */
  const price = (id: number, times: number): string => {
    const { mark, spec } = dashboard.simulator.exchange.market(id);
    return ((Number(mark) * times) / 10 ** spec.priceDecimals).toFixed(spec.priceDecimals);
  };

  it('a sum is unknown, and in no curve, until every account has arrived', async () => {
    const { page } = await dashboard.open('/settings');
    const index = dashboard.indexes[0]!;
    const equity = (await stateOf(index)).equity;
    // A curve that moves by 1 % around the truth; the sum of two accounts would be a crash.
    const points = pastPoints((place) => 3 * equity * (place % 2 ? 1.01 : 1));
    await page.route(/api.history.equity\?/, (route) => route.fulfill({ json: { points } }));
    await page.addInitScript(COUNT_LOOKS);
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
    await shows(
      page,
      () => page.evaluate<number>('window.samples'),
      (samples) => samples > 3,
    );
    holding = false;
    for (const deliver of held) deliver();
    await allLive(page);
    expect(await stat(page, 'Equity').getByText('unknown').count()).toBe(0);
    const heights = (await stat(page, 'Equity').locator('polyline').getAttribute('points'))!
      .split(' ')
      .map((point) => Number(point.split(',')[1]));
    // The curve of the history still fills the height.
    expect(Math.abs(heights[5]! - heights[4]!)).toBeGreaterThan(9);
  });

  it("margin usage is the exchange's own, also with a large unrealized loss", async () => {
    const { page } = await dashboard.open('/');
    await allLive(page);
    const { exchange } = dashboard.simulator;
    const index = dashboard.indexes[0]!;
    exchange.trade(index, SOL, 'buy', '200.000');
    exchange.setPrice(SOL, price(SOL, 0.9));
    const account = exchange.account(index);
    expect(Number(account.unrealizedPnl)).toBeLessThan(-1_000e6);
    const usage = (): number =>
      Number((account.initialRequirement * 1_000_000n) / account.portfolioValue) / 10_000;
    await shows(
      page,
      async () => Number((await digitColumn(page, 'Accounts', 'usage'))[0]),
      (shown) => shown > 0 && Math.abs(shown - usage()) < 0.02,
    );
    exchange.setPrice(SOL, price(SOL, 1 / 0.9));
    exchange.trade(index, SOL, 'sell', '200.000');
    await closed(page, index, SOL);
  });

  it.each([1280, 1440, 360])('no number is cut or overprinted at a width of %i', async (width) => {
    const { page } = await dashboard.open('/', { viewport: { width, height: 900 } });
    const { exchange } = dashboard.simulator;
    exchange.deposit(dashboard.indexes[0]!, '1234567.891234');
    exchange.trade(dashboard.indexes[0]!, BTC, 'buy', '20.00000');
    await allLive(page);
    await shows(
      page,
      () => column(page, 'Accounts', 'equity'),
      (values) => values[0]!.length > 10,
    );
    for (const path of ['/', '/positions', '/trades', `/accounts/${dashboard.indexes[0]}`]) {
      await page.goto(dashboard.url + path);
      await page.getByRole('grid').locator('[role=row][id]').first().waitFor();
      // A card of a position leaves its value out.
      if (width > 360 || path !== '/positions')
        await page
          .getByRole('main')
          .locator('.num', { hasText: /\d,\d{3},\d{3}|\d M/ })
          .first()
          .waitFor();
      await shows(
        page,
        () => page.evaluate<string[]>(OVERPRINTED),
        (wrong) => wrong.length === 0,
      );
    }
    exchange.trade(dashboard.indexes[0]!, BTC, 'sell', '20.00000');
    await closed(page, dashboard.indexes[0]!, BTC);
  });

  it('a deposit is marked on the curve of PnL, and is no part of it', async () => {
    const { page } = await dashboard.open('/settings');
    const points = pastPoints((place) => 1_000 + place + (place < 15 ? 0 : 500));
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
    for (const { id } of dashboard.simulator.exchange.venue.markets)
      dashboard.simulator.exchange.setPrice(id, price(id, 1.2));
    const marks = await column(page, 'Positions', 'mark');
    await shows(
      page,
      () => column(page, 'Positions', 'mark'),
      (now) => now.join() !== marks.join(),
    );
    expect(await selected()).toBe(before);
  });

  it('an account near liquidation stands out, comes first, and stays in Attention', async () => {
    const { page } = await dashboard.open('/');
    await allLive(page);
    const { exchange } = dashboard.simulator;
    const index = dashboard.indexes[2]!;
    const account = exchange.account(index);
    exchange.trade(index, SOL, 'buy', '10.000');
    const { value, maintenanceRequirement } = account.position(exchange.market(SOL));
    // As in the demo: so large that liquidation is 4.2 % away.
    const wanted = Number(account.portfolioValue) / (0.042 + Number(maintenanceRequirement) / Number(value));
    exchange.trade(index, SOL, 'buy', ((wanted / Number(value) - 1) * 10).toFixed(3));

    await page.locator('[role=row][data-tone=down]', { hasText: String(index) }).waitFor();
    const tile = page.locator('[data-tone=down]', { has: page.locator('dt', { hasText: /^Risk/ }) });
    await tile.locator(`a[href="/accounts/${index}"]`).first().waitFor();
    const header = page.getByRole('columnheader', { name: 'Nearest liq.' });
    await header.getByRole('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    await shows(
      page,
      () => column(page, 'Accounts', 'name'),
      ([first]) => first!.includes(String(index)),
    );
    expect(Number(digits((await column(page, 'Accounts', 'liquidation'))[0]!))).toBeLessThan(5);

    const link = page.getByRole('link', { name: /^Attention/ });
    await link.click();
    const alert = page
      .getByRole('grid', { name: 'Open alerts' })
      .getByRole('row', { name: /from liquidation/ });
    await alert.waitFor();
    // The badge counts what is wrong and the alerts that nobody takes care of.
    const rows = page.getByRole('grid').locator('[role=row][id]');
    const badge = async (): Promise<number> => Number((await link.locator('.num').textContent()) ?? '0');
    await shows(
      page,
      async () => [await badge(), await rows.count()],
      ([shown, listed]) => shown === listed && shown! >= 2,
    );
    await alert.getByRole('button', { name: 'Acknowledge' }).click();
    await shows(
      page,
      async () => (await rows.count()) - (await badge()),
      (difference) => difference === 1,
    );
    exchange.closePosition(index, SOL);
  });

  it('rows stand in the order of the values that they show', async () => {
    const { page } = await dashboard.open('/positions?sort=-unrealized');
    await page.getByRole('grid').locator('[role=row][id]').first().waitFor();
    let moves = 0;
    let before = '';
    for (let look = 0; moves < 5; look++) {
      for (const { id } of dashboard.simulator.exchange.venue.markets)
        dashboard.simulator.exchange.setPrice(id, price(id, look % 2 ? 0.98 : 1 / 0.98));
      const shown = (await digitColumn(page, 'Positions', 'unrealized')).map(Number);
      expect(shown).toEqual(shown.toSorted((a, b) => b - a));
      if (shown.join() !== before) moves += 1;
      before = shown.join();
    }
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
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(dashboard.url);
    await allLive(page);
    await stat(page, 'Equity').getByText('PnL today').waitFor();
    const paths = asked.map((url) => new URL(url).pathname);
    expect(paths.filter((path) => path === '/api/history/pnl').length).toBeLessThanOrEqual(2);
    expect(paths.filter((path) => path === '/api/history/equity/changes')).toHaveLength(1);
    const ofHistory = asked.filter((url) => url.includes('/api/history/'));
    expect(new Set(ofHistory).size).toBe(ofHistory.length);
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
    // Pages ask for the status time and again, and the true one knows no cluster: what this one still waits for ends here.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('an outage is one worst state, one toast, one incident, and no working connection', async () => {
    const { page } = await dashboard.open('/connections');
    await page.getByRole('grid').locator('[role=row][id]').first().waitFor();
    const rule = await fetch(`${dashboard.url}/api/alert-rules/connection-down`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'connection-down', for_s: 0 }),
    });
    expect(rule.status).toBe(200);
    await page.evaluate(COUNT_TOASTS);
    await dashboard.simulator.stop();
    await shows(
      page,
      () => page.title(),
      (title) => title.startsWith('⚠'),
    );
    expect(await page.locator('header').getByText('Live', { exact: true }).count()).toBe(0);
    // Each of the seven connections fires an alert.
    await page.getByText(/and \d+ more alerts/).waitFor();
    expect(await page.evaluate('window.mostToasts')).toBe(1);

    // After 30 s of silence. A page whose clock were set would set it right by the server's.
    const ended = { state: 'detached', timeout: MINUTE } as const;
    const states = page
      .getByRole('grid', { name: 'Connections to the exchange' })
      .locator('[role=row][id] [data-column="state"]');
    await states.getByText('connected', { exact: true }).first().waitFor(ended);
    expect(await states.count()).toBe(7);
    const egresses = page.getByRole('list', { name: 'Egress' }).getByRole('listitem');
    await egresses.getByText('healthy', { exact: true }).first().waitFor(ended);
    expect(await egresses.count()).toBeGreaterThan(0);

    await page.getByRole('link', { name: 'Incidents' }).click();
    const reported = async (): Promise<number> => {
      const answer = await fetch(`${dashboard.url}/api/errors`);
      return ((await answer.json()) as { errors: object[] }).errors.length;
    };
    await shows(page, reported, (count) => count >= 4);
    await shows(
      page,
      () => column(page, 'Incidents', 'account'),
      (accounts) => accounts.includes('3 accounts') && accounts.length <= 2,
    );

    await dashboard.simulator.start();
    await shows(
      page,
      () => page.title(),
      (title) => !title.startsWith('⚠'),
    );
  });
});
