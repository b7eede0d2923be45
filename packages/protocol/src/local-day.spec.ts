import fc from 'fast-check';
import { isTimeZone, localDate, startOfLocalDay, startOfNextLocalDay } from './local-day.js';

const HOUR = 3_600_000;
const hours = (at: string, zone: string): number => {
  const moment = Date.parse(at);
  return (startOfNextLocalDay(moment, zone) - startOfLocalDay(moment, zone)) / HOUR;
};

describe('local days', () => {
  it('have 23 and 25 hours where the clocks change', () => {
    expect(hours('2026-03-29T12:00:00Z', 'Europe/Berlin')).toBe(23);
    expect(hours('2026-10-25T12:00:00Z', 'Europe/Berlin')).toBe(25);
    expect(hours('2026-11-01T12:00:00Z', 'America/New_York')).toBe(25);
    expect(hours('2026-11-01T12:00:00Z', 'UTC')).toBe(24);
  });

  it('begin at the change of the clocks where midnight does not exist', () => {
    const at = Date.parse('2026-04-24T12:00:00Z');
    expect(new Date(startOfLocalDay(at, 'Africa/Cairo')).toISOString()).toBe('2026-04-23T22:00:00.000Z');
    expect(hours('2026-04-24T12:00:00Z', 'Africa/Cairo')).toBe(23);
  });

  it('follow one another without gap or overlap', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/Havana',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.parse('2015-01-01'), max: Date.parse('2035-01-01') }),
        fc.constantFrom(...zones),
        (at, zone) => {
          const [start, next] = [startOfLocalDay(at, zone), startOfNextLocalDay(at, zone)];
          expect(start).toBeLessThanOrEqual(at);
          expect(next).toBeGreaterThan(at);
          expect(startOfLocalDay(start, zone)).toBe(start);
          expect(localDate(start, zone)).toBe(localDate(at, zone));
          expect(localDate(next - 1, zone)).toBe(localDate(at, zone));
          expect(localDate(next, zone)).not.toBe(localDate(at, zone));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('exist for known time zones only', () => {
    expect(['UTC', 'Europe/Berlin', "x'; --", 'Mars/Olympus', ''].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
