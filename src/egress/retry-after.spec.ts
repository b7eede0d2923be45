import { LONGEST_RETRY_AFTER_MS, retryAfterMs } from './retry-after.js';

const NOW = Date.parse('2026-11-01T12:00:00Z');

describe('Retry-After', () => {
  it('is read as seconds or as a date of the exchange', () => {
    expect(retryAfterMs('17', NOW)).toBe(17_000);
    expect(retryAfterMs('Sun, 01 Nov 2026 12:00:30 GMT', NOW)).toBe(30_000);
  });

  it.each([undefined, null, '', 'soon', '-5', '0', 'Sun, 01 Nov 2026 11:59:59 GMT'])(
    'is ignored as %p',
    (header) => expect(retryAfterMs(header, NOW)).toBeNull(),
  );

  it('is unusable as a date while the exchange has not shown its time', () => {
    expect(retryAfterMs('Sun, 01 Nov 2026 12:00:30 GMT', null)).toBeNull();
  });

  it.each(['1793534400', '31536000', 'Mon, 01 Nov 2027 12:00:00 GMT'])(
    'is capped when it says %s',
    (header) => {
      expect(retryAfterMs(header, NOW)).toBe(LONGEST_RETRY_AFTER_MS);
    },
  );
});
