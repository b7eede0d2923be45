// Rows a second into each store, acknowledged batch by batch.
import { dropFolder, newFolder, openSqlite, openSupabase, trades } from './stores.mjs';

// Imported after `stores.mjs`, which enables loading TypeScript.
const { Project } = await import('../../test/support/postgrest/project.js');

/** @param {number} rows @param {(batch: import('../../src/history/row.js').HistoryRow[]) => Promise<void>} append @param {number} size */
async function pour(rows, append, size) {
  const began = performance.now();
  for (let first = 0; first < rows; first += size) await append(trades(first, size));
  return rows / ((performance.now() - began) / 1_000);
}

/** @param {number} rows */
export async function measureWriting(rows) {
  /** @type {Record<string, number>} */
  const perSecond = {};
  for (const size of [1, 500]) {
    const folder = newFolder();
    const store = await openSqlite(folder);
    perSecond[`SQLite, ${size} a batch`] = await pour(
      size === 1 ? rows / 100 : rows,
      (batch) => store.append(batch),
      size,
    );
    await store.close();
    dropFolder(folder);
  }
  const project = await Project.open();
  const { server } = project;
  const folder = newFolder();
  server.fault = (_, response) => !!response.destroy();
  const store = await openSupabase(folder, server.url);
  const waiting = rows / 10;
  perSecond['journal, Supabase away, 500 a batch'] = await pour(waiting, (batch) => store.append(batch), 500);
  server.fault = () => false;
  const began = performance.now();
  await store.flush();
  perSecond['journal to Supabase (PGlite in this process)'] = waiting / ((performance.now() - began) / 1_000);
  if (store.status().lag_rows !== 0) throw new Error('rows remain in the journal');
  await store.close();
  await project.close();
  dropFolder(folder);
  return perSecond;
}
