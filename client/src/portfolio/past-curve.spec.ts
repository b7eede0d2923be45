import { pastCurve } from './past-curve.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 12, 30);

describe('curve history', () => {
  let asked: { resolution: string | null; from: number }[];
  let begin: number;

  beforeEach(() => {
    asked = [];
    globalThis.fetch = ((path: string) => {
      const query = new URL(path, 'http://localhost').searchParams;
      asked.push({ resolution: query.get('resolution'), from: Number(query.get('from')) });
      const points = begin < NOW ? [{ timestamp: new Date(begin).toISOString() }] : [];
      return Promise.resolve(Response.json({ points }));
    }) as never;
  });

  it('fits the whole history into one API response', async () => {
    begin = NOW - 4_000 * DAY;
    expect((await pastCurve(null, 'all', NOW)).step).toBe(DAY);
    expect(asked).toHaveLength(1);
    expect(asked[0]!.resolution).toBe('1d');
    expect(asked[0]!.from).toBeLessThan(begin);
    expect((NOW - asked[0]!.from) / DAY).toBeLessThanOrEqual(20_000);
  });

  it('is requested at a finer resolution when shorter than the range', async () => {
    begin = NOW - 5 * HOUR;
    expect((await pastCurve([7], 'all', NOW)).step).toBe(60_000);
    expect(asked[1]).toEqual({ resolution: '1m', from: begin });
    begin = NOW - 20 * DAY;
    expect((await pastCurve([7], '1y', NOW)).step).toBe(HOUR);
  });

  it('is requested once when it fills the range or is empty', async () => {
    begin = NOW - 6 * DAY;
    expect((await pastCurve(null, '7d', NOW)).step).toBe(HOUR);
    begin = NOW;
    expect(await pastCurve(null, '1y', NOW)).toEqual({ points: [], step: 60_000 });
    expect(asked).toHaveLength(2);
  });
});
