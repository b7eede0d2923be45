import type { Column } from './column.js';
import { phoneColumns } from './layout.js';

const column = (id: string, phoneWidth?: number): Column<object> => ({
  id,
  header: id,
  width: 100,
  ...(phoneWidth && { phoneWidth }),
  value: () => null,
});

describe('columns on a phone', () => {
  const columns = ['time', 'account', 'size', 'price', 'id'].map((id) => column(id));

  it('lead with the given columns; the others keep their order', () => {
    const shown = phoneColumns(columns, ['account', 'price', 'absent']);
    expect(shown.map(({ id }) => id)).toEqual(['account', 'price', 'time', 'size', 'id']);
    expect(phoneColumns(columns, [])).toEqual(columns);
  });

  it('use their phone widths', () => {
    expect(phoneColumns([column('a', 70), column('b')], []).map(({ width }) => width)).toEqual([70, 100]);
  });
});
