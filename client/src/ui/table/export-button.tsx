import Download from 'lucide:download';
import { Button } from '../button.js';
import { downloadText, fileName } from '../download.js';
import type { Column } from './column.js';
import { toCsv } from './csv.js';

/** Saves the rows of a table as they are filtered and searched, with the columns that are shown. */
export function ExportButton<R>({
  table,
  columns,
  rows,
}: {
  table: string;
  columns: readonly Column<R>[];
  rows: readonly R[] | null;
}) {
  return (
    <Button
      look="quiet"
      className="w-7 !px-0 pointer-coarse:w-9"
      aria-label="Save as CSV"
      title="Save these rows as CSV"
      disabled={!rows?.length}
      onClick={() => downloadText(fileName(table, 'csv'), toCsv(columns, rows ?? []))}
    >
      <Download size={14} />
    </Button>
  );
}
