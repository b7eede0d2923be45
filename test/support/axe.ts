import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Rules of WCAG 2.2, level AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds on the page: rule and elements of each violation. */
export function axeFindings(page: Page): Promise<string[]> {
  return run(page, { type: 'tag', values: TAGS });
}

/** The same for contrast alone, where only colors changed since `axeFindings`. */
export function contrastFindings(page: Page): Promise<string[]> {
  return run(page, { type: 'rule', values: ['color-contrast'] });
}

/** The same for what scrolls without being reachable by keyboard, which depends on the width of the page. */
export function keyboardFindings(page: Page): Promise<string[]> {
  return run(page, { type: 'rule', values: ['scrollable-region-focusable'] });
}

/** Runs in the page itself: `@axe-core/playwright` opens a page for each run, and reports what passes, at ten times the cost. */
async function run(page: Page, runOnly: axe.RunOnly): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(`${axe.source}; 0`);
  const options: axe.RunOptions = { runOnly, resultTypes: ['violations'] };
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, any }) => `${html} ${any.map(({ message }) => message).join(' ')}`).join(' | ')}`,
  );
}
