import type { Locator, Page } from 'playwright-core';

/** Plain digits of a displayed decimal, without grouping, plus sign, typographic minus and unit. */
export function digits(text: string): string {
  return /-?[\d.]+/.exec(text.replace('−', '-').replaceAll(/[,\s]/g, ''))?.[0] ?? text;
}

/** Displayed values of a table column, by row. */
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

/** The figure with this label. */
export function stat(page: Page, label: string): Locator {
  return page
    .locator('dl > div')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}`) }) })
    .locator('dd')
    .first();
}

/** Polls once per frame until `holds(read())`; the test's timeout ends the wait. */
export async function shows<T>(page: Page, read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
}
