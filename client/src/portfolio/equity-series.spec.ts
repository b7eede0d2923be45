import type { EquityPoint } from '../api/history.js';
import { joined, liveSample, pastSample, type EquitySample } from './equity-series.js';

const MINUTE = 60_000;
const POINT: EquityPoint = {
  timestamp: '2026-11-01T00:15:00.000Z',
  equity: '1010.10',
  collateral: '1000.30',
  available_balance: '900.1',
  pnl: '9.8',
  daily_volume: '5',
  positions_count: 2,
  orders_count: 3,
  accounts: 3,
  stale_accounts: 1,
};

describe('the curve of accounts', () => {
  it('reads a point of the history exactly, and leaves unknown what is unknown', () => {
    expect(pastSample(POINT)).toEqual({
      time: Date.UTC(2026, 10, 1, 0, 15),
      equity: '1010.10',
      unrealized: '9.8',
      marginUsed: '100.2',
      volume24h: '5',
      positions: 2,
      orders: 3,
      live: 2,
    });
    expect(pastSample({ ...POINT, available_balance: null }).marginUsed).toBeNull();
  });

  it('has no moment before any account is known', () => {
    const sums = { equity: '1', unrealized: '2', marginUsed: '3', volume24h: '4', positions: 5, orders: 6 };
    const totals = { ...sums, live: 1, known: 1, accounts: 2 };
    expect(liveSample(totals, 7)).toEqual({ time: 7, ...sums, live: 1 });
    expect(liveSample({ ...totals, known: 0 }, 7)).toBeNull();
  });

  it('goes on from where the history ends, in steps of its width', () => {
    const at = (minute: number): EquitySample => ({ ...pastSample(POINT), time: minute * MINUTE });
    const times = (samples: EquitySample[]): number[] => samples.map(({ time }) => time / MINUTE);
    const seen = [14, 15, 16, 29, 30, 31].map(at);
    expect(times(joined([at(0), at(15)], seen, 15 * MINUTE))).toEqual([0, 15, 31]);
    expect(times(joined([at(13), at(14)], seen, MINUTE))).toEqual([13, 14, 15, 16, 29, 30, 31]);
    expect(times(joined([], seen, 60 * MINUTE))).toEqual([31]);
  });
});
