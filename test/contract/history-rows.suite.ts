import type { StoredRow } from '../../src/history/row.js';
import type { PageQuery } from '../../src/history/queries.js';
import { columnsOf, TABLE_NAMES, type TableName } from '../../src/history/tables.js';
import { DAY, historyRow, tradeRowOf } from '../support/history-rows.js';
import { freshHarness, read, type StoreHarness } from './history-store.harness.js';

const ids = (rows: StoredRow<'trades'>[]) => rows.map((row) => row.trade_id);

/** How a store keeps and returns its rows. */
export function historyRowsSuite(makeHarness: () => Promise<StoreHarness>): void {
  const harness = freshHarness(makeHarness);
  const { append } = harness;

  describe('keeps', () => {
    it('a row exactly as given, up to thirty digits', async () => {
      const price = '123456789012345.678901234567890';
      const raw = '{"ask_id":10414574259102759,"price":"1.50","n":12345678901234567890.10}';
      await append(
        tradeRowOf('1', { price, realized_pnl: '-0.000001', raw_data: raw, received_at: DAY + 1 }),
      );
      const [row] = (await read(harness.store, 'trades')).rows;
      expect(row).toMatchObject({
        trade_id: '1',
        price,
        realized_pnl: '-0.000001',
        timestamp: DAY,
        epoch: 'e1',
        seq: 1,
      });
      expect(row).toMatchObject({
        exchange: 'lighter',
        network: 'testnet',
        received_at: DAY + 1,
        side: 'buy',
      });
      expect(JSON.parse(row?.raw_data ?? '', keepNumbers)).toEqual(JSON.parse(raw, keepNumbers));
    });

    it.each(TABLE_NAMES)('every column of %s', async (table) => {
      const given = historyRow(table, sampleOf(table));
      await append(given);
      const [row] = (await read(harness.store, table)).rows;
      expect(row).toEqual({
        id: expect.any(String) as string,
        exchange: 'lighter',
        network: 'testnet',
        ...given.values,
      });
    });

    it('each trade once, in its first form', async () => {
      await append(tradeRowOf('1', { epoch: 'first' }), tradeRowOf('2'), tradeRowOf('1', { epoch: 'again' }));
      await append(tradeRowOf('1', { epoch: 'later' }), tradeRowOf('2', { account_index: 8 }));
      const { rows } = await read(harness.store, 'trades');
      expect(rows.map(({ trade_id, epoch }) => [trade_id, epoch])).toEqual([
        ['2', 'e1'],
        ['1', 'first'],
      ]);
      expect((await read(harness.store, 'trades', { accounts: null })).rows).toHaveLength(3);
    });

    it('the symbol of a market once it is known, in place of its id', async () => {
      const unnamed = { market_id: 2049, market: '2049', epoch: 'first' };
      const named = { market_id: 2049, market: 'NEW/USDC', epoch: 'again' };
      await append(tradeRowOf('1', unnamed), tradeRowOf('2', { ...unnamed, account_index: 8 }));
      await append(tradeRowOf('3', { market: 'ETH', epoch: 'first' }));
      const again = [tradeRowOf('1', named), tradeRowOf('2', { ...named, account_index: 8 })];
      await append(...again, tradeRowOf('4', unnamed), tradeRowOf('4', named));
      await append(tradeRowOf('1', { ...named, market: 'OTHER' }));
      const { rows } = await read(harness.store, 'trades', { accounts: null });
      expect(rows.map(({ trade_id, market, epoch }) => `${trade_id} ${market} ${epoch}`).sort()).toEqual([
        '1 NEW/USDC first',
        '2 NEW/USDC first',
        '3 ETH first',
        '4 NEW/USDC first',
      ]);
    });

    it('two trades with one id and different times, as after an exchange reset', async () => {
      await append(
        tradeRowOf('1', { price: '1.00' }),
        tradeRowOf('1', { price: '2.00', timestamp: DAY + 1 }),
      );
      const { rows } = await read(harness.store, 'trades');
      expect(rows.map(({ price }) => price)).toEqual(['2.00', '1.00']);
    });

    it('the newest form of gaps, outages and snapshots', async () => {
      await append(
        historyRow('gaps', { gap_id: 'g', opened_at: DAY }),
        historyRow('account_snapshots', { equity: '1' }),
      );
      await append(
        historyRow('gaps', { gap_id: 'g', opened_at: DAY, closed_at: DAY + 5, complete: true }),
        historyRow('account_snapshots', { equity: '2' }),
      );
      expect((await read(harness.store, 'gaps')).rows).toMatchObject([
        { closed_at: DAY + 5, complete: true },
      ]);
      expect((await read(harness.store, 'account_snapshots')).rows).toMatchObject([{ equity: '2' }]);
    });

    it('the final state of a gap or outage, even when an older row arrives later', async () => {
      const gap = { gap_id: 'g', opened_at: DAY };
      const outage = { link_id: 'rest/7', kind: 'rest' };
      await append(
        historyRow('gaps', { ...gap, closed_at: DAY + 5, complete: true }),
        historyRow('link_outages', { ...outage, ended_at: DAY + 5 }),
      );
      await append(historyRow('gaps', gap), historyRow('link_outages', outage));
      expect((await read(harness.store, 'gaps')).rows).toMatchObject([{ closed_at: DAY + 5 }]);
      expect((await read(harness.store, 'link_outages')).rows).toMatchObject([{ ended_at: DAY + 5 }]);
    });

    it('everything across a restart', async () => {
      await append(tradeRowOf('1'));
      const again = await harness.reopen();
      expect(ids((await read(again, 'trades')).rows)).toEqual(['1']);
    });
  });

  describe('returns pages', () => {
    beforeEach(async () => {
      await append(
        ...Array.from({ length: 10 }, (_, i) =>
          tradeRowOf(String(i), { timestamp: DAY + Math.floor(i / 3) }),
        ),
      );
    });

    it.each(['asc', 'desc'] as const)('in order of time, %s, without overlap or omission', async (order) => {
      const all: (string | null)[] = [];
      let cursor: PageQuery['cursor'] = null;
      do {
        const page: Awaited<ReturnType<typeof read<'trades'>>> = await read(harness.store, 'trades', {
          order,
          limit: 4,
          cursor,
        });
        expect(page.rows.length).toBeLessThanOrEqual(4);
        all.push(...ids(page.rows));
        cursor = page.next;
      } while (cursor);
      const ascending = Array.from({ length: 10 }, (_, i) => String(i));
      expect(all).toEqual(order === 'asc' ? ascending : ascending.reverse());
    });

    it('that do not shift while newer rows arrive', async () => {
      const first = await read(harness.store, 'trades', { limit: 5 });
      await append(
        tradeRowOf('new', { timestamp: DAY + 1000 }),
        tradeRowOf('same-instant', { timestamp: DAY + 3 }),
      );
      const second = await read(harness.store, 'trades', { limit: 5, cursor: first.next });
      expect([...ids(first.rows), ...ids(second.rows)]).toEqual([
        '9',
        '8',
        '7',
        '6',
        '5',
        '4',
        '3',
        '2',
        '1',
        '0',
      ]);
      expect(second.next).toBeNull();
    });

    it('of a span, including from and excluding to', async () => {
      const { rows } = await read(harness.store, 'trades', { from: DAY + 1, to: DAY + 2 });
      expect(ids(rows)).toEqual(['5', '4', '3']);
    });

    it('of more accounts than one SQL statement can combine', async () => {
      await append(tradeRowOf('last', { account_index: 1_200, timestamp: DAY + 2 }));
      const accounts = Array.from({ length: 1_201 }, (_, index) => index);
      const first = await read(harness.store, 'trades', { accounts, limit: 3 });
      const second = await read(harness.store, 'trades', { accounts, limit: 3, cursor: first.next });
      expect([...ids(first.rows), ...ids(second.rows)]).toEqual(['9', 'last', '8', '7', '6', '5']);
    });

    it('of some, all or no accounts', async () => {
      await append(
        tradeRowOf('a', { account_index: 8, timestamp: DAY + 2 }),
        tradeRowOf('b', { account_index: 9 }),
      );
      const accountsOf = async (accounts: number[] | null) =>
        [
          ...new Set(
            (await read(harness.store, 'trades', { accounts })).rows.map((row) => row.account_index),
          ),
        ].sort();
      expect(await accountsOf([7, 8])).toEqual([7, 8]);
      expect(await accountsOf(null)).toEqual([7, 8, 9]);
      expect(await accountsOf([])).toEqual([]);
      expect(ids((await read(harness.store, 'trades', { accounts: [7, 8, 9], limit: 3 })).rows)).toEqual([
        '9',
        'a',
        '8',
      ]);
    });
  });
}

const keepNumbers = (_: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? context?.source : value;

/** A value in every column, of account 7. */
function sampleOf(table: TableName): object {
  const kinds = { text: 'x', int: 3, decimal: '1.230', time: DAY, bool: true, json: '{"a": 1}' };
  return {
    ...Object.fromEntries(columnsOf(table).map(([name, kind]) => [name, kinds[kind]])),
    account_index: 7,
  };
}
