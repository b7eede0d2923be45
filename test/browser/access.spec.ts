import type { Page } from 'playwright-core';
import { axeFindings } from '../support/axe.js';
import { Dashboard, START_MS } from '../support/dashboard.js';
import { column, shows } from '../support/grid.js';

const ADMIN = 'an-admin-key-of-the-test';
const READER = 'a-reader-key-of-the-test';

describe('access to the dashboard', () => {
  let dashboard: Dashboard;
  let page: Page;
  beforeAll(async () => {
    dashboard = await Dashboard.start({ API_KEYS: `boss:admin:${ADMIN},bot:read:${READER}:accounts=281002` });
  }, START_MS);
  afterAll(() => dashboard.stop());
  beforeEach(async () => {
    ({ page } = await dashboard.open('/'));
  });

  const signIn = async (key: string): Promise<void> => {
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  it('shows an accessible sign-in page in both themes', async () => {
    await page.getByLabel('API key').waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeFindings(page)).toEqual([]);
    }
  });

  it('asks for a key and reports an unknown one', async () => {
    await signIn('no-key-of-this-service');
    await page
      .getByRole('alert')
      .getByText(/Unknown key/)
      .waitFor();
    expect(await page.getByRole('grid').count()).toBe(0);
  });

  it('signs in by a link once, and drops the ticket from the address', async () => {
    const created = await fetch(`${dashboard.url}/api/session/ticket`, {
      method: 'POST',
      headers: { 'x-api-key': ADMIN },
    });
    const { ticket } = (await created.json()) as { ticket: string };
    const { page: linked } = await dashboard.open(`/#ticket=${ticket}`);
    await shows(
      linked,
      () => column(linked, 'Accounts', 'name'),
      (names) => names.length === 3,
    );
    expect(new URL(linked.url()).hash).toBe('');
    const { page: again } = await dashboard.open(`/#ticket=${ticket}`);
    await again.getByText('This sign-in link was used already').waitFor();
  });

  it('shows an admin every account, keeps the session over a reload, and signs out', async () => {
    await signIn(ADMIN);
    await shows(
      page,
      () => column(page, 'Accounts', 'name'),
      (names) => names.length === 3,
    );
    await page.reload();
    await shows(
      page,
      () => column(page, 'Accounts', 'name'),
      (names) => names.length === 3,
    );

    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
  });

  it('shows a read key only its own accounts', async () => {
    await signIn(READER);
    const names = await shows(
      page,
      () => column(page, 'Accounts', 'name'),
      (shown) => shown.length > 0,
    );
    expect(names).toHaveLength(1);
    expect(names[0]).toContain('281002');
    await page.getByRole('link', { name: 'Positions' }).click();
    const accounts = await shows(
      page,
      () => column(page, 'Positions', 'account'),
      (shown) => shown.length > 0,
    );
    expect(accounts.every((account) => account.includes('281002'))).toBe(true);
    await page.getByRole('link', { name: 'Connections' }).click();
    const links = await shows(
      page,
      () => column(page, 'Connections to the exchange', 'account'),
      (shown) => shown.length > 0,
    );
    expect(links.every((link) => link.includes('281002'))).toBe(true);
    await page.getByRole('link', { name: 'Incidents' }).click();
    await page.locator('[role=grid][aria-label=Incidents][aria-busy=false]').waitFor();
    await page.goto(`${new URL(page.url()).origin}/raw`);
    await page.getByText('They require an admin key. Sign in with one.').waitFor();
  });

  it('does not offer a read key what it may not do', async () => {
    await signIn(READER);
    await page.getByRole('link', { name: 'Connections' }).click();
    await page.getByRole('grid').locator('[role=row][id]').first().waitFor();
    for (const name of [/^Pause/, /^Reconnect (all|REST|stream)/, /^Clear/])
      expect([name, await page.getByRole('button', { name }).count()]).toEqual([name, 0]);
    expect(await page.getByRole('link', { name: 'Raw feed' }).count()).toBe(0);
  });
});
