import { retryAfterMs } from './retry-after.js';

describe('what Retry-After asks for', () => {
  const now = Date.parse('2026-11-01T00:00:00Z');

  it.each([
    ['seconds', '30', 30_000],
    ['a date', 'Sun, 01 Nov 2026 00:02:00 GMT', 120_000],
    ['a date that is past', 'Sun, 01 Nov 2026 00:00:00 GMT', null],
    ['no time at all', '0', null],
    ['nonsense', 'soon', null],
    ['nothing', undefined, null],
  ])('reads %s', (_, header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});
