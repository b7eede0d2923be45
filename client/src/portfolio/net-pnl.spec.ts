import { drawdown, netPnl } from './net-pnl.js';

const MINUTE = 60_000;
const series = (...equity: number[]) =>
  equity.map((value, place) => ({ time: place * MINUTE, equity: String(value), accounts: 2 }));
const values = (points: readonly { value: number }[]): number[] => points.map(({ value }) => value);

describe('net PnL', () => {
  it('is the change of equity without deposits and withdrawals', () => {
    const flows = [
      { time: 1.5 * MINUTE, amount: 500 },
      { time: 3.5 * MINUTE, amount: -200 },
    ];
    expect(values(netPnl(series(1_000, 1_510, 1_515, 1_320), flows))).toEqual([0, 10, 15, 20]);
  });

  it('has no needle when the snapshot of the minute came before the deposit', () => {
    const flow = { time: 1.5 * MINUTE, amount: 500 };
    expect(values(netPnl(series(1_000, 1_010, 1_512, 1_513), [flow]))).toEqual([0, 10, 12, 13]);
  });

  it('leaves out flows before the curve begins, and those that its first value holds', () => {
    const flows = [-5, 0.5].map((place) => ({ time: place * MINUTE, amount: 500 }));
    expect(values(netPnl(series(1_500, 1_501), flows))).toEqual([0, 1]);
    expect(values(netPnl([], flows))).toEqual([]);
  });

  it('counts no gain when an account joins', () => {
    const [first, second, third] = series(1_000, 5_000, 5_003);
    expect(values(netPnl([{ ...first!, accounts: 1 }, second!, third!], []))).toEqual([0, 0, 3]);
  });

  it('falls below its highest value by the drawdown', () => {
    const points = [0, 30, 10, 40, 5].map((value, time) => ({ time, value }));
    expect(values(drawdown(points))).toEqual([0, 0, -20, 0, -35]);
  });
});
