import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * What release 0.1 left on a disk after three lives over the simulated exchange: `data` is a DATA_DIR with every file of it
 * (the exchange was gone at the end, so gaps and outages are open), `waiting` one whose rows wait for Supabase,
 * `export.ndjson` the backup of `data`, `supabase_schema.sql` the schema of that release. Made once by that release; never made
 * again.
 */
export const STORED = resolve('test/fixtures/stored-0.1');

/** Network that the rows of these files belong to. */
export const STORED_NETWORK = '127.0.0.1:46755';

/** @returns a folder of its own with these files in it */
export async function copyStored(name: 'data' | 'waiting'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stored-'));
  await cp(join(STORED, name), folder, { recursive: true });
  return folder;
}

/** Tables, columns, keys and indexes of a history file, in an order that does not depend on when they were made. */
export function layoutOf(file: string): unknown[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const names = (sql: string): string[] =>
    database
      .prepare(sql)
      .all()
      .map(({ name }) => String(name));
  const tables = names(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
  );
  const layout = tables.map((table) => ({
    table,
    columns: database
      .prepare(`SELECT name, type FROM pragma_table_info(?) ORDER BY name`)
      .all(table)
      .map((row) => ({ ...row })),
    indexes: database
      .prepare(
        `SELECT l."unique", group_concat(i.name) AS columns FROM pragma_index_list(?) l
         JOIN pragma_index_info(l.name) i GROUP BY l.name, l."unique" ORDER BY columns, 1`,
      )
      .all(table)
      .map((row) => ({ ...row })),
  }));
  database.close();
  return layout;
}
