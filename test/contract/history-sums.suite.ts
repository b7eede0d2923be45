import type { HistoryStore } from '../../src/history/history-store.port.js';
import type { HistoryRow } from '../../src/history/row.js';
import { DAY, historyRow, tradeRowOf } from '../support/history-rows.js';
import { append as appendTo, MINUTE, read, type StoreBench } from './history-store.bench.js';

/** What a store works out of its rows: charts, sums, retention. */
export function historySumsSuite(makeBench: () => Promise<StoreBench>): void {
  let bench: StoreBench;
  let store: HistoryStore;
  const append = (...rows: HistoryRow[]): Promise<void> => appendTo(bench, ...rows);
  beforeEach(async () => {
    bench = await makeBench();
    store = bench.store;
  });

  it('downsamples equity to the last snapshot of each bucket', async () => {
    const points = [0, 1, 14, 15, 61].map((minute) =>
      historyRow('account_snapshots', {
        timestamp: DAY + minute * MINUTE,
        equity: `${minute}.10`,
        stale: minute === 14,
      }),
    );
    await append(...points, historyRow('account_snapshots', { timestamp: DAY + 62 * MINUTE }));
    const query = { account_index: 7, from: DAY, to: DAY + 90 * MINUTE };
    const equity = await store.equity({ ...query, resolution: '15m' });
    expect(
      equity.map(({ timestamp, equity: value, stale }) => [(timestamp - DAY) / MINUTE, value, stale]),
    ).toEqual([
      [0, '14.10', true],
      [15, '15.10', false],
      [60, '61.10', false],
    ]);
    expect(await store.equity({ ...query, resolution: '1d' })).toMatchObject([
      { timestamp: DAY, equity: '61.10' },
    ]);
    expect(await store.equity({ ...query, account_index: 8, resolution: '1h' })).toEqual([]);
  });

  describe('sums', () => {
    const NEXT = DAY + 86_400_000;
    /* By hand. Account 7, 1 Nov: ETH buys 250 and sells 0.0000000001, fee 0.0875 - 0.0005 = 0.087, PnL 0 + 1.5;
       funding -0.25. 2 Nov: BTC 1000, fee 0.1, no PnL told. Account 8, 1 Nov: ETH 3, fee 0, PnL -2.25; funding 0.1. */
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
      expect(await store.pnl({ by: 'account', accounts: null, from: null, to: null })).toEqual([
        {
          key: 7,
          realized_pnl: '1.50',
          fees: '0.1870',
          funding: '-0.25',
          volume: '1250.0000000001',
          trades: 3,
          trades_without_pnl: 1,
        },
        {
          key: 8,
          realized_pnl: '-2.25',
          fees: '0',
          funding: '0.1',
          volume: '3',
          trades: 1,
          trades_without_pnl: 0,
        },
      ]);
    });

    it('by market', async () => {
      expect(await store.pnl({ by: 'market', accounts: [7, 8], from: null, to: null })).toEqual([
        {
          key: 0,
          realized_pnl: '-0.75',
          fees: '0.0870',
          funding: '-0.15',
          volume: '253.0000000001',
          trades: 3,
          trades_without_pnl: 0,
        },
        {
          key: 1,
          realized_pnl: '0',
          fees: '0.1',
          funding: '0',
          volume: '1000',
          trades: 1,
          trades_without_pnl: 1,
        },
      ]);
    });

    it('by day, of one account, within a span', async () => {
      expect(await store.pnl({ by: 'day', accounts: [7], from: DAY + 1, to: null })).toEqual([
        {
          key: DAY,
          realized_pnl: '1.5',
          fees: '-0.0005',
          funding: '0',
          volume: '0.0000000001',
          trades: 1,
          trades_without_pnl: 0,
        },
        {
          key: NEXT,
          realized_pnl: '0',
          fees: '0.1',
          funding: '0',
          volume: '1000',
          trades: 1,
          trades_without_pnl: 1,
        },
      ]);
      expect(await store.pnl({ by: 'day', accounts: [], from: null, to: null })).toEqual([]);
    });
  });

  it('thins snapshots with age, and keeps every trade', async () => {
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
    await store.retain(now);
    const count = async (age: number) =>
      (
        await read(store, 'account_snapshots', {
          from: now - age - 7_200_000,
          to: now - age + 1,
          limit: 1000,
        })
      ).rows.length;
    expect([await count(ages.young), await count(ages.days), await count(ages.old)]).toEqual([121 + 1, 9, 3]);
    expect((await read(store, 'trades')).rows).toHaveLength(3);
  });
}
