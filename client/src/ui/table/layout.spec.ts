import type { Column } from './column.js';
import { phoneColumns } from './layout.js';

const column = (id: string, phoneWidth?: number): Column<object> => ({
  id,
  header: id,
  width: 100,
  ...(phoneWidth && { phoneWidth }),
  value: () => null,
});

describe('the columns on a phone', () => {
  const columns = ['time', 'account', 'size', 'price', 'id'].map((id) => column(id));

  it('begin with those that matter there; the others follow in their own order', () => {
    const shown = phoneColumns(columns, ['account', 'price', 'absent']);
    expect(shown.map(({ id }) => id)).toEqual(['account', 'price', 'time', 'size', 'id']);
    expect(phoneColumns(columns, [])).toEqual(columns);
  });

  it('are as wide as they are said to be there', () => {
    expect(phoneColumns([column('a', 70), column('b')], []).map(({ width }) => width)).toEqual([70, 100]);
  });
});
