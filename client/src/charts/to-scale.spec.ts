import { toScale } from './to-scale.js';

const points = (...times: number[]) => times.map((time) => ({ time, value: 1 }));

describe('a time axis to scale', () => {
  it('inserts an empty position for each missing step', () => {
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

  it('treats points rarer than one per step as one curve', () => {
    const rare = toScale(points(0, 50, 100, 150, 500), 10);
    expect(rare.filter(({ broken }) => broken).map(({ time }) => time)).toEqual([150]);
    expect(rare).toHaveLength(51);
  });

  it('leaves zero or one point unchanged', () => {
    expect(toScale([], 10)).toEqual([]);
    expect(toScale(points(5), 10)).toEqual(points(5));
  });
});
