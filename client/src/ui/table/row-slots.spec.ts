import fc from 'fast-check';
import { rowSlots } from './row-slots.js';

const places = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => first + at);

describe('row slots', () => {
  it('reuses slots of indexes that left and keeps the others', () => {
    const assign = rowSlots();
    assign(places(0, 4));
    expect([...assign(places(2, 4))]).toEqual([
      [2, 2],
      [3, 3],
      [4, 0],
      [5, 1],
    ]);
    expect([...assign(places(40, 4)).values()].sort()).toEqual([0, 1, 2, 3]);
  });

  it('never assigns one slot to two rows', () => {
    const view = fc.tuple(fc.nat(200), fc.nat(30));
    fc.assert(
      fc.property(fc.array(view), (views) => {
        const assign = rowSlots();
        let before: ReadonlyMap<number, number> = new Map();
        for (const [first, count] of views) {
          const slots = assign(places(first, count));
          expect([...slots.keys()].sort((a, b) => a - b)).toEqual(places(first, count));
          expect(new Set(slots.values()).size).toBe(count);
          for (const [place, slot] of before) if (slots.has(place)) expect(slots.get(place)).toBe(slot);
          before = slots;
        }
      }),
    );
  });
});
