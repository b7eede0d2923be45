import { searchRows, sortRows } from './arrange-rows.js';
import type { Column } from './column.js';

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

describe('rows in order', () => {
  it('reads numbers within texts as numbers', () => {
    expect(names(sortRows(rows, NAME, false))).toEqual(['acc1', 'acc2', 'acc9', 'acc10']);
  });

  it('compares decimals to the last digit, and puts what is not known last either way', () => {
    expect(names(sortRows(rows, SIZE, false))).toEqual(['acc2', 'acc10', 'acc1', 'acc9']);
    expect(names(sortRows(rows, SIZE, true))).toEqual(['acc1', 'acc10', 'acc2', 'acc9']);
  });

  it('keeps groups together, in the order of their names, whatever the order within', () => {
    const groupOf = ({ size }: Holding): string => (size?.startsWith('9') ? 'b large' : 'a other');
    expect(names(sortRows(rows, NAME, true, groupOf))).toEqual(['acc9', 'acc2', 'acc10', 'acc1']);
  });

  it('finds a text in any column, in capitals or not', () => {
    expect(names(searchRows(rows, [NAME, SIZE], 'ACC1'))).toEqual(['acc10', 'acc1']);
    expect(names(searchRows(rows, [NAME, SIZE], '-3'))).toEqual(['acc2']);
    expect(searchRows(rows, [NAME, SIZE], '')).toBe(rows);
  });
});
