import type { Page } from 'playwright-core';
import { Dashboard, START_MS } from '../support/dashboard.js';
import type { WireTrades } from '../support/exchange-answers.js';
import { column, digits, shows } from '../support/grid.js';

const TRADES_EACH = 45;

interface Shown {
  element: number;
  index: number;
  id: string;
  size: string;
}

/** Reads the rows of the table in document order; each element gets a number when it is first seen. */
const READ = `
  globalThis.seen ??= new Map();
  const rowsOf = (grid) => [...grid.querySelectorAll('[role=row][id]')];
  const numberOf = (row) => seen.get(row) ?? (seen.set(row, seen.size), seen.size - 1);
  const text = (row, id) => row.querySelector('[data-column="' + id + '"]').textContent;
  const read = (grid) => rowsOf(grid).map((row) => ({
    element: numberOf(row), index: row.ariaRowIndex - 2, id: text(row, 'id'), size: text(row, 'size'),
  }));
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));`;

describe('a table of many rows', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await Dashboard.start();
    for (const index of dashboard.indexes)
      for (let trade = 0; trade < TRADES_EACH; trade++)
        dashboard.simulator.exchange.trade(index, trade % 2, trade % 3 ? 'buy' : 'sell', `0.0${100 + trade}`);
  }, START_MS);
  afterAll(() => dashboard.stop());

  const open = async (path: string, table: string, count: number): Promise<Page> => {
    const { page } = await dashboard.open(path, { viewport: { width: 1440, height: 600 } });
    const grid = page.getByRole('grid', { name: table });
    await shows(
      page,
      async () => Number(await grid.getAttribute('aria-rowcount')) - 1,
      (rows) => rows >= count,
    );
    return page;
  };

  it('shows each row at its index while few elements serve many rows', async () => {
    const answers = await Promise.all(
      dashboard.indexes.map((index, place) =>
        dashboard.ask<WireTrades>(`trades?account_index=${index}&sort_by=timestamp&limit=100`, place),
      ),
    );
    const sizes = new Map(
      answers.flatMap(({ trades }) => trades.map(({ trade_id, size }) => [String(trade_id), size])),
    );
    const page = await open('/trades', 'Trades', sizes.size);
    const moving = await page.evaluate<
      { rows: Shown[]; first: number; last: number }[]
    >(`(async () => {${READ}
      const grid = document.querySelector('[role=grid]');
      const scroller = grid.parentElement;
      const looks = [];
      const height = rowsOf(grid)[0].offsetHeight;
      const rows = grid.ariaRowCount - 1;
      for (const step of [...Array(40).fill(240), ...Array(40).fill(-240)]) {
        scroller.scrollTop += step;
        await frames();
        const first = Math.floor(scroller.scrollTop / height);
        looks.push({ rows: read(grid), first, last: Math.min(rows - 1, first + Math.floor(scroller.clientHeight / height) - 2) });
      }
      return looks;
    })()`);

    const idAt = new Map<number, string>();
    for (const { rows, first, last } of moving) {
      const shown = new Map(rows.map((row) => [row.index, row]));
      expect(shown.size).toBe(rows.length);
      for (let index = first; index <= last; index++) expect(shown.has(index)).toBe(true);
      for (const { index, id, size } of rows) {
        expect([id, digits(size)]).toEqual([idAt.get(index) ?? id, sizes.get(id)]);
        idAt.set(index, id);
      }
    }
    expect([...idAt.values()].sort()).toEqual([...sizes.keys()].sort());
    const elements = new Set(moving.flatMap(({ rows }) => rows.map(({ element }) => element)));
    expect(elements.size).toBeLessThan(sizes.size / 2);
  });

  it('returns to reading order at rest', async () => {
    const page = await open('/trades', 'Trades', TRADES_EACH);
    await page.evaluate(`(async () => {${READ}
      const scroller = document.querySelector('[role=grid]').parentElement;
      for (let step = 0; step < 12; step++) { scroller.scrollTop += 120; await frames(); }
    })()`);
    const indexes = await shows(
      page,
      () =>
        page.evaluate<number[]>(
          `(() => {${READ} return read(document.querySelector('[role=grid]')).map(({ index }) => index); })()`,
        ),
      (places) => places.every((index, at) => at === 0 || index === places[at - 1]! + 1),
    );
    expect(indexes[0]).toBeGreaterThan(0);
  });

  it('keeps the row with keyboard focus in the document when it is out of view', async () => {
    const page = await open('/trades', 'Trades', TRADES_EACH);
    const grid = page.getByRole('grid', { name: 'Trades' });
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    const row = page.locator('[aria-selected=true]');
    const top = async (): Promise<number> => (await row.boundingBox())!.y;
    expect(await top()).toBeGreaterThan(0);
    await page.evaluate('document.querySelector("[role=grid]").parentElement.scrollTop = 1e6');
    await shows(page, top, (y) => y < 0);
    expect(await row.getAttribute('id')).toBe(await grid.getAttribute('aria-activedescendant'));
  });

  it('scrolls to the top when it is sorted', async () => {
    const page = await open('/trades', 'Trades', TRADES_EACH);
    const top = (): Promise<number> =>
      page.evaluate('document.querySelector("[role=grid]").parentElement.scrollTop');
    await page.evaluate('document.querySelector("[role=grid]").parentElement.scrollTop = 600');
    await page.getByRole('columnheader', { name: 'Price' }).getByRole('button').click();
    expect(await top()).toBe(0);
  });

  it('does not tint or keep a tint when an element shows another row', async () => {
    const page = await open('/positions', 'Positions', 3);
    await shows(
      page,
      () => column(page, 'Positions', 'mark'),
      (marks) => new Set(marks).size > 1,
    );
    for (const index of dashboard.indexes) dashboard.simulator.exchange.trade(index, 0, 'buy', '0.0100');
    await page.locator('[role=grid] [data-moved]').first().waitFor();
    const after = await page.evaluate<{
      kept: boolean;
      changed: number;
      wrong: string[];
    }>(`(async () => {${READ}
      const grid = document.querySelector('[role=grid]');
      const market = (row) => text(row, 'account') + text(row, 'market');
      const title = [...grid.querySelectorAll('[role=columnheader] button')].find((button) => button.textContent === 'Mark');
      const order = () => rowsOf(grid).map(market).join();
      const click = async () => {
        const was = order();
        title.click();
        while (order() === was) await frames();
      };
      await click();
      const before = new Map(rowsOf(grid).map((row) => [row, market(row)]));
      const cellsOf = (row) => [...row.querySelectorAll('[data-column]')];
      const nameOf = (row, cell) => market(row) + ' ' + cell.dataset.column;
      const values = new Map(rowsOf(grid).flatMap((row) => cellsOf(row).map((cell) => [nameOf(row, cell), cell.textContent])));
      await click();
      const rows = rowsOf(grid);
      const changed = rows.filter((row) => before.get(row) !== market(row));
      return {
        kept: rows.every((row) => before.has(row)),
        changed: changed.length,
        wrong: changed.flatMap((row) =>
          cellsOf(row)
            .filter((cell) => cell.querySelector('[data-moved]') && values.get(nameOf(row, cell)) === cell.textContent)
            .map((cell) => nameOf(row, cell)),
        ),
      };
    })()`);
    expect(after.kept).toBe(true);
    expect(after.changed).toBeGreaterThan(1);
    expect(after.wrong).toEqual([]);
  });

  it('keeps the order and widths of columns that the user chose', async () => {
    const page = await open('/trades', 'Trades', 3 * TRADES_EACH);
    const heads = page.getByRole('columnheader');
    const header = page.getByRole('columnheader', { name: 'Price' });
    const width = async (): Promise<number> => (await header.boundingBox())!.width;
    const titles = await heads.allTextContents();
    const place = titles.indexOf('Price');
    const moved = titles.toSpliced(place, 1).toSpliced(place - 1, 0, 'Price');
    await header.getByRole('button').focus();
    await page.keyboard.press('Alt+ArrowLeft');
    await shows(
      page,
      () => heads.allTextContents(),
      (shown) => shown.join() === moved.join(),
    );
    const before = await width();
    await header.getByRole('button').focus();
    await page.keyboard.press('Alt+Shift+ArrowRight');
    await shows(page, width, (now) => now > before + 5);
    const after = await width();
    const edge = (await header.locator('[data-edge]').boundingBox())!;
    await page.mouse.move(edge.x + 2, edge.y + 5);
    await page.mouse.down();
    await page.mouse.move(edge.x + 42, edge.y + 5);
    await page.mouse.up();
    await shows(page, width, (now) => Math.abs(now - after - 40) < 2);
    await page.reload();
    await shows(
      page,
      () => heads.allTextContents(),
      (shown) => shown.join() === moved.join(),
    );
    expect(Math.abs((await width()) - after - 40)).toBeLessThan(2);
  });

  it('is a list of cards in the scroller of the page on a phone, with four tabs and More', async () => {
    const { page } = await dashboard.open('/', { viewport: { width: 390, height: 844 } });
    const views = page.getByRole('navigation', { name: 'Views' });
    expect(await views.getByRole('link').count()).toBe(4);
    await views.getByRole('button', { name: 'More' }).click();
    await views.getByRole('link', { name: 'Trades' }).click();
    const grid = page.getByRole('grid', { name: 'Trades' });
    const card = grid.locator('[role=row][id]').first();
    expect((await card.innerText()).split('\n').length).toBeGreaterThan(1);
    expect(await grid.getByRole('columnheader').count()).toBe(0);
    const last = (): Promise<string | null> =>
      grid.locator('[role=row][id]').last().getAttribute('aria-rowindex');
    await page.evaluate('document.querySelector("main").scrollTo(0, 1e6)');
    const all = await grid.getAttribute('aria-rowcount');
    await shows(page, last, (index) => index === all);
    expect(Number(all)).toBeGreaterThan(3 * TRADES_EACH);
    expect(await page.evaluate('document.querySelector("[role=grid]").parentElement.scrollTop')).toBe(0);
  });
});
