import type { Page } from 'playwright-core';
import { Dashboard, START_MS } from '../support/dashboard.js';
import {
  realizedToday,
  type WireAccount,
  type WireOrders,
  type WireTrades,
} from '../support/exchange-answers.js';
import { column, digitColumn, shows, stat, exactDigits } from '../support/grid.js';

const withoutGroups = (text: string): string => text.replaceAll(',', '');

describe('dashboard views', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await Dashboard.start();
  }, START_MS);
  afterAll(() => dashboard.stop());

  const account = async (place = 0): Promise<WireAccount['accounts'][number]> => {
    const { accounts } = await dashboard.ask<WireAccount>(
      `account?by=index&value=${dashboard.indexes[place]}`,
      place,
    );
    return accounts[0]!;
  };
  const open = async (path: string): Promise<Page> => {
    const { page, errors } = await dashboard.open(path);
    afterPage.push(() => expect(errors).toEqual([]));
    return page;
  };
  const allLive = (page: Page): Promise<string[]> =>
    shows(
      page,
      () => column(page, 'Accounts', 'health'),
      (states) => states.length === 3 && states.every((state) => state === 'live'),
    );
  const afterPage: (() => void)[] = [];
  afterEach(() => afterPage.splice(0).forEach((check) => check()));

  it('shows every account with its equity at the exchange, digit for digit', async () => {
    const page = await open('/');
    await allLive(page);

    const expected = await Promise.all(dashboard.indexes.map((_, place) => account(place)));
    expect(await digitColumn(page, 'Accounts', 'equity')).toEqual(
      expected.map((one) => one.total_asset_value),
    );
  });

  it('shows a change live', async () => {
    const page = await open('/');
    await allLive(page);
    const requests: string[] = [];
    const before = await digitColumn(page, 'Accounts', 'equity');
    page.on('request', (request) => requests.push(request.url()));

    dashboard.simulator.exchange.trade(dashboard.indexes[0]!, 0, 'buy', '0.5000');
    for (let step = 0; step < 3; step++) dashboard.simulator.exchange.tick();

    await shows(
      page,
      () => digitColumn(page, 'Accounts', 'equity'),
      (values) => values[0] !== before[0],
    );
    expect(requests.filter((url) => url.includes('/api/'))).toEqual([]);
  });

  it("shows today's realized PnL including stream trades", async () => {
    const page = await open('/');
    for (const side of ['buy', 'sell'] as const)
      dashboard.simulator.exchange.trade(dashboard.indexes[0]!, 0, side, '0.0100');
    const realized = await realizedToday(dashboard);
    expect(realized.eq(0)).toBe(false);
    await shows(
      page,
      () => exactDigits(stat(page, 'Realized PnL today')),
      (shown) => /^-?[\d.]+$/.test(shown) && realized.eq(shown),
    );
    expect(await page.getByText('incomplete').count()).toBe(0);
  });

  it('shows the positions of an account digit for digit', async () => {
    const page = await open(`/accounts/${dashboard.indexes[0]}`);
    const { positions, collateral, available_balance } = await account();
    const held = positions.filter((position) => Number(position.position) !== 0);
    const ofSymbol = async (id: string): Promise<Record<string, string>> => {
      const [symbols, values] = [
        await column(page, 'Open positions', 'market'),
        await digitColumn(page, 'Open positions', id),
      ];
      return Object.fromEntries(symbols.map((symbol, place) => [symbol, values[place]!]));
    };
    await shows(
      page,
      () => column(page, 'Open positions', 'market'),
      (markets) => markets.length === held.length,
    );

    expect(await ofSymbol('size')).toEqual(Object.fromEntries(held.map((one) => [one.symbol, one.position])));
    expect(await ofSymbol('entry')).toEqual(
      Object.fromEntries(held.map((one) => [one.symbol, one.avg_entry_price])),
    );
    await shows(
      page,
      () => exactDigits(stat(page, 'Collateral')),
      (shown) => shown === collateral,
    );
    await shows(
      page,
      () => exactDigits(stat(page, 'Available')),
      (shown) => shown === available_balance,
    );
  });

  it('shows the open orders of all accounts, ids past 2^53 included', async () => {
    const page = await open('/orders');
    const all = await Promise.all(
      dashboard.indexes.map((index, place) =>
        dashboard.ask<WireOrders>(`accountActiveOrders?account_index=${index}&market_id=255`, place),
      ),
    );
    const expected = all.flatMap(({ orders }) => orders);
    const raw = JSON.stringify(expected.map(({ price }) => price).sort());
    await shows(
      page,
      async () => JSON.stringify((await digitColumn(page, 'Orders', 'price')).sort()),
      (shown) => shown === raw,
    );
    const ids = await column(page, 'Orders', 'id');
    expect(ids.some((id) => BigInt(id) > 2n ** 53n)).toBe(true);
    expect((await digitColumn(page, 'Orders', 'amount')).sort()).toEqual(
      expected.map((order) => order.initial_base_amount).sort(),
    );
  });

  it('shows the trades of an account, newest first', async () => {
    const index = dashboard.indexes[1]!;
    const page = await open(`/trades?account=${index}`);
    const { trades } = await dashboard.ask<WireTrades>(
      `trades?account_index=${index}&sort_by=timestamp&limit=100`,
      1,
    );
    const ids = trades.map(({ trade_id }) => String(trade_id)).sort();
    await shows(
      page,
      async () => (await column(page, 'Trades', 'id')).sort().join(),
      (shown) => shown === ids.join(),
    );
    const sizes = Object.fromEntries(trades.map((trade) => [String(trade.trade_id), trade.size]));
    const shownIds = await column(page, 'Trades', 'id');
    expect(await digitColumn(page, 'Trades', 'size')).toEqual(shownIds.map((id) => sizes[id]));
  });

  it('navigates by keyboard and searches with /', async () => {
    const page = await open('/');
    await page.getByRole('grid', { name: 'Accounts' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.waitForURL('**/positions');
    await page.getByRole('grid', { name: 'Positions' }).locator('[role=row][id]').first().waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('ETH');
    const markets = await shows(
      page,
      () => column(page, 'Positions', 'market'),
      (shown) => shown.every((market) => market === 'ETH'),
    );
    expect(markets.length).toBeGreaterThan(0);
    expect(new URL(page.url()).searchParams.get('q')).toBe('ETH');
  });

  it('moves through a table by keys and opens the row', async () => {
    const page = await open('/');
    const grid = page.getByRole('grid', { name: 'Accounts' });
    await grid.locator('[role=row][id]').nth(2).waitFor();
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/accounts/${dashboard.indexes[1]}`);
  });

  it('exports exactly what the store holds', async () => {
    const index = dashboard.indexes[0]!;
    const page = await open(`/accounts/${index}?tab=history&table=trades`);
    const link = page.getByRole('link', { name: 'CSV' });
    const rows = await shows(
      page,
      () => column(page, 'History: Trades', 'trade_id'),
      (ids) => ids.length > 0,
    );
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toMatch(/^trades_.*281001.*_UTC\.csv$/);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const exported = Buffer.concat(chunks).toString('utf8');
    const stored = await fetch(`${dashboard.url}/api/history/trades/${index}?format=csv`);
    expect(exported).toBe(await stored.text());
    for (const id of rows) expect(exported).toContain(`,${id},`);
  });

  it('prints the complete statement on white, and nothing else', async () => {
    const index = dashboard.indexes[0]!;
    const page = await open(`/accounts/${index}/statement`);
    await page.getByRole('heading', { name: 'Account statement' }).waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const part of [
      page.getByRole('navigation'),
      page.getByRole('banner'),
      page.getByRole('button', { name: 'Print' }),
    ])
      expect(await part.isVisible()).toBe(false);
    const { total_asset_value, positions } = await account();
    const sheet = withoutGroups((await page.locator('article').textContent()) ?? '');
    for (const figure of [total_asset_value, ...positions.map(({ position }) => position)])
      if (Number(figure) !== 0) expect(sheet).toContain(figure);
    expect(await page.evaluate('getComputedStyle(document.querySelector("article")).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
    const paper = (await page.pdf({ width: '105mm', height: '148mm' })).toString('latin1');
    expect(paper.match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(1);
  });

  it('alerts about a fill on the page and as a browser notification', async () => {
    // Without a cooldown: other fills of the account would be summarized with this one.
    const quick = await fetch(`${dashboard.url}/api/alert-rules/fill`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'fill', enabled: false, cooldown_s: 0 }),
    });
    expect(quick.status).toBe(200);
    const page = await open('/settings');
    await page.addInitScript(`
      window.notifications = [];
      window.Notification = class { static permission = 'granted'; static requestPermission = async () => 'granted';
        constructor(title, { body }) { window.notifications.push(body); } };`);
    await page.reload();
    await page.getByRole('switch', { name: 'Rule fill', exact: true }).click();
    await page.getByRole('switch', { name: 'Rule fill', exact: true, checked: true }).waitFor();
    await page.getByRole('switch', { name: 'Browser notifications' }).click();
    await page.getByRole('link', { name: 'Overview' }).click();
    await allLive(page);
    dashboard.catchUpClock();
    dashboard.simulator.exchange.trade(dashboard.indexes[1]!, 0, 'buy', '0.1234');
    await page
      .getByRole('status')
      .getByText(/bought 0\.1234 ETH at/)
      .waitFor();
    const notifications = await page.evaluate<string[]>('window.notifications');
    expect(notifications).toContainEqual(expect.stringMatching(/: bought 0\.1234 ETH at /));
    await page.getByRole('link', { name: 'Alerts' }).click();
    await page.getByRole('row', { name: /bought 0\.1234 ETH at/ }).waitFor();
  });

  it('explains that an account does not exist', async () => {
    const page = await open('/accounts/999');
    await page.getByText('Account 999 not found').waitFor();
  });
});
