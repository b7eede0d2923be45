import type { EquityPoint } from '../api/history.js';
import { joined, liveSample, pastSamples, type EquitySample } from './equity-series.js';

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

const pastSample = (point: EquityPoint): EquitySample => pastSamples([point])[0]!;

describe('equity series', () => {
  it('reads a history point exactly and keeps unknown values unknown', () => {
    expect(pastSample(POINT)).toEqual({
      time: Date.UTC(2026, 10, 1, 0, 15),
      equity: '1010.10',
      unrealized: '9.8',
      marginUsed: '110.00',
      volume24h: '5',
      positions: 2,
      orders: 3,
      accounts: 3,
      live: 2,
    });
    expect(pastSample({ ...POINT, available_balance: null }).marginUsed).toBeNull();
    // What the exchange requires, whichever way unrealized PnL went.
    expect(pastSample({ ...POINT, equity: '905', collateral: '800' }).marginUsed).toBe('4.9');
  });

  it('begins once the initial accounts are all present', () => {
    const counts = [1, 2, 3, 3, 4, 4].map((accounts) => ({ ...POINT, accounts, stale_accounts: 0 }));
    expect(pastSamples(counts).map(({ live }) => live)).toEqual([3, 3, 4, 4]);
    expect(pastSamples([])).toEqual([]);
  });

  it('has no current point while the equity of any account is unknown', () => {
    const sums = { equity: '1', unrealized: '2', marginUsed: '3', volume24h: '4', positions: 5, orders: 6 };
    const totals = { ...sums, live: 1, stale: 0, known: 2, accounts: 2, openGaps: 0 };
    expect(liveSample(totals, 7)).toEqual({ time: 7, ...sums, accounts: 2, live: 1 });
    expect(liveSample({ ...totals, equity: null }, 7)).toBeNull();
  });

  it('continues from the last history bucket with the last value of each', () => {
    const at = (minute: number, equity = '1'): EquitySample => ({
      ...pastSample(POINT),
      time: minute * MINUTE,
      equity,
    });
    const shown = (samples: EquitySample[]): unknown[] =>
      samples.map(({ time, equity }) => [time / MINUTE, equity]);
    const past = [at(0), at(15)];
    const seen = [at(14, '2'), at(16, '3'), at(29, '4'), at(30, '5'), at(46.5, '6')];
    expect(shown(joined(past, seen, null, 15 * MINUTE))).toEqual([
      [0, '1'],
      [15, '4'],
      [30, '5'],
      [45, '6'],
    ]);
    expect(shown(joined([], seen, null, 60 * MINUTE))).toEqual([[0, '6']]);
    // The first look of a minute is older than what the history has of it; the current look is not.
    expect(shown(joined([at(0), at(1)], [at(1.01, '9')], null, MINUTE))).toEqual([
      [0, '1'],
      [1, '1'],
    ]);
    expect(shown(joined([at(0), at(1)], [], at(1.9, '8'), MINUTE))[1]).toEqual([1, '8']);
    expect(joined(past, [], null, MINUTE)).toEqual(past);
  });
});
