import { clockOffset, intervalsOf, LatencyWindow, mean, percentiles } from './latency-window.js';

describe('latency windows', () => {
  it('drop values older than their span, and keep only the latest', () => {
    const window = new LatencyWindow(3, 1000);
    for (const [value, at] of [
      [1, 0],
      [2, 100],
      [3, 200],
      [4, 300],
    ] as const)
      window.add(value, at);
    expect(window.within(400).sort()).toEqual([2, 3, 4]);
    expect(window.within(1150).sort()).toEqual([3, 4]);
    expect(window.within(5000)).toEqual([]);
  });

  it('compute percentiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentiles(values)).toEqual({ p50: 50, p95: 95, p99: 99, count: 100 });
    expect(percentiles([7])).toEqual({ p50: 7, p95: 7, p99: 7, count: 1 });
    expect(percentiles([])).toEqual({ p50: null, p95: null, p99: null, count: 0 });
  });

  it('compute intervals between the last arrivals of all accounts', () => {
    expect(intervalsOf([500, 0, 100, 1000], 30)).toEqual({
      interval_min: 100,
      interval_avg: 333.333,
      interval_max: 500,
      samples: [100, 400, 500],
    });
    expect(intervalsOf([500, 0, 100, 1000], 2).samples).toEqual([400, 500]);
    expect(intervalsOf([5], 30)).toMatchObject({ interval_avg: 0, samples: [] });
    expect(mean([])).toBeNull();
  });

  it('estimate the clock offset as the smallest delay minus half a round trip', () => {
    expect(clockOffset([130, 115, 240], 30)).toBe(100);
    expect(clockOffset([-80, -95], 10)).toBe(-100);
    expect(clockOffset([20], null)).toBe(20);
    expect(clockOffset([], 10)).toBeNull();
  });
});
