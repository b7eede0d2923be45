import fc from 'fast-check';
import { KnownTrades } from './known-trades.js';

const CAPACITY = 5;

/** What it should hold: the highest ids, ascending. */
const kept = (ids: readonly number[]): number[] => [...ids].sort((a, b) => a - b).slice(-CAPACITY);

describe('known trades', () => {
  it('hold the highest ids and count all lower ones as known, in every version that grows', () => {
    const growths = fc.array(fc.record({ parent: fc.nat(), ids: fc.array(fc.nat(60), { maxLength: 3 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(growths, (steps) => {
        const versions = [{ known: KnownTrades.of([], CAPACITY), model: [] as number[] }];
        for (const { parent, ids } of steps) {
          const { known, model } = versions[parent % versions.length]!;
          const added = [...new Set(ids)].filter((id) => !model.includes(id));
          versions.push({ known: known.with(added.map(String)), model: kept([...model, ...added]) });
        }
        for (const { known, model } of versions) {
          expect(known.toJSON()).toEqual(model.map(String));
          const below = (id: number): boolean => model.length === CAPACITY && id < model[0]!;
          for (let id = 0; id <= 60; id++)
            expect(known.has(String(id))).toBe(model.includes(id) || below(id));
        }
      }),
    );
  });
});
