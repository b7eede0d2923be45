import type { AccountState } from '../live/model.js';
import { ordersOf, positionsOf } from './entries.js';

const order = (order_id: string, type: string, side: string, trigger_price: string, market_id = 1) => ({
  ...{ order_id, type, side, trigger_price, market_id },
});

function account(size: string, orders: object[]): AccountState {
  const section = { stale: false };
  return {
    ...{ account_index: 7, name: 'desk', label: null, orders, trades: null },
    positions: [{ market_id: 1, size, mark_price: '100.0' }],
    sections: { positions: section, orders: section, trades: section },
  } as never;
}

describe('entries of the lists', () => {
  it('name the nearest orders that close a position', () => {
    const long = account('2', [
      order('1', 'take-profit', 'sell', '130'),
      order('2', 'take-profit-limit', 'sell', '120'),
      order('3', 'stop-loss', 'sell', '80'),
      order('4', 'stop-loss-limit', 'sell', '90'),
      order('5', 'stop-loss', 'buy', '110'),
      order('6', 'stop-loss', 'sell', '99', 2),
    ]);
    expect(positionsOf(long)[0]!.beside).toMatchObject({ takeProfit: '120', stopLoss: '90' });
    const short = account('-2', [
      order('1', 'take-profit', 'buy', '70'),
      order('2', 'take-profit', 'buy', '80'),
      order('3', 'stop-loss', 'buy', '130'),
      order('4', 'stop-loss', 'buy', '120'),
    ]);
    expect(positionsOf(short)[0]!.beside).toMatchObject({ takeProfit: '80', stopLoss: '120' });
    expect(positionsOf(account('2', []))[0]!.beside).toMatchObject({ takeProfit: null, stopLoss: null });
  });

  it('know the mark of an order where the account has a position', () => {
    const entries = ordersOf(
      account('2', [order('1', 'limit', 'buy', '0'), order('2', 'limit', 'buy', '0', 2)]),
    );
    expect(entries.map(({ beside }) => beside.mark)).toEqual(['100.0', null]);
  });

  it('are the same objects while nothing about them changes', () => {
    const first = account('2', [order('1', 'limit', 'buy', '0')]);
    const again = { ...first, positions: [...first.positions!], orders: [...first.orders!] };
    expect(positionsOf(again)[0]).toBe(positionsOf(first)[0]);
    const guarded = { ...again, orders: [order('2', 'stop-loss', 'sell', '90')] } as never;
    expect(positionsOf(guarded)[0]).not.toBe(positionsOf(first)[0]);
  });
});
