import { weeksOf } from './weeks.js';

describe('weeks of a calendar', () => {
  it('begin on Monday and hold the first and the last day', () => {
    const weeks = weeksOf('2026-10-29', '2026-11-09');
    expect(weeks.map(([monday, , , , , , sunday]) => [monday, sunday])).toEqual([
      ['2026-10-26', '2026-11-01'],
      ['2026-11-02', '2026-11-08'],
      ['2026-11-09', '2026-11-15'],
    ]);
  });

  it('are one for one day, whichever it is', () => {
    for (const day of ['2026-11-02', '2026-11-05', '2026-11-08'])
      expect(weeksOf(day, day)).toEqual([expect.arrayContaining([day])]);
  });
});
