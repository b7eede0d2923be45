import type { HistoryRow } from '../../src/history/row.js';
import { DAY, historyRow, tradeRowOf } from '../support/history-rows.js';
import { freshHarness, MINUTE, read, type StoreHarness } from './history-store.harness.js';

/** Everything a store derives from its rows: charts, sums, retention. */
export function historySumsSuite(makeHarness: () => Promise<StoreHarness>): void {
  const harness = freshHarness(makeHarness);
  const { append } = harness;

  it('downsamples equity to the last snapshot of each bucket', async () => {
    const points = [0, 1, 14, 15, 61].map((minute) =>
      historyRow('account_snapshots', {
        timestamp: DAY + minute * MINUTE,
        equity: `${minute}.10`,
        stale: minute === 14,
      }),
    );
    await append(...points, historyRow('account_snapshots', { timestamp: DAY + 62 * MINUTE }));
    const query = { accounts: [7], from: DAY, to: DAY + 90 * MINUTE };
    const equity = await harness.store.equity({ ...query, resolution: '15m' });
    expect(
      equity.map(({ timestamp, equity: value, stale_accounts }) => [
        (timestamp - DAY) / MINUTE,
        value,
        stale_accounts,
      ]),
    ).toEqual([
      [0, '14.10', 1],
      [15, '15.10', 0],
      [60, '61.10', 0],
    ]);
    expect(await harness.store.equity({ ...query, resolution: '1d' })).toMatchObject([
      { timestamp: DAY, equity: '61.10' },
    ]);
    expect(await harness.store.equity({ ...query, accounts: [8], resolution: '1h' })).toEqual([]);
  });

  it("sums accounts, carrying each one's last snapshot forward", async () => {
    const snapshot = (account_index: number, minute: number, equity: string, more = {}): HistoryRow =>
      historyRow('account_snapshots', { account_index, timestamp: DAY + minute * MINUTE, equity, ...more });
    await append(
      snapshot(7, -40, '1.000', { collateral: '5', stale: true }),
      snapshot(8, 1, '0.1', { positions_count: 2, orders_count: 3, daily_volume: '7.50' }),
      snapshot(8, 2, '0.2', { positions_count: 1, orders_count: 4, daily_volume: '8.50', pnl: '-1.5' }),
      snapshot(7, 35, '2.5', { collateral: '6.0', available_balance: '4', pnl: '1.25', positions_count: 3 }),
      snapshot(9, 40, '-0.25'),
      snapshot(10, 41, '100'),
    );
    const query = { accounts: [7, 8, 9, 7], from: DAY, to: DAY + 60 * MINUTE, resolution: '15m' } as const;
    const unknown = { collateral: null, available_balance: null, pnl: null, daily_volume: null };
    const first = { equity: '1.200', collateral: '5', pnl: '-1.5', daily_volume: '8.50' };
    const second = { equity: '2.45', collateral: '6.0', available_balance: '4', pnl: '-0.25' };
    expect(await harness.store.equity(query)).toEqual([
      {
        ...unknown,
        ...first,
        timestamp: DAY,
        positions_count: 1,
        orders_count: 4,
        accounts: 2,
        stale_accounts: 1,
      },
      {
        ...second,
        timestamp: DAY + 30 * MINUTE,
        daily_volume: '8.50',
        positions_count: 4,
        orders_count: 4,
        accounts: 3,
        stale_accounts: 0,
      },
    ]);
    expect(await harness.store.equity({ ...query, accounts: [] })).toEqual([]);
    expect(await harness.store.equity({ ...query, to: DAY })).toEqual([]);
  });

  describe('sums', () => {
    const NEXT = DAY + 86_400_000;
    /* By hand. Account 7, 1 Nov: ETH buys 250 and sells 0.0000000001, fee 0.0875 - 0.0005 = 0.087, PnL 0 + 1.5;
       funding -0.25. 2 Nov: BTC 1000, fee 0.1, no PnL reported. Account 8, 1 Nov: ETH 3, fee 0, PnL -2.25; funding 0.1. */
    beforeEach(() =>
      append(
        tradeRowOf('1', { realized_pnl: '0.00' }),
        tradeRowOf('2', {
          usd_amount: '0.0000000001',
          fee: '-0.0005',
          realized_pnl: '1.5',
          timestamp: NEXT - 1,
        }),
        tradeRowOf('3', { market_id: 1, market: 'BTC', usd_amount: '1000', fee: '0.1', timestamp: NEXT }),
        tradeRowOf('4', { account_index: 8, usd_amount: '3', fee: '0', realized_pnl: '-2.25' }),
        historyRow('funding', { funding_id: '1', market_id: 0, change: '-0.25' }),
        historyRow('funding', { funding_id: '2', account_index: 8, market_id: 0, change: '0.1' }),
      ),
    );

    it('by account', async () => {
      expect(
        await harness.store.pnl({ by: 'account', accounts: null, from: null, to: null, tz: 'UTC' }),
      ).toEqual([
        {
          key: 7,
          realized_pnl: '1.50',
          fees: '0.1870',
          funding: '-0.25',
          cash_flows: '0',
          volume: '1250.0000000001',
          trades: 3,
          trades_without_pnl: 1,
        },
        {
          key: 8,
          realized_pnl: '-2.25',
          fees: '0',
          funding: '0.1',
          cash_flows: '0',
          volume: '3',
          trades: 1,
          trades_without_pnl: 0,
        },
      ]);
    });

    it('by market', async () => {
      expect(
        await harness.store.pnl({ by: 'market', accounts: [7, 8], from: null, to: null, tz: 'UTC' }),
      ).toEqual([
        {
          key: 0,
          realized_pnl: '-0.75',
          fees: '0.0870',
          funding: '-0.15',
          cash_flows: '0',
          volume: '253.0000000001',
          trades: 3,
          trades_without_pnl: 0,
        },
        {
          key: 1,
          realized_pnl: '0',
          fees: '0.1',
          funding: '0',
          cash_flows: '0',
          volume: '1000',
          trades: 1,
          trades_without_pnl: 1,
        },
      ]);
    });

    it('by day, for one account within a span', async () => {
      expect(
        await harness.store.pnl({ by: 'day', accounts: [7], from: DAY + 1, to: null, tz: 'UTC' }),
      ).toEqual([
        {
          key: DAY,
          realized_pnl: '1.5',
          fees: '-0.0005',
          funding: '0',
          cash_flows: '0',
          volume: '0.0000000001',
          trades: 1,
          trades_without_pnl: 0,
        },
        {
          key: NEXT,
          realized_pnl: '0',
          fees: '0.1',
          funding: '0',
          cash_flows: '0',
          volume: '1000',
          trades: 1,
          trades_without_pnl: 1,
        },
      ]);
      expect(await harness.store.pnl({ by: 'day', accounts: [], from: null, to: null, tz: 'UTC' })).toEqual(
        [],
      );
    });

    it('by hour', async () => {
      const rows = await harness.store.pnl({ by: 'hour', accounts: [7], from: null, to: null, tz: 'UTC' });
      expect(rows.map(({ key, trades, funding }) => [key, trades, funding])).toEqual([
        [DAY, 1, '-0.25'],
        [NEXT - 60 * MINUTE, 1, '0'],
        [NEXT, 1, '0'],
      ]);
    });
  });

  it('sums cash flows by account and day, and none by market', async () => {
    const flow = (flow_id: string, amount: string, timestamp: number, account_index = 7) =>
      historyRow('cash_flows', { flow_id, amount, timestamp, account_index, source: 'exchange' });
    await append(flow('in-1', '500.5', DAY + 1), flow('out-1', '-100', DAY + 2), flow('in-1', '7', DAY, 8));
    const sums = async (by: 'account' | 'day' | 'market') =>
      (await harness.store.pnl({ by, accounts: [7, 8], from: null, to: null, tz: 'UTC' })).map(
        ({ key, cash_flows }) => [key, cash_flows],
      );
    expect(await sums('account')).toEqual([
      [7, '400.5'],
      [8, '7'],
    ]);
    expect(await sums('day')).toEqual([[DAY, '407.5']]);
    expect(await sums('market')).toEqual([]);
    await append(flow('in-1', '0', DAY + 1));
    expect(await sums('account')).toEqual([
      [7, '-100'],
      [8, '7'],
    ]);
  });

  it('groups by days of 25 and 23 hours where the clocks change', async () => {
    const at = (id: string, time: string) => tradeRowOf(id, { timestamp: Date.parse(time) });
    await append(
      at('1', '2026-10-24T21:59:59Z'),
      at('2', '2026-10-24T22:00:00Z'),
      at('3', '2026-10-25T22:59:59Z'),
      at('4', '2026-10-25T23:00:00Z'),
      at('5', '2026-03-28T23:00:00Z'),
      at('6', '2026-03-29T21:59:59Z'),
      at('7', '2026-03-29T22:00:00Z'),
    );
    const days = await harness.store.pnl({
      by: 'day',
      accounts: [7],
      from: null,
      to: null,
      tz: 'Europe/Berlin',
    });
    expect(days.map(({ key, trades }) => [new Date(key).toISOString(), trades])).toEqual([
      ['2026-03-28T23:00:00.000Z', 2],
      ['2026-03-29T22:00:00.000Z', 1],
      ['2026-10-23T22:00:00.000Z', 1],
      ['2026-10-24T22:00:00.000Z', 2],
      ['2026-10-25T23:00:00.000Z', 1],
    ]);
  });

  it('knows the equity of accounts as of any time', async () => {
    const snapshot = (account_index: number, minute: number, equity: string | null) =>
      historyRow('account_snapshots', { account_index, timestamp: DAY + minute * MINUTE, equity });
    await append(
      snapshot(7, 0, '1.00'),
      snapshot(7, 10, '2.00'),
      snapshot(7, 20, null),
      snapshot(8, 15, '5'),
    );
    const times = [DAY + 10 * MINUTE, DAY + 30 * MINUTE];
    const found = await harness.store.equityAt([7, 8, 9], times);
    expect(
      found.map(({ account_index, time, at, equity }) => [account_index, ...minutes(time, at), equity]),
    ).toEqual([
      [7, 10, 10, '2.00'],
      [7, 30, 10, '2.00'],
      [8, 10, 15, '5'],
      [8, 30, 15, '5'],
    ]);
  });

  it('thins snapshots by age and keeps every trade', async () => {
    const now = DAY + 90 * 86_400_000;
    const ages = { young: 30 * MINUTE, days: 10 * 1440 * MINUTE, old: 70 * 1440 * MINUTE };
    for (const age of Object.values(ages)) {
      const rows = Array.from({ length: 240 }, (_, i) =>
        historyRow('account_snapshots', {
          timestamp: now - age - i * 30_000,
          equity: String(i),
          reason: 'interval',
        }),
      );
      await append(...rows, tradeRowOf(`t${age}`, { timestamp: now - age }));
    }
    await append(
      historyRow('account_snapshots', {
        timestamp: now - ages.young - 5,
        equity: 'notable'.length.toString(),
        reason: 'opened',
      }),
    );
    const other = { account_index: 8, timestamp: now - ages.old - 1, reason: 'interval' };
    await append(historyRow('account_snapshots', { ...other, equity: '1' }));
    await harness.store.retain(now);
    const count = async (age: number) =>
      (
        await read(harness.store, 'account_snapshots', {
          from: now - age - 7_200_000,
          to: now - age + 1,
          limit: 1000,
        })
      ).rows.length;
    expect([await count(ages.young), await count(ages.days), await count(ages.old)]).toEqual([121 + 1, 9, 3]);
    expect((await read(harness.store, 'trades')).rows).toHaveLength(3);
    const others = await read(harness.store, 'account_snapshots', { accounts: [8] });
    expect(others.rows).toMatchObject([other]);
  });
}

function minutes(...times: number[]): number[] {
  return times.map((time) => (time - DAY) / MINUTE);
}
