import fc from 'fast-check';
import { RecentIds } from './recent-ids.js';

const CAPACITY = 5;

describe('recent ids', () => {
  it('hold the latest ids, in every version and every order of growth', () => {
    const growths = fc.array(fc.record({ parent: fc.nat(), count: fc.nat(3) }), { maxLength: 60 });
    fc.assert(
      fc.property(growths, (steps) => {
        const versions = [{ ids: RecentIds.of([], CAPACITY), model: [] as string[] }];
        let next = 0;
        for (const { parent, count } of steps) {
          const { ids, model } = versions[parent % versions.length]!;
          const added = Array.from({ length: count }, () => `id ${next++}`);
          versions.push({ ids: ids.with(added), model: [...model, ...added].slice(-CAPACITY) });
        }
        for (const { ids, model } of versions) {
          expect(ids.toJSON()).toEqual(model);
          for (let at = 0; at < next; at++) expect(ids.has(`id ${at}`)).toBe(model.includes(`id ${at}`));
        }
      }),
    );
  });

  it('counts one that had been forgotten and came again among the latest', () => {
    const again = RecentIds.of(['a', 'b', 'c'], 2).with(['a']);
    expect(again.toJSON()).toEqual(['c', 'a']);
  });
});
