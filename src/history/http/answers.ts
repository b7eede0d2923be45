import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { Page } from '../queries.js';
import type { TableName } from '../tables.js';
import { csvHeader, csvLine, ndjsonLine, present } from './present.js';
import { encodeCursor } from './query-values.js';

export interface ListAnswer {
  count: number;
  /** Cursor of the next page; `null` on the last one. */
  next_cursor: string | null;
  [name: string]: unknown;
}

export function jsonAnswer(table: TableName, name: string, index: number | null, page: Page): ListAnswer {
  const rows = page.rows.map((row) => present(table, row));
  return {
    ...(index !== null && { account_index: index }),
    [name]: rows,
    count: rows.length,
    next_cursor: page.next && encodeCursor(page.next),
  };
}

/**
 * Name of a file without its ending: what it holds, of which account, from when to when. Times are UTC.
 * @param index `null` for all accounts
 */
export function fileNameOf(
  table: TableName,
  index: number | null,
  { from, to }: { from?: number; to?: number },
): string {
  const moment = (time: number): string =>
    new Date(time)
      .toISOString()
      .replace('T00:00:00.000Z', '')
      .replace(/:(\d\d):.*/, '$1Z');
  const range = [
    from === undefined ? 'beginning' : moment(from),
    'to',
    to === undefined ? 'now' : moment(to),
  ];
  return [table, index ?? 'all-accounts', ...range, 'UTC'].join('_');
}

const TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const;

/** Streams pages as they are read. The first is read before the response starts, so its failure becomes an error response. */
export async function streamAnswer(
  table: TableName,
  format: 'csv' | 'ndjson',
  fileName: string,
  pages: AsyncGenerator<Page>,
): Promise<StreamableFile> {
  const first = await pages.next();
  const line = format === 'csv' ? csvLine : ndjsonLine;
  async function* lines(): AsyncGenerator<string> {
    if (format === 'csv') yield csvHeader(table);
    for (let page = first; !page.done; page = await pages.next()) {
      yield page.value.rows.map((row) => line(table, present(table, row))).join('');
    }
  }
  return new StreamableFile(Readable.from(lines(), { objectMode: false }), {
    type: TYPES[format],
    disposition: `attachment; filename="${fileName}.${format}"`,
  });
}
