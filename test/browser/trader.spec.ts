import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { Dashboard, START_MS } from '../support/dashboard.js';
import { column, digits, shows, stat } from '../support/grid.js';

/** Clicks, counted where a test makes them. */
class Clicks {
  count = 0;

  async on(target: Locator): Promise<void> {
    this.count += 1;
    await target.click();
  }
}

describe('what a trader asks', () => {
  let dashboard: Dashboard;
  let page: Page;
  let clicks: Clicks;
  beforeAll(async () => {
    dashboard = await Dashboard.start({ SNAPSHOT_INTERVAL: '1' });
    for (const index of dashboard.indexes) while ((await snapshots(index)) === 0);
  }, START_MS);
  afterAll(() => dashboard.stop());
  beforeEach(async () => {
    clicks = new Clicks();
    ({ page } = await dashboard.open('/'));
    await shows(
      page,
      () => column(page, 'Accounts', 'health'),
      (states) => states.length === 3 && states.every((state) => state === 'live'),
    );
  });
  afterEach(() => page.context().close());
  const snapshots = async (index: number): Promise<number> => {
    const answer = await fetch(`${dashboard.url}/api/history/accounts/${index}?limit=1`);
    return ((await answer.json()) as { count: number }).count;
  };
  const view = (name: string): Locator => page.getByRole('navigation').getByRole('link', { name });

  it('which account is nearest to liquidation: no click', async () => {
    const risk = stat(page, 'Risk');
    await risk.getByText('from liquidation').waitFor();
    const distances = (await column(page, 'Accounts', 'liquidation')).map((text) =>
      /\d/.test(text) ? Number(digits(text)) : Infinity,
    );
    const nearest = dashboard.indexes[distances.indexOf(Math.min(...distances))];
    expect(await risk.locator('a').first().getAttribute('href')).toBe(`/accounts/${nearest}`);
  });

  it('what was made today and where: one click', async () => {
    await stat(page, 'Equity').getByText('PnL today').waitFor();
    await clicks.on(page.getByRole('columnheader', { name: 'PnL today' }).getByRole('button'));
    const shown = await shows(
      page,
      () => column(page, 'Accounts', 'today'),
      (values) => values.length === 3 && values.every((value) => /\d/.test(value)),
    );
    const numbers = shown.map((text) => Number(text.replace('−', '-').replaceAll(/[,+]/g, '')));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(clicks.count).toBeLessThanOrEqual(1);
  });

  it('what was filled just now: no click', async () => {
    dashboard.simulator.exchange.trade(dashboard.indexes[1]!, 0, 'buy', '0.0321');
    await page.getByRole('list', { name: 'Last trades' }).getByText('0.0321').waitFor();
  });

  it('how an account did this week, in percent: two clicks', async () => {
    await clicks.on(page.getByRole('grid').getByRole('link').first());
    await clicks.on(page.getByRole('button', { name: '7d' }));
    await page.locator('[title="Without deposits and withdrawals"]').getByText('%').waitFor();
    expect(clicks.count).toBeLessThanOrEqual(2);
  });

  it('a file of the trades of all accounts: three clicks', async () => {
    await clicks.on(view('Trades'));
    await clicks.on(page.getByRole('button', { name: 'History' }));
    const downloading = page.waitForEvent('download');
    await clicks.on(page.getByRole('link', { name: 'CSV' }));
    const file = await downloading;
    expect(file.suggestedFilename()).toMatch(/^trades_all-accounts_beginning_to_now_UTC\.csv$/);
    const text = await readFile(await file.path(), 'utf8');
    for (const index of dashboard.indexes) expect(text).toContain(String(index));
    expect(clicks.count).toBeLessThanOrEqual(3);
  });

  it('where an account of its own name is: Ctrl-K and a part of it', async () => {
    await dashboard.label(dashboard.indexes[1]!, { label: 'Blue whale' });
    await page.getByRole('grid').getByText('Blue whale').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Account, market or view' }).fill('whale');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/accounts/${dashboard.indexes[1]}`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Blue whale');
  });

  it('whose position this is: one click', async () => {
    await page.goto(`${dashboard.url}/positions`);
    const row = page.getByRole('grid').locator('[role=row][id]').first();
    const name = await row.locator('[data-column=account]').textContent();
    await clicks.on(row.getByRole('link').first());
    await page.waitForURL(/\/accounts\/\d+/);
    expect(name).toContain(page.url().slice(-6));
    expect(clicks.count).toBe(1);
  });

  it('how two accounts compare: one click', async () => {
    await clicks.on(view('Compare'));
    const rows = page.getByRole('region', { name: 'Figures now' }).getByRole('row');
    await shows(
      page,
      () => rows.count(),
      (count) => count === 3,
    );
    expect(clicks.count).toBe(1);
  });

  it('the statement of last month: three clicks', async () => {
    await clicks.on(page.getByRole('grid').getByRole('link').first());
    await clicks.on(page.getByRole('link', { name: 'Statement' }));
    await clicks.on(page.getByRole('button', { name: 'Last month' }));
    await page.getByRole('heading', { name: 'Period' }).waitFor();
    expect(new URL(page.url()).searchParams.get('from')).toMatch(/^\d{4}-\d\d-01$/);
    expect(clicks.count).toBeLessThanOrEqual(3);
  });

  it('who takes care of an alert: two clicks', async () => {
    const rule = {
      kind: 'equity-below',
      threshold: '1000000000',
      scope: { accounts: [dashboard.indexes[0]] },
    };
    const made = await fetch(`${dashboard.url}/api/alert-rules/poor`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rule),
    });
    expect(made.status).toBe(200);
    await clicks.on(view('Alerts'));
    const alert = page.getByRole('grid', { name: 'Alerts' }).getByRole('row', { name: /equity-below/ });
    await clicks.on(alert.getByRole('button', { name: 'Acknowledge' }));
    await alert.getByText('acknowledged', { exact: true }).waitFor();
    expect(await alert.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
    expect(clicks.count).toBe(2);
  });

  it('who this session is and what it may see: one click', async () => {
    await clicks.on(view('Settings'));
    await page
      .getByText(/every account|all accounts/i)
      .first()
      .waitFor();
    expect(clicks.count).toBe(1);
  });

  // The last one, because it leaves the collection paused.
  it('what is stale and since when: one click', async () => {
    expect((await fetch(`${dashboard.url}/api/control/pause`, { method: 'POST' })).ok).toBe(true);
    await clicks.on(view('Attention'));
    await shows(
      page,
      async () => {
        const [what, since, age] = await Promise.all(
          ['what', 'since', 'age'].map((id) => column(page, 'Attention', id)),
        );
        return what!.filter(
          (text, row) =>
            /paused/.test(text) && /^\d\d:\d\d:\d\d$/.test(since![row]!) && /\d/.test(age![row]!),
        );
      },
      (rows) => rows.length === dashboard.indexes.length,
    );
    expect(clicks.count).toBe(1);
  });
});
