import { toScale } from './to-scale.js';

const points = (...times: number[]) => times.map((time) => ({ time, value: 1 }));

describe('a time axis to scale', () => {
  it('keeps a place free for each step without a point, and says what is not known', () => {
    expect(toScale(points(0, 10, 20, 60, 70), 10)).toEqual([
      { time: 0, value: 1 },
      { time: 10, value: 1 },
      { time: 20, value: 1, broken: true },
      { time: 30 },
      { time: 40 },
      { time: 50 },
      { time: 60, value: 1 },
      { time: 70, value: 1 },
    ]);
  });

  it('takes points that always come less often than one a step for a whole curve', () => {
    const rare = toScale(points(0, 50, 100, 150, 500), 10);
    expect(rare.filter(({ broken }) => broken).map(({ time }) => time)).toEqual([150]);
    expect(rare).toHaveLength(51);
  });

  it('has nothing to add to none or one', () => {
    expect(toScale([], 10)).toEqual([]);
    expect(toScale(points(5), 10)).toEqual(points(5));
  });
});
