import { spanOf } from './span.js';

const HOUR = 3_600_000;

describe('history date ranges', () => {
  it('are whole local days, the last one inclusive', () => {
    const { from, to } = spanOf('2026-11-23', '2026-11-24');
    expect(new Date(from!).getHours()).toBe(0);
    expect((to! - from!) / HOUR).toBe(48);
  });

  it('are open where no day is selected', () => {
    expect(spanOf('', '')).toEqual({ from: undefined, to: undefined });
  });
});
