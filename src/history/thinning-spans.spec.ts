import { thinningSpans } from './thinning-spans.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('retention', () => {
  const steps = [
    { everyMs: MINUTE, forMs: 2 * DAY },
    { everyMs: 15 * MINUTE, forMs: 60 * DAY },
    { everyMs: HOUR, forMs: null },
  ];

  it('thins more with age, on bucket boundaries', () => {
    const now = 100 * DAY + 7 * MINUTE + 5_000;
    const day = (count: number, minutes = 0) => (100 - count) * DAY + minutes * MINUTE;
    expect(thinningSpans(steps, now)).toEqual([
      { from: day(2, 7), to: day(0, 7), every_ms: MINUTE, keep_notable: true },
      { from: day(60), to: day(2), every_ms: 15 * MINUTE, keep_notable: false },
      { from: 0, to: day(60), every_ms: HOUR, keep_notable: false },
    ]);
  });

  it('keeps nothing beyond a last step that ends', () => {
    expect(thinningSpans([{ everyMs: MINUTE, forMs: DAY }], 10 * DAY).at(-1)).toEqual({
      from: 0,
      to: 9 * DAY,
      every_ms: null,
      keep_notable: false,
    });
  });
});
