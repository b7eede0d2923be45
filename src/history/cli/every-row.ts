import type { RowSource } from '../open-store.js';
import type { Cursor, Page } from '../queries.js';
import type { StoredRow } from '../row.js';
import type { TableName } from '../tables.js';

const PAGE = 1_000;

/** All rows of a table in order of time, holding one page in memory. */
export async function* everyRow(
  source: Pick<RowSource, 'page'>,
  table: TableName,
  span: { from: number | null; to: number | null } = { from: null, to: null },
): AsyncGenerator<StoredRow> {
  let cursor: Cursor | null = null;
  do {
    const page: Page = await source.page({
      table,
      accounts: null,
      ...span,
      order: 'asc',
      limit: PAGE,
      cursor,
    });
    yield* page.rows;
    cursor = page.next;
  } while (cursor);
}
