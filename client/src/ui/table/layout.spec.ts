import type { Column } from './column.js';
import { gridTemplate, phoneColumns } from './layout.js';

const column = (id: string, more: Partial<Column<object>> = {}): Column<object> => ({
  ...{ id, header: id, width: 160, value: () => null, ...more },
});

describe('the layout of columns', () => {
  it('uses phone widths on a phone', () => {
    const columns = [column('a', { phoneWidth: 70 }), column('b')];
    expect(phoneColumns(columns).map(({ width }) => width)).toEqual([70, 160]);
  });

  it('shares the space that is left, but not with a column whose width was chosen', () => {
    expect(gridTemplate([column('a'), column('b', { isFixed: true })])).toBe(
      'minmax(min(10rem, 44vw), 160fr) min(10rem, 44vw)',
    );
  });
});
