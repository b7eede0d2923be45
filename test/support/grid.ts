import type { Locator, Page } from 'playwright-core';

/** The digits of a shown decimal: grouping, plus sign and typographic minus undone, unit cut off. */
export function digits(text: string): string {
  return /-?[\d.]+/.exec(text.replace('−', '-').replaceAll(/[,\s]/g, ''))?.[0] ?? text;
}

/** What a column of a table of the page shows, row by row. */
export function column(page: Page, table: string, id: string): Promise<string[]> {
  return page
    .getByRole('grid', { name: table })
    .locator(`[role=row][id] [data-column="${id}"]`)
    .allTextContents();
}

/** The same as digits. */
export async function digitColumn(page: Page, table: string, id: string): Promise<string[]> {
  return (await column(page, table, id)).map(digits);
}

/** The figure under a headline name. */
export function stat(page: Page, label: string): Locator {
  return page
    .locator('dl > div')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}`) }) })
    .locator('dd')
    .first();
}

/** Looks once per frame until `read` gives what `holds`; the test's own time-out ends the wait. */
export async function shows<T>(page: Page, read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
}
