import { rangeOf } from './date-range.js';

const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

it('a range of dates covers whole days, also of 25 hours and at the date line', () => {
  const berlin = rangeOf('2026-10-25', '2026-10-25', 'Europe/Berlin');
  expect([iso(berlin.from), iso(berlin.to)]).toEqual([
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
  ]);
  const auckland = rangeOf('2026-12-01', '', 'Pacific/Auckland');
  expect([iso(auckland.from), auckland.to]).toEqual(['2026-11-30T11:00:00.000Z', undefined]);
  expect(iso(rangeOf('2026-12-01', '', 'Asia/Tokyo').from)).toBe('2026-11-30T15:00:00.000Z');
  expect(rangeOf('', 'tomorrow', 'UTC')).toEqual({});
});
