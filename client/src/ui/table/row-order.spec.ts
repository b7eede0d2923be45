import fc from 'fast-check';
import type { Column } from './column.js';
import { rowOrder, searchRows } from './row-order.js';

interface Holding {
  name: string;
  size: string | null;
}

const NAME: Column<Holding> = { id: 'name', header: 'Name', width: 1, value: ({ name }) => name };
const SIZE: Column<Holding> = {
  id: 'size',
  header: 'Size',
  width: 1,
  order: 'decimal',
  value: ({ size }) => size,
};
const rows: Holding[] = [
  { name: 'acc10', size: '9007199254740993.1' },
  { name: 'acc9', size: null },
  { name: 'acc2', size: '-3' },
  { name: 'acc1', size: '9007199254740993.2' },
];
const names = (sorted: readonly Holding[]): string[] => sorted.map(({ name }) => name);

describe('sorting rows', () => {
  it('sorts numbers within texts numerically', () => {
    expect(names(rowOrder(NAME, false)(rows))).toEqual(['acc1', 'acc2', 'acc9', 'acc10']);
  });

  it('compares decimals to the last digit and sorts unknown values last', () => {
    expect(names(rowOrder(SIZE, false)(rows))).toEqual(['acc2', 'acc10', 'acc1', 'acc9']);
    expect(names(rowOrder(SIZE, true)(rows))).toEqual(['acc1', 'acc10', 'acc2', 'acc9']);
  });

  it('keeps groups together, sorted by name', () => {
    const groupOf = ({ size }: Holding): string => (size?.startsWith('9') ? 'b large' : 'a other');
    expect(names(rowOrder(NAME, true, groupOf)(rows))).toEqual(['acc9', 'acc2', 'acc10', 'acc1']);
  });

  it('keeps the input order of rows with equal texts', () => {
    const alike = ['a1', 'a01', 'a1', 'a0'].map((name): Holding => ({ name, size: null }));
    expect(names(rowOrder(NAME, false)(alike))).toEqual(['a0', 'a1', 'a01', 'a1']);
    expect(names(rowOrder(NAME, true)(alike))).toEqual(['a1', 'a01', 'a1', 'a0']);
  });

  it('merges moved, added and removed rows exactly as a full sort would', () => {
    const holding = fc.record({
      name: fc.constantFrom('acc1', 'acc2', 'acc10', 'b'),
      size: fc.constantFrom(null, '0', '-0.0', '1', '1.0', '9007199254740993.1', '9007199254740993.2'),
    });
    const turn = fc.array(
      fc.record({ holding, at: fc.nat(), how: fc.constantFrom('move', 'add', 'drop', 'swap') }),
    );
    const groupOf = ({ name }: Holding): string => name.slice(0, 1);
    fc.assert(
      fc.property(
        fc.array(holding),
        fc.array(turn),
        fc.boolean(),
        fc.boolean(),
        (first, turns, desc, grouped) => {
          for (const column of [NAME, SIZE]) {
            const fresh = (): ReturnType<typeof rowOrder<Holding>> =>
              rowOrder(column, desc, grouped ? groupOf : undefined);
            const order = fresh();
            let now: Holding[] = first.map((one) => ({ ...one }));
            for (const changes of [[], ...turns]) {
              now = changes.reduce(
                (held, { holding: one, at, how }) => changed(held, { ...one }, at, how),
                now,
              );
              const places = (sorted: readonly Holding[]): number[] => sorted.map((row) => now.indexOf(row));
              expect(places(order(now))).toEqual(places(fresh()(now)));
            }
          }
        },
      ),
    );
  });

  it('finds text in any column, ignoring case', () => {
    expect(names(searchRows(rows, [NAME, SIZE], 'ACC1'))).toEqual(['acc10', 'acc1']);
    expect(names(searchRows(rows, [NAME, SIZE], '-3'))).toEqual(['acc2']);
    expect(searchRows(rows, [NAME, SIZE], '')).toBe(rows);
  });
});

function changed(rows: Holding[], one: Holding, at: number, how: string): Holding[] {
  const place = at % (rows.length + 1);
  if (how === 'add') return [...rows.slice(0, place), one, ...rows.slice(place)];
  if (how === 'drop') return rows.filter((_, index) => index !== place);
  if (how === 'swap') return [...rows.slice(place), ...rows.slice(0, place)];
  return rows.map((row, index) => (index === place ? one : row));
}
