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

/** The exact digits of a column: where a value is shortened, its title has them all. */
export async function digitColumn(page: Page, table: string, id: string): Promise<string[]> {
  return exactTexts(page.getByRole('grid', { name: table }).locator(`[role=row][id] [data-column="${id}"]`));
}

/** The exact digits of a figure. */
export async function exactDigits(figure: Locator): Promise<string> {
  const number = figure.locator('.num').first();
  return digits((await number.getAttribute('title')) ?? (await number.textContent()) ?? '');
}

/** The figure with this label. */
export function stat(page: Page, label: string): Locator {
  return page
    .locator('dl > div')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}`) }) })
    .locator('dd')
    .first();
}

/** Some frames of the page: reading it after each one would take most of a core. */
const A_FEW_FRAMES =
  'new Promise((done) => { let left = 6; const next = () => (left-- > 0 ? requestAnimationFrame(next) : done()); next(); })';

/** Polls about ten times a second until `holds(read())`; the test's timeout ends the wait. */
export async function shows<T>(page: Page, read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await page.evaluate(A_FEW_FRAMES);
  }
}

/** What `exactTexts` reads of an element of the page. */
interface Cell {
  textContent: string | null;
  querySelector(selector: string): { title: string } | null;
}

/** The exact digits of cells that hold one number each. */
export async function exactTexts(cells: Locator): Promise<string[]> {
  const texts = await cells.evaluateAll((all: unknown) =>
    (all as Cell[]).map((cell) => cell.querySelector('.num[title]')?.title ?? cell.textContent ?? ''),
  );
  return texts.map(digits);
}
