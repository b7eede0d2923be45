import { notesAt, onPoints, within } from './place-marks.js';

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

  it('name each event once at the last point not after it', () => {
    const note = (id: string) => ({ id, text: `trade ${id}` });
    const markers = [
      { time: 12, kind: 'buy', note: note('1') },
      { time: 12, kind: 'buy', note: note('1') },
      { time: 13, kind: 'sell', note: note('2') },
      { time: 25, kind: 'gap' },
      { time: -1, kind: 'buy', note: note('3') },
    ] as const;
    expect([...notesAt(markers, points)]).toEqual([[10, ['trade 1', 'trade 2']]]);
  });

  it('shade every position of a span, up to now while it lasts', () => {
    expect(within([{ from: 12, to: 13 }], points)).toEqual([10]);
    expect(within([{ from: 15, to: null }], points)).toEqual([10, 20]);
    expect(within([], points)).toEqual([]);
  });
});
