import type { HistoryStore } from '../../src/history/history-store.port.js';
import type { PageQuery } from '../../src/history/queries.js';
import type { StoredRow } from '../../src/history/row.js';
import { columnsOf, TABLE_NAMES, type TableName } from '../../src/history/tables.js';
import { DAY, historyRow, tradeRowOf } from '../support/history-rows.js';

/** A store over one place. */
export interface StoreBench {
  store: HistoryStore;
  /** A new one over the same place, as after a restart. */
  reopen(): Promise<HistoryStore>;
  /** Resolves when everything appended can be read. */
  settled(store: HistoryStore): Promise<void>;
}

const MINUTE = 60_000;
const EVERYTHING = { accounts: [7], from: null, to: null, order: 'desc', limit: 100, cursor: null } as const;

async function read<T extends TableName>(store: HistoryStore, table: T, query: Partial<PageQuery<T>> = {}) {
  return store.page<T>({ ...EVERYTHING, table, ...query });
}

const ids = (rows: StoredRow<'trades'>[]) => rows.map((row) => row.trade_id);

/** What every store must do, whatever it is made of. */
export function historyStoreSuite(makeBench: () => Promise<StoreBench>): void {
  let bench: StoreBench;
  let store: HistoryStore;
  const append = async (...rows: Parameters<HistoryStore['append']>[0][number][]): Promise<void> => {
    await store.append(rows);
    await bench.settled(store);
  };
  beforeEach(async () => {
    bench = await makeBench();
    store = bench.store;
  });

  describe('keeps', () => {
    it('a row exactly as it was given, to the last of thirty digits', async () => {
      const price = '123456789012345.678901234567890';
      const raw = '{"ask_id":10414574259102759,"price":"1.50","n":12345678901234567890.10}';
      await append(tradeRowOf('1', { price, realized_pnl: '-0.000001', raw_data: raw, received_at: DAY + 1 }));
      const [row] = (await read(store, 'trades')).rows;
      expect(row).toMatchObject({ trade_id: '1', price, realized_pnl: '-0.000001', timestamp: DAY, epoch: 'e1', seq: 1 });
      expect(row).toMatchObject({ exchange: 'lighter', network: 'testnet', received_at: DAY + 1, side: 'buy' });
      expect(JSON.parse(row?.raw_data ?? '', keepNumbers)).toEqual(JSON.parse(raw, keepNumbers));
    });

    it.each(TABLE_NAMES)('every column of %s', async (table) => {
      const given = historyRow(table, sampleOf(table));
      await append(given);
      const [row] = (await read(store, table)).rows;
      expect(row).toEqual({ id: expect.any(String), exchange: 'lighter', network: 'testnet', ...given.values });
    });

    it('trades once, however often they come, and as they came first', async () => {
      await append(tradeRowOf('1', { epoch: 'first' }), tradeRowOf('2'), tradeRowOf('1', { epoch: 'again' }));
      await append(tradeRowOf('1', { epoch: 'later' }), tradeRowOf('2', { account_index: 8 }));
      const { rows } = await read(store, 'trades');
      expect(rows.map(({ trade_id, epoch }) => [trade_id, epoch])).toEqual([['2', 'e1'], ['1', 'first']]);
      expect((await read(store, 'trades', { accounts: null })).rows).toHaveLength(3);
    });

    it('the newest form of what can change: gaps, outages, snapshots of one moment', async () => {
      await append(historyRow('gaps', { gap_id: 'g', opened_at: DAY }), historyRow('account_snapshots', { equity: '1' }));
      await append(
        historyRow('gaps', { gap_id: 'g', opened_at: DAY, closed_at: DAY + 5, complete: true }),
        historyRow('account_snapshots', { equity: '2' }),
      );
      expect((await read(store, 'gaps')).rows).toMatchObject([{ closed_at: DAY + 5, complete: true }]);
      expect((await read(store, 'account_snapshots')).rows).toMatchObject([{ equity: '2' }]);
    });

    it('everything over a restart', async () => {
      await append(tradeRowOf('1'));
      const again = await bench.reopen();
      expect(ids((await read(again, 'trades')).rows)).toEqual(['1']);
    });
  });

  describe('gives pages', () => {
    beforeEach(async () => {
      await append(...Array.from({ length: 10 }, (_, i) => tradeRowOf(String(i), { timestamp: DAY + Math.floor(i / 3) })));
    });

    it.each(['asc', 'desc'] as const)('in order of time, %s, that join without a seam', async (order) => {
      const all: (string | null)[] = [];
      let cursor: PageQuery['cursor'] = null;
      do {
        const page: Awaited<ReturnType<typeof read<'trades'>>> = await read(store, 'trades', { order, limit: 4, cursor });
        expect(page.rows.length).toBeLessThanOrEqual(4);
        all.push(...ids(page.rows));
        cursor = page.next;
      } while (cursor);
      const ascending = Array.from({ length: 10 }, (_, i) => String(i));
      expect(all).toEqual(order === 'asc' ? ascending : ascending.reverse());
    });

    it('that stay in place while newer rows arrive', async () => {
      const first = await read(store, 'trades', { limit: 5 });
      await append(tradeRowOf('new', { timestamp: DAY + 1000 }), tradeRowOf('same-instant', { timestamp: DAY + 3 }));
      const second = await read(store, 'trades', { limit: 5, cursor: first.next });
      expect([...ids(first.rows), ...ids(second.rows)]).toEqual(['9', '8', '7', '6', '5', '4', '3', '2', '1', '0']);
      expect(second.next).toBeNull();
    });

    it('of a span: from is in it, to is not', async () => {
      const { rows } = await read(store, 'trades', { from: DAY + 1, to: DAY + 2 });
      expect(ids(rows)).toEqual(['5', '4', '3']);
    });

    it('of some accounts, of all, of none', async () => {
      await append(tradeRowOf('a', { account_index: 8, timestamp: DAY + 2 }), tradeRowOf('b', { account_index: 9 }));
      const accountsOf = async (accounts: number[] | null) =>
        [...new Set((await read(store, 'trades', { accounts })).rows.map((row) => row.account_index))].sort();
      expect(await accountsOf([7, 8])).toEqual([7, 8]);
      expect(await accountsOf(null)).toEqual([7, 8, 9]);
      expect(await accountsOf([])).toEqual([]);
      expect(ids((await read(store, 'trades', { accounts: [7, 8, 9], limit: 3 })).rows)).toEqual(['9', 'a', '8']);
    });
  });

  it('downsamples equity to the last snapshot of each bucket', async () => {
    const points = [0, 1, 14, 15, 61].map((minute) =>
      historyRow('account_snapshots', { timestamp: DAY + minute * MINUTE, equity: `${minute}.10`, stale: minute === 14 }),
    );
    await append(...points, historyRow('account_snapshots', { timestamp: DAY + 62 * MINUTE }));
    const query = { account_index: 7, from: DAY, to: DAY + 90 * MINUTE };
    const equity = await store.equity({ ...query, resolution: '15m' });
    expect(equity.map(({ timestamp, equity: value, stale }) => [(timestamp - DAY) / MINUTE, value, stale])).toEqual([
      [0, '14.10', true],
      [15, '15.10', false],
      [60, '61.10', false],
    ]);
    expect(await store.equity({ ...query, resolution: '1d' })).toMatchObject([{ timestamp: DAY, equity: '61.10' }]);
    expect(await store.equity({ ...query, account_index: 8, resolution: '1h' })).toEqual([]);
  });

  describe('sums', () => {
    const NEXT = DAY + 86_400_000;
    /* By hand. Account 7, 1 Nov: ETH buys 250 and sells 0.0000000001, fee 0.0875 - 0.0005 = 0.087, PnL 0 + 1.5;
       funding -0.25. 2 Nov: BTC 1000, fee 0.1, no PnL told. Account 8, 1 Nov: ETH 3, fee 0, PnL -2.25; funding 0.1. */
    beforeEach(() =>
      append(
        tradeRowOf('1', { realized_pnl: '0.00' }),
        tradeRowOf('2', { usd_amount: '0.0000000001', fee: '-0.0005', realized_pnl: '1.5', timestamp: NEXT - 1 }),
        tradeRowOf('3', { market_id: 1, market: 'BTC', usd_amount: '1000', fee: '0.1', timestamp: NEXT }),
        tradeRowOf('4', { account_index: 8, usd_amount: '3', fee: '0', realized_pnl: '-2.25' }),
        historyRow('funding', { funding_id: '1', market_id: 0, change: '-0.25' }),
        historyRow('funding', { funding_id: '2', account_index: 8, market_id: 0, change: '0.1' }),
      ),
    );

    it('by account', async () => {
      expect(await store.pnl({ by: 'account', accounts: null, from: null, to: null })).toEqual([
        { key: 7, realized_pnl: '1.50', fees: '0.1870', funding: '-0.25', volume: '1250.0000000001', trades: 3, trades_without_pnl: 1 },
        { key: 8, realized_pnl: '-2.25', fees: '0', funding: '0.1', volume: '3', trades: 1, trades_without_pnl: 0 },
      ]);
    });

    it('by market', async () => {
      expect(await store.pnl({ by: 'market', accounts: [7, 8], from: null, to: null })).toEqual([
        { key: 0, realized_pnl: '-0.75', fees: '0.0870', funding: '-0.15', volume: '253.0000000001', trades: 3, trades_without_pnl: 0 },
        { key: 1, realized_pnl: '0', fees: '0.1', funding: '0', volume: '1000', trades: 1, trades_without_pnl: 1 },
      ]);
    });

    it('by day, of one account, within a span', async () => {
      expect(await store.pnl({ by: 'day', accounts: [7], from: DAY + 1, to: null })).toEqual([
        { key: DAY, realized_pnl: '1.5', fees: '-0.0005', funding: '0', volume: '0.0000000001', trades: 1, trades_without_pnl: 0 },
        { key: NEXT, realized_pnl: '0', fees: '0.1', funding: '0', volume: '1000', trades: 1, trades_without_pnl: 1 },
      ]);
      expect(await store.pnl({ by: 'day', accounts: [], from: null, to: null })).toEqual([]);
    });
  });

  it('thins snapshots with age, and keeps every trade', async () => {
    const now = DAY + 90 * 86_400_000;
    const ages = { young: 30 * MINUTE, days: 10 * 1440 * MINUTE, old: 70 * 1440 * MINUTE };
    for (const age of Object.values(ages)) {
      const rows = Array.from({ length: 240 }, (_, i) =>
        historyRow('account_snapshots', { timestamp: now - age - i * 30_000, equity: String(i), reason: 'interval' }),
      );
      await append(...rows, tradeRowOf(`t${age}`, { timestamp: now - age }));
    }
    await append(historyRow('account_snapshots', { timestamp: now - ages.young - 5, equity: 'notable'.length.toString(), reason: 'opened' }));
    await store.retain(now);
    const count = async (age: number) =>
      (await read(store, 'account_snapshots', { from: now - age - 7_200_000, to: now - age + 1, limit: 1000 })).rows.length;
    expect([await count(ages.young), await count(ages.days), await count(ages.old)]).toEqual([121 + 1, 9, 3]);
    expect((await read(store, 'trades')).rows).toHaveLength(3);
  });

  describe('remembers for the next start', () => {
    it('the highest trade, open gaps, and whether there ever was a start', async () => {
      expect(await store.memoryOf(7)).toEqual({ first_start: true, last_trade_id: null, open_gaps: [] });
      const gap = { gap_id: 'g', cause: 'start', opened_at: DAY, from_trade_id: '5' };
      await append(tradeRowOf('99'), tradeRowOf('100'), tradeRowOf('98'), historyRow('gaps', gap));
      await append(historyRow('gaps', { ...gap, gap_id: 'h' }), historyRow('gaps', { ...gap, gap_id: 'h', closed_at: DAY + 1 }));
      const memory = await (await bench.reopen()).memoryOf(7);
      expect(memory).toMatchObject({ first_start: false, last_trade_id: '100', open_gaps: [{ gap_id: 'g', from_trade_id: '5' }] });
      expect(memory.open_gaps).toHaveLength(1);
    });

    it('a start at which nothing was told yet but money', async () => {
      await append(historyRow('account_snapshots', { equity: '1' }));
      expect(await store.memoryOf(7)).toMatchObject({ first_start: true });
      expect(await (await bench.reopen()).memoryOf(7)).toMatchObject({ first_start: false });
    });

    it('open positions and outages, in their last form', async () => {
      const eth = { market_id: 0, market: 'ETH', event: 'opened', side: 'long', size: '1.5' };
      await append(
        historyRow('positions', { ...eth, seq: 1 }),
        historyRow('positions', { ...eth, seq: 2, event: 'changed', size: '2.5' }),
        historyRow('positions', { ...eth, seq: 3, market_id: 1 }),
        historyRow('positions', { ...eth, seq: 4, market_id: 1, event: 'closed', size: '0' }),
        historyRow('link_outages', { link_id: 'rest/7', kind: 'rest' }),
        historyRow('link_outages', { link_id: 'websocket/7', kind: 'websocket' }),
        historyRow('link_outages', { link_id: 'websocket/7', kind: 'websocket', ended_at: DAY + 1 }),
      );
      const { positions, outages } = await (await bench.reopen()).openRows();
      expect(positions).toMatchObject([{ market_id: 0, size: '2.5' }]);
      expect(outages).toMatchObject([{ link_id: 'rest/7', ended_at: null }]);
    });
  });
}

const keepNumbers = (_: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? context?.source : value;

/** A value in every column, of account 7. */
function sampleOf(table: TableName): object {
  const kinds = { text: 'x', int: 3, decimal: '1.230', time: DAY, bool: true, json: '{"a": 1}' };
  return { ...Object.fromEntries(columnsOf(table).map(([name, kind]) => [name, kinds[kind]])), account_index: 7 };
}
