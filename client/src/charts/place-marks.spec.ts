import { onPoints, within } from './place-marks.js';

const points = [0, 10, 20].map((time) => ({ time, value: 1 }));

describe('marks on a curve', () => {
  it('attach to the last point not after them, one of a kind each, by time', () => {
    const markers = [
      { time: 25, kind: 'sell' },
      { time: 19, kind: 'buy' },
      { time: 10, kind: 'buy' },
      { time: 12, kind: 'gap' },
      { time: -1, kind: 'buy' },
    ] as const;
    expect(onPoints(markers, points)).toEqual([
      { time: 10, kind: 'buy' },
      { time: 10, kind: 'gap' },
      { time: 20, kind: 'sell' },
    ]);
    expect(onPoints(markers, [])).toEqual([]);
  });

  it('shade every position of a span, up to now while it lasts', () => {
    expect(within([{ from: 12, to: 13 }], points)).toEqual([10]);
    expect(within([{ from: 15, to: null }], points)).toEqual([10, 20]);
    expect(within([], points)).toEqual([]);
  });
});
