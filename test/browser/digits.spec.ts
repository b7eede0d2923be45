import Big from 'big.js';
import type { Page } from 'playwright-core';
import { Dashboard, START_MS } from '../support/dashboard.js';
import type { WireAccount, WireFunding, WireOrders, WireTrades } from '../support/exchange-answers.js';
import { column, digitColumn, digits, shows, stat, exactDigits, exactTexts } from '../support/grid.js';

type Wire = WireAccount['accounts'][number];

/** The exact sum, with as many digits as the most precise value. */
const sum = (values: readonly string[]): string =>
  values
    .reduce((all, one) => all.plus(one), new Big(0))
    .toFixed(Math.max(0, ...values.map((one) => one.split('.')[1]?.length ?? 0)));

describe('digits in the dashboard', () => {
  let dashboard: Dashboard;
  let accounts: Wire[];
  let paid: object[];
  beforeAll(async () => {
    dashboard = await Dashboard.start();
    accounts = await Promise.all(
      dashboard.indexes.map(async (index, place) => {
        const answer = await dashboard.ask<WireAccount>(`account?by=index&value=${index}`, place);
        return answer.accounts[0]!;
      }),
    );
    const [index] = dashboard.indexes;
    const path = `positionFunding?account_index=${index}&limit=10`;
    paid = (await dashboard.ask<WireFunding>(path)).position_fundings;
    // Funding stays unknown, however long the earlier tests take.
    dashboard.simulator.faults.rest('positionFunding', { status: 502 });
  }, START_MS);
  afterAll(() => dashboard.stop());

  const open = async (path: string): Promise<Page> => (await dashboard.open(path)).page;
  const equals = (page: Page, read: () => Promise<unknown>, wanted: unknown): Promise<unknown> =>
    shows(
      page,
      async () => JSON.stringify(await read()),
      (shown) => shown === JSON.stringify(wanted),
    );
  const held = (): Wire['positions'] =>
    accounts.flatMap(({ positions }) => positions).filter(({ position }) => Number(position) !== 0);

  it("shows totals equal to the exchange's", async () => {
    const page = await open('/');
    const positions = held();
    const orders = accounts.map(({ total_order_count }) => total_order_count);
    const expected: Record<string, string> = {
      Equity: sum(accounts.map(({ total_asset_value }) => total_asset_value)),
      'Unrealized PnL': sum(positions.map(({ unrealized_pnl }) => unrealized_pnl)),
      'Margin used': sum(accounts.map((one) => one.cross_initial_margin_requirement)),
      'Open positions': String(positions.length),
      'Open orders': String(orders.reduce((all, count) => all + count, 0)),
    };
    for (const [label, wanted] of Object.entries(expected))
      await equals(page, () => exactDigits(stat(page, label)), wanted);
    await stat(page, 'Health').getByText(`${accounts.length} of ${accounts.length} live`).waitFor();
  });

  it('shows exposure by market, long, short and net', async () => {
    const page = await open('/');
    const table = page.getByRole('region', { name: 'Exposure by market' }).getByRole('table');
    const ofMarket = (symbol: string, sign: number): string =>
      sum(held().flatMap((one) => (one.symbol === symbol && one.sign === sign ? one.position_value : [])));
    for (const symbol of new Set(held().map((one) => one.symbol))) {
      const [long, short] = [ofMarket(symbol, 1), ofMarket(symbol, -1)];
      const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: symbol }) });
      await equals(page, async () => exactTexts(row.getByRole('cell')), [
        long,
        short,
        sum([long, `-${short}`]),
      ]);
    }
  });

  it('shows every digit of a position', async () => {
    const page = await open('/positions?sort=account');
    const expected = Object.fromEntries(
      accounts.flatMap(({ account_index, positions }) =>
        positions
          .filter(({ position }) => Number(position) !== 0)
          .map((one) => [`${account_index} ${one.symbol}`, one]),
      ),
    );
    const keys = async (): Promise<string[]> => {
      const [names, markets] = [
        await column(page, 'Positions', 'account'),
        await column(page, 'Positions', 'market'),
      ];
      return names.map((name, place) => `${name.slice(-6)} ${markets[place]}`);
    };
    await shows(page, keys, (shown) => shown.length === Object.keys(expected).length);
    const fields: [string, (one: Wire['positions'][number]) => string][] = [
      ['size', ({ position }) => position],
      ['entry', ({ avg_entry_price }) => avg_entry_price],
      ['value', ({ position_value }) => position_value],
      // Nothing is rounded in a value: it is the size at the mark.
      ['mark', ({ position_value, position }) => new Big(position_value).div(position).toFixed()],
      ['unrealized', ({ unrealized_pnl }) => unrealized_pnl],
      ['realized', ({ realized_pnl }) => realized_pnl],
      [
        'liquidation',
        ({ liquidation_price }) => (Number(liquidation_price) > 0 ? liquidation_price : 'none'),
      ],
    ];
    const shownKeys = await keys();
    for (const [id, of] of fields) {
      const shown = await digitColumn(page, 'Positions', id);
      const spelled = id === 'mark' ? shown.map((mark) => new Big(mark).toFixed()) : shown;
      expect([id, spelled]).toEqual([id, shownKeys.map((key) => of(expected[key]!))]);
    }
    expect(await column(page, 'Positions', 'side')).toEqual(
      shownKeys.map((key) => (expected[key]!.sign < 0 ? 'short' : 'long')),
    );
  });

  it('shows every digit of an order and a trade', async () => {
    const [index, place] = [dashboard.indexes[2]!, 2];
    const { orders } = await dashboard.ask<WireOrders>(
      `accountActiveOrders?account_index=${index}&market_id=255`,
      place,
    );
    const page = await open(`/accounts/${index}?tab=orders&sort=id`);
    const ids = orders.map(({ order_id }) => order_id).sort();
    await equals(page, async () => (await column(page, 'Open orders', 'id')).sort(), ids);
    const shown = await column(page, 'Open orders', 'id');
    const order = (id: string) => orders.find(({ order_id }) => order_id === id)!;
    expect(await digitColumn(page, 'Open orders', 'price')).toEqual(shown.map((id) => order(id).price));
    expect(await digitColumn(page, 'Open orders', 'filled')).toEqual(
      shown.map((id) => order(id).filled_base_amount),
    );

    const { trades } = await dashboard.ask<WireTrades>(
      `trades?account_index=${index}&sort_by=timestamp&limit=100`,
      place,
    );
    await page.getByRole('tab', { name: /^Trades/ }).click();
    const values = Object.fromEntries(trades.map((trade) => [String(trade.trade_id), trade]));
    const shownIds = await shows(
      page,
      () => column(page, 'Latest trades', 'id'),
      (all) => all.length > 0,
    );
    expect(await digitColumn(page, 'Latest trades', 'price')).toEqual(
      shownIds.map((id) => values[id]!.price),
    );
    expect(await digitColumn(page, 'Latest trades', 'usd')).toEqual(
      shownIds.map((id) => values[id]!.usd_amount),
    );
  });

  it('shows funding not received yet as unknown, not as none', async () => {
    expect(paid.length).toBeGreaterThan(0);
    const page = await open(`/accounts/${dashboard.indexes[0]}?tab=funding`);
    await page.getByText('Funding unknown').waitFor();
  });

  it('shows history rows as stored', async () => {
    const index = dashboard.indexes[0]!;
    const page = await open(`/accounts/${index}?tab=history`);
    for (const [table, id, time] of [
      ['trades', 'trade_id', 'timestamp'],
      ['orders', 'order_id', 'timestamp'],
      ['positions', 'entry_price', 'timestamp'],
      ['gaps', 'trades_recovered', 'opened_at'],
    ] as const) {
      await page.getByLabel('What of').selectOption(table);
      const grid = page.getByRole('grid', { name: /^History/ });
      await grid.locator('[role=row][id]').first().waitFor();
      const answer = await fetch(`${dashboard.url}/api/history/${table}/${index}?limit=200`);
      const rows = ((await answer.json()) as Record<string, Record<string, string | null>[]>)[table]!;
      expect(rows.every((row) => row[time])).toBe(true);
      const shown = await grid.locator(`[role=row][id] [data-column="${id}"]`).allTextContents();
      const wanted = rows.slice(0, shown.length).map((row) => String(row[id] ?? '–'));
      const read = (text: string): string => (/^[−\d]/.test(text) ? digits(text) : text);
      expect([table, shown.map(read)]).toEqual([table, wanted]);
    }
  });
});
