import type { Page } from 'playwright-core';
import { axeFindings, contrastFindings, keyboardFindings } from '../support/axe.js';
import { Dashboard, START_MS } from '../support/dashboard.js';
import { dashboardViews } from '../support/dashboard-views.js';

/** Index of the simulator's first account, known before the simulator runs because the table of tests needs it. */
const INDEX = 281001;

describe('dashboard accessibility', () => {
  let dashboard: Dashboard;
  let page: Page;
  beforeAll(async () => {
    dashboard = await Dashboard.start();
    const options = { reducedMotion: 'reduce', viewport: { width: 1280, height: 560 } } as const;
    ({ page } = await dashboard.open('/', options));
  }, START_MS);
  afterAll(() => dashboard.stop());

  beforeEach(() => page.context().setOffline(false));

  const show = async (path: string): Promise<void> => {
    await page.goto(dashboard.url + path);
    const content = page.locator('main');
    await content.getByRole('heading').or(content.getByRole('grid')).first().waitFor();
    await content.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
    // A button that becomes enabled while axe works has the color of a disabled one for it.
    await content.getByRole('button', { name: 'Refresh', disabled: true }).waitFor({ state: 'detached' });
  };

  const showIn = async (theme: 'dark' | 'light'): Promise<void> => {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme=${theme}]`).waitFor();
    await page.getByRole('button', { name: theme === 'dark' ? 'Light theme' : 'Dark theme' }).waitFor();
  };

  it.each(dashboardViews(INDEX))(
    'has no violations that axe finds on the view $name, also with the server lost',
    async ({ path }) => {
      await page.emulateMedia({ colorScheme: 'dark' });
      await show(path);
      expect(await axeFindings(page)).toEqual([]);
      await showIn('light');
      expect(await contrastFindings(page)).toEqual([]);
      await page.context().setOffline(true);
      await page.getByText('Connection to the server lost.').waitFor();
      expect(await contrastFindings(page)).toEqual([]);
      await showIn('dark');
      expect(await contrastFindings(page)).toEqual([]);
    },
  );

  it.each(dashboardViews(INDEX))(
    'shows the view $name on phone and wall display without scrolling sideways',
    async ({ name, path }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await show(path);
      expect(await hidden()).toBe(0);
      expect(await keyboardFindings(page)).toEqual([]);
      // Rows are cards in the scroller of the page; only raw rows of the history, once there are any, scroll on their own.
      const nested = await page.locator('main div:has(> [role=grid]).overflow-auto').count();
      expect(nested).toBeLessThanOrEqual(name === 'account-history' ? 1 : 0);
      await page.setViewportSize({ width: 3840, height: 2160 });
      // Two frames, after which the page has seen and drawn the new size.
      await page.evaluate(
        'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))',
      );
      expect(await hidden()).toBe(0);
    },
  );

  /** Pixels that are out of sight at the right. */
  const hidden = (): Promise<number> =>
    page.evaluate<number>(
      'document.documentElement.scrollWidth - innerWidth + Math.max(0, document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth)',
    );
});
