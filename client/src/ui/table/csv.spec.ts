import type { Column } from './column.js';
import { toCsv } from './csv.js';

interface Holding {
  name: string;
  size: string | null;
  at: number;
}

it('a table is saved as it is shown, exact, in UTC, and without formulas', () => {
  const columns: Column<Holding>[] = [
    { id: 'name', header: 'Name', width: 1, value: ({ name }) => name },
    { id: 'size', header: 'Size, USD', width: 1, order: 'decimal', value: ({ size }) => size },
    { id: 'at', header: 'At', width: 1, order: 'number', value: ({ at }) => at },
  ];
  const rows = [
    { name: '=HYPERLINK("x")', size: '-1234.567890', at: Date.UTC(2026, 10, 1) },
    { name: 'a', size: null, at: 3 },
  ];
  expect(toCsv(columns, rows)).toBe(
    'Name,"Size, USD",At\r\n"\'=HYPERLINK(""x"")",-1234.567890,2026-11-01T00:00:00.000Z\r\na,,3\r\n',
  );
});
