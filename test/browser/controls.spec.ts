import type { Page } from 'playwright-core';
import { Dashboard, START_MS } from '../support/dashboard.js';
import { column, shows } from '../support/grid.js';

describe('view controls', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await Dashboard.start();
  }, START_MS);
  afterAll(() => dashboard.stop());

  const open = async (path: string): Promise<Page> => (await dashboard.open(path)).page;
  const names = (page: Page): Promise<string[]> => column(page, 'Accounts', 'name');
  const threeOf = (page: Page): Promise<string[]> =>
    shows(
      page,
      () => names(page),
      ({ length }) => length === 3,
    );

  it('keeps sorting, grouping, filters and column selection over a reload', async () => {
    const page = await open('/');
    const first = await threeOf(page);
    await page.getByRole('columnheader', { name: 'Account' }).getByRole('button').click();
    await shows(
      page,
      () => names(page),
      (shown) => shown.join() === [...first].reverse().join(),
    );
    await page.getByLabel('Group by').selectOption('owner');
    await shows(
      page,
      () => page.getByRole('grid').locator('[aria-expanded=true]').count(),
      (count) => count === 3,
    );
    await page.getByRole('button', { name: 'Choose columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Margin used' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Positions' }).click();
    await page.keyboard.press('Escape');
    await page.reload();
    await threeOf(page);
    expect(await page.getByRole('columnheader', { name: 'Margin used' }).isVisible()).toBe(true);
    expect(await page.getByRole('columnheader', { name: 'Positions' }).count()).toBe(0);
    expect(await page.getByRole('grid').locator('[aria-expanded=true]').count()).toBe(3);
    await page.getByLabel('Health').selectOption({ label: 'live' });
    await threeOf(page);
  });

  it('keeps the chart range across lists but not the search', async () => {
    const page = await open(`/accounts/${dashboard.indexes[0]}`);
    await page.getByRole('button', { name: '24h' }).click();
    await page.getByLabel('Search open positions').fill('nothing has this name');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('tab', { name: /^Orders/ }).click();
    await page.getByRole('grid', { name: 'Open orders' }).locator('[role=row][id]').first().waitFor();
    expect(await page.getByLabel('Search open orders').inputValue()).toBe('');
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ range: '24h', tab: 'orders' });
  });

  it('requests whole local days, across daylight saving changes', async () => {
    const path = `/accounts/${dashboard.indexes[0]}?tab=history&from=2026-10-25&to=2026-10-25`;
    const { page } = await dashboard.open(path, { timezoneId: 'Europe/Berlin' });
    const link = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
    const { from, to } = Object.fromEntries(new URL(link!, dashboard.url).searchParams);
    expect(new Date(Number(from)).toISOString()).toBe('2026-10-24T22:00:00.000Z');
    expect(new Date(Number(to)).toISOString()).toBe('2026-10-25T23:00:00.000Z');
  });

  it('requests whole days of UTC where times are shown in UTC', async () => {
    const { page } = await dashboard.open('/settings', { timezoneId: 'Europe/Berlin' });
    await page.getByRole('group', { name: 'Times' }).getByRole('button', { name: 'UTC' }).click();
    const days = 'from=2026-10-25&to=2026-10-25';
    for (const path of [`/accounts/${dashboard.indexes[0]}?tab=history`, '/trades?view=history']) {
      await page.goto(`${dashboard.url}${path}&${days}`);
      const link = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
      const { from, to } = Object.fromEntries(new URL(link!, dashboard.url).searchParams);
      expect(new Date(Number(from)).toISOString()).toBe('2026-10-25T00:00:00.000Z');
      expect(new Date(Number(to)).toISOString()).toBe('2026-10-26T00:00:00.000Z');
    }
  });

  it('filters incidents by account, source and kind', async () => {
    // More accounts would be one outage, in one row.
    for (const account of dashboard.indexes.slice(0, 2))
      dashboard.simulator.faults.rest({ endpoint: 'account', account }, { status: 500 }, 3);
    const page = await open('/incidents');
    const accounts = await shows(
      page,
      () => column(page, 'Incidents', 'account'),
      ({ length }) => length > 1,
    );
    dashboard.simulator.faults.clear();
    expect(accounts.length).toBeGreaterThan(1);
    for (const [label, id] of [
      ['Account', 'account'],
      ['Source', 'source'],
      ['Kind', 'kind'],
    ] as const) {
      const select = page.getByLabel(label, { exact: true });
      const choice = (await select.locator('option').allTextContents())[1]!;
      await select.selectOption({ label: choice });
      await shows(
        page,
        () => column(page, 'Incidents', id),
        (shown) => shown.length > 0 && shown.every((text) => text.startsWith(choice)),
      );
    }
    expect(new URL(page.url()).searchParams.get('source')).toBe('rest');
  });

  it('pauses, searches and copies the raw feed, and reports a denied clipboard', async () => {
    const page = await open('/raw');
    const messages = page.getByRole('list', { name: /^Raw messages/ }).getByRole('listitem');
    await messages.first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByLabel('Search raw messages').fill('account_all_positions');
    await shows(
      page,
      () => messages.allTextContents(),
      (shown) => shown.length > 0 && shown.every((text) => text.includes('account_all_positions')),
    );
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.evaluate('navigator.clipboard.writeText = async (text) => { window.copied = text; }');
    await messages.first().getByRole('button', { name: 'Copy message' }).click();
    await page.getByText('Copied.').waitFor();
    expect(await messages.first().textContent()).toContain(await page.evaluate('window.copied'));
    await page.evaluate('navigator.clipboard.writeText = async () => { throw new Error("not allowed"); }');
    await messages.first().getByRole('button', { name: 'Copy message' }).click();
    await page.getByText(/does not allow this page to copy/).waitFor();
    expect(asked).toEqual([]);
  });

  it('tints changed values, except with reduced motion', async () => {
    const [page, { page: calm }] = [await open('/'), await dashboard.open('/', { reducedMotion: 'reduce' })];
    await threeOf(page);
    await threeOf(calm);
    const equity = await column(calm, 'Accounts', 'equity');
    const count = `window.tints = 0; new MutationObserver(() => {
      window.tints += document.querySelectorAll('[data-moved]').length;
    }).observe(document.body, { attributes: true, subtree: true }); 0`;
    await page.evaluate(count);
    await calm.evaluate(count);
    dashboard.simulator.exchange.trade(dashboard.indexes[0]!, 0, 'buy', '0.5000');
    for (let step = 0; step < 3; step++) dashboard.simulator.exchange.tick();
    await shows(
      page,
      () => page.evaluate<number>('window.tints'),
      (tints) => tints > 0,
    );
    await shows(
      calm,
      () => column(calm, 'Accounts', 'equity'),
      (now) => now[0] !== equity[0],
    );
    expect(await calm.evaluate('window.tints')).toBe(0);
  });

  it('keeps theme, density and number format in the browser, and names on the server', async () => {
    const page = await open('/settings');
    await page.getByRole('group', { name: 'Theme' }).getByRole('button', { name: 'Dark' }).click();
    await page.getByRole('group', { name: 'Density' }).getByRole('button', { name: 'Compact' }).click();
    await page.getByRole('button', { name: '12.345,67' }).click();
    const name = page.getByLabel(/^Custom name for/).first();
    await name.fill('Main book');
    const saved = page.waitForResponse((response) => response.url().endsWith('/label') && response.ok());
    await name.press('Enter');
    await saved;
    await page.goto(dashboard.url);
    // Sorted by its own name, after acc2 and acc3.
    expect((await threeOf(page)).at(-1)).toContain('Main book');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    expect((await column(page, 'Accounts', 'equity'))[0]).toMatch(/^\d+\.\d{3},\d{2}$/);
    const row = page.getByRole('grid', { name: 'Accounts' }).locator('[role=row][id]').first();
    expect((await row.boundingBox())!.height).toBe(24);
    expect(await page.title()).toBe('Overview · Lighter Broadcaster');
    await page.getByRole('searchbox').fill('main bo');
    await shows(
      page,
      () => column(page, 'Accounts', 'name'),
      (shown) => shown.length === 1 && shown[0]!.includes('Main book'),
    );
    await page.keyboard.press('Escape');
    await threeOf(page);
  });

  it('filters, groups, finds and sorts accounts by their own names and groups', async () => {
    const [first, second] = dashboard.indexes as [number, number];
    await dashboard.label(first, { label: 'A strategy with a long name, number 1', group: 'Momentum' });
    await dashboard.label(second, { label: 'A strategy with a long name, number 2', group: 'Momentum' });
    const page = await open('/');
    await threeOf(page);
    await page.getByLabel('Group', { exact: true }).selectOption('Momentum');
    await shows(
      page,
      () => names(page),
      (shown) => shown.length === 2 && shown.every((name) => name.startsWith('A strategy')),
    );
    await page.getByLabel('Group', { exact: true }).selectOption({ label: 'Group: all' });
    await page.getByLabel('Group by').selectOption('group');
    await page
      .getByRole('button', { name: /Momentum/ })
      .or(page.getByRole('row', { name: /Momentum/ }))
      .first()
      .waitFor();
    await page.getByLabel('Group by').selectOption('');
    await page.getByRole('searchbox').fill('momentum');
    await shows(
      page,
      () => names(page),
      ({ length }) => length === 2,
    );

    const { page: phone } = await dashboard.open('/positions', { viewport: { width: 360, height: 740 } });
    await phone.getByRole('grid').getByText('number 2').first().waitFor();
    // Names that begin alike differ at their end, which has to be in sight.
    const cut = await phone.evaluate<string[]>(`[...document.querySelectorAll('[data-column=account] bdi')]
      .filter((name) => {
        const end = document.createRange();
        end.setStart(name.firstChild, name.textContent.length - 1);
        end.setEnd(name.firstChild, name.textContent.length);
        const [box, last] = [name.parentElement.getBoundingClientRect(), end.getBoundingClientRect()];
        return last.left < box.left - 0.5 || last.right > box.right + 0.5;
      })
      .map((name) => name.textContent)`);
    expect(cut).toEqual([]);
  });

  it('follows the theme of the system, with the button that changes it', async () => {
    const { page } = await dashboard.open('/settings', { colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Light theme' }).waitFor();
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByRole('button', { name: 'Dark theme' }).waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
  });

  it('works without browser storage and explains the consequence', async () => {
    const page = await open('/settings');
    await page.addInitScript(
      `Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });`,
    );
    await page.reload();
    await page
      .getByRole('alert')
      .getByText(/does not let the page keep anything/)
      .waitFor();
    await page.getByRole('group', { name: 'Theme' }).getByRole('button', { name: 'Dark' }).click();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  });
});
