import { DAY, historyRow, tradeRowOf } from '../support/history-rows.js';
import { freshHarness, read, type StoreHarness } from './history-store.harness.js';

/** The facts that a store remembers about earlier processes. */
export function historyCheckpointSuite(makeHarness: () => Promise<StoreHarness>): void {
  const harness = freshHarness(makeHarness);
  const { append } = harness;

  describe('remembers for the next start', () => {
    it('the last trade, open gaps, and whether the account was ever started', async () => {
      expect(await harness.store.checkpointOf(7)).toEqual({
        first_start: true,
        last_trade_id: null,
        open_gaps: [],
        progress: null,
      });
      const gap = { gap_id: 'g', cause: 'start', opened_at: DAY, from_trade_id: '5' };
      await append(tradeRowOf('99'), tradeRowOf('100'), tradeRowOf('98'), historyRow('gaps', gap));
      await append(
        historyRow('gaps', { ...gap, gap_id: 'h' }),
        historyRow('gaps', { ...gap, gap_id: 'h', closed_at: DAY + 1 }),
      );
      const checkpoint = await (await harness.reopen()).checkpointOf(7);
      expect(checkpoint).toMatchObject({
        first_start: false,
        last_trade_id: '100',
        open_gaps: [{ gap_id: 'g', from_trade_id: '5' }],
      });
      expect(checkpoint.open_gaps).toHaveLength(1);
    });

    it('the latest trade by time, even after the exchange reset its ids', async () => {
      await append(tradeRowOf('900', { timestamp: DAY }), tradeRowOf('901', { timestamp: DAY + 1 }));
      await append(
        tradeRowOf('3', { timestamp: DAY + 60_000 }),
        tradeRowOf('2', { timestamp: DAY + 59_000 }),
      );
      expect(await harness.store.checkpointOf(7)).toMatchObject({ last_trade_id: '3' });
      expect(await (await harness.reopen()).checkpointOf(7)).toMatchObject({ last_trade_id: '3' });
    });

    it('the living history, not the older backup that is imported over it', async () => {
      const position = { market_id: 0, event: 'opened', side: 'long', size: '1' };
      const order = { order_id: '1', status: 'open', filled: '0' };
      const gap = { gap_id: 'g', opened_at: DAY };
      const older = [
        tradeRowOf('1'),
        historyRow('positions', { ...position, seq: 1 }),
        historyRow('orders', order),
        historyRow('gaps', gap),
        historyRow('link_outages', { link_id: 'rest/7', kind: 'rest' }),
      ];
      const later = { timestamp: DAY + 5 };
      await append(
        ...older,
        tradeRowOf('2', later),
        historyRow('positions', { ...position, ...later, seq: 2, event: 'closed', size: '0' }),
        historyRow('orders', { ...order, ...later, status: 'filled', filled: '1' }),
        historyRow('gaps', { ...gap, closed_at: DAY + 5, complete: true }),
        historyRow('link_outages', { link_id: 'rest/7', kind: 'rest', ended_at: DAY + 5 }),
      );
      const living = await harness.reopen();
      await living.import(older);
      const again = await harness.reopen();
      expect(await again.openRows()).toEqual({ positions: [], orders: [], outages: [] });
      expect(await again.checkpointOf(7)).toMatchObject({ last_trade_id: '2', open_gaps: [] });
      expect((await read(again, 'gaps')).rows).toMatchObject([{ closed_at: DAY + 5 }]);
    });

    it('gaps and outages open in a backup, once it is imported into a new store', async () => {
      await harness.store.import([
        historyRow('positions', { market_id: 0, event: 'opened', size: '1' }),
        historyRow('orders', { order_id: '1', status: 'open', filled: '0' }),
        historyRow('gaps', { gap_id: 'g', opened_at: DAY }),
      ]);
      const again = await harness.reopen();
      const { positions, orders } = await again.openRows();
      expect([positions.length, orders.length]).toEqual([1, 1]);
      expect((await again.checkpointOf(7)).open_gaps).toHaveLength(1);
    });

    it('an earlier start that recorded only a snapshot', async () => {
      await append(historyRow('account_snapshots', { equity: '1' }));
      expect(await harness.store.checkpointOf(7)).toMatchObject({ first_start: true });
      expect(await (await harness.reopen()).checkpointOf(7)).toMatchObject({ first_start: false });
    });

    it('the last state of open positions, live orders and outages', async () => {
      const eth = { market_id: 0, market: 'ETH', event: 'opened', side: 'long', size: '1.5' };
      await append(
        historyRow('positions', { ...eth, seq: 1 }),
        historyRow('positions', { ...eth, seq: 2, event: 'changed', size: '2.5' }),
        historyRow('positions', { ...eth, seq: 3, market_id: 1 }),
        historyRow('positions', { ...eth, seq: 4, market_id: 1, event: 'closed', size: '0' }),
        historyRow('orders', { order_id: '1', status: 'open', filled: '0' }),
        historyRow('orders', { order_id: '1', status: 'open', filled: '0.5', timestamp: DAY + 1 }),
        historyRow('orders', { order_id: '2', status: 'open', filled: '0' }),
        historyRow('orders', { order_id: '2', status: 'filled', filled: '1', timestamp: DAY + 1 }),
        historyRow('link_outages', { link_id: 'rest/7', kind: 'rest' }),
        historyRow('link_outages', { link_id: 'websocket/7', kind: 'websocket' }),
        historyRow('link_outages', { link_id: 'websocket/7', kind: 'websocket', ended_at: DAY + 1 }),
      );
      const { positions, orders, outages } = await (await harness.reopen()).openRows();
      expect(positions).toMatchObject([{ market_id: 0, size: '2.5' }]);
      expect(orders).toMatchObject([{ order_id: '1', filled: '0.5' }]);
      expect(outages).toMatchObject([{ link_id: 'rest/7', ended_at: null }]);
    });
  });
}
