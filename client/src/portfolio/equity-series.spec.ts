import type { EquityPoint } from '../api/history.js';
import { addCurves } from './equity-series.js';

function point(minute: number, equity: string, pnl: string | null = null): EquityPoint {
  const timestamp = new Date(Date.UTC(2026, 10, 1, 0, minute)).toISOString();
  return { timestamp, equity, pnl, collateral: '10.0', available_balance: '7.5', stale: false };
}

describe('the curve of several accounts', () => {
  it('adds them exactly, each with its last value where it has no point of its own', () => {
    const sums = addCurves([[point(0, '0.1', '1'), point(2, '0.3', '2')], [point(1, '0.2', '-4')]]);
    expect(sums.map(({ equity }) => equity)).toEqual(['0.1', '0.3', '0.5']);
    expect(sums.map(({ unrealized }) => unrealized)).toEqual(['1', '-3', '-2']);
    expect(sums.map(({ marginUsed }) => marginUsed)).toEqual(['2.5', '5', '5']);
  });

  it('is empty of no accounts', () => {
    expect(addCurves([])).toEqual([]);
  });
});
