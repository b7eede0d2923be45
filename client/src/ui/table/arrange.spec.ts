import { arranged, moved } from './arrange.js';
import type { Column } from './column.js';

const columns = ['time', 'account', 'size', 'price'].map((id): Column<object> => ({
  id,
  header: id,
  width: 100,
  value: () => null,
}));
const idsOf = (shown: readonly Column<object>[]): string[] => shown.map(({ id }) => id);

describe('columns as the user arranges them', () => {
  it('keep their order and widths until they are changed', () => {
    expect(arranged(columns)).toEqual(columns);
  });

  it('follow the order, and a new one stays behind its neighbor', () => {
    expect(idsOf(arranged(columns, ['price', 'gone', 'time', 'account']))).toEqual([
      'price',
      'time',
      'account',
      'size',
    ]);
    expect(idsOf(arranged(columns, ['price', 'account']))).toEqual(['time', 'price', 'account', 'size']);
  });

  it('have exactly the width that was chosen', () => {
    expect(arranged(columns, [], { size: 60 })[2]).toMatchObject({ id: 'size', width: 60, isFixed: true });
  });

  it('move to the place of another one, in both directions', () => {
    const ids = idsOf(columns);
    expect(moved(ids, 'price', 'account')).toEqual(['time', 'price', 'account', 'size']);
    expect(moved(ids, 'time', 'size')).toEqual(['account', 'size', 'time', 'price']);
    expect(moved(ids, 'time', 'gone')).toEqual(ids);
  });
});
