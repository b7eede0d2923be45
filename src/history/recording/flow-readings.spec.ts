import fc from 'fast-check';
import { flowsByHour, HOUR_MS, meaningOf } from './flow-readings.js';

const reading = (hour: number, inflow: number, outflow: number) => ({
  timestamp: hour * HOUR_MS,
  inflow: String(inflow),
  outflow: String(outflow),
});
const hourly = (flows: number[]) => flows.map((flow, hour) => reading(hour, flow, 0));
const cumulative = (flows: number[]) =>
  hourly(flows.map((_, at) => flows.slice(0, at + 1).reduce((a, b) => a + b, 0)));
const inflows = (readings: ReturnType<typeof hourly>, meaning = meaningOf(readings)) =>
  flowsByHour(readings, meaning).map(({ timestamp, inflow }) => [timestamp / HOUR_MS, inflow]);

describe('hourly figures of deposits', () => {
  it('are read as sums of an hour when one is lower than the one before', () => {
    expect(meaningOf(hourly([0, 100, 0, 50]))).toBe('hourly');
    expect(inflows(hourly([0, 100, 0]))).toEqual([
      [0, '0'],
      [1, '100'],
      [2, '0'],
    ]);
  });

  it('are read as running totals when the same one repeats', () => {
    expect(inflows(cumulative([70, 0, 0, 30, 0, 0]))).toEqual([
      [1, '0'],
      [2, '0'],
      [3, '30'],
      [4, '0'],
      [5, '0'],
    ]);
  });

  it('that fit both meanings count only where both agree', () => {
    expect(meaningOf(hourly([0, 50, 100]))).toBeNull();
    expect(inflows(hourly([0, 50, 100]))).toEqual([[1, '50']]);
  });

  it('yield the same deposits by the hour and as running totals', () => {
    const flows = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000 })), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(flows, (some) => {
        // A quiet first hour, and quiet ones at the end, which settle the meaning.
        const all = [0, ...some, 0, 0, 0];
        const expected = new Map(all.map((flow, hour) => [hour, flow] as const));
        for (const readings of [hourly(all), cumulative(all)])
          for (const [hour, inflow] of inflows(readings))
            expect([hour, Number(inflow)]).toEqual([hour, expected.get(Number(hour))]);
        if (some.some((flow) => flow > 0)) expect(inflows(cumulative(all))).toHaveLength(all.length - 1);
      }),
    );
  });
});
