import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importHistory } from '../../src/history/cli/import.js';
import { verifyHistory } from '../../src/history/cli/verify.js';
import type { SqliteStore } from '../../src/history/sqlite/sqlite.store.js';
import { DATABASE_FILE } from '../../src/history/sqlite/writer.js';
import { TABLE_NAMES, type TableName } from '../../src/history/tables.js';
import { readSchema } from '../support/postgrest/database.js';
import { openEmbedded } from '../support/embedded-store.js';
import { historyRow, tradeRowOf } from '../support/history-rows.js';
import { copyStored, layoutOf, STORED, STORED_NETWORK } from '../support/stored-files.js';
import { SupabaseHarness } from './supabase.harness.js';

const VENUE = { exchange: 'lighter', network: STORED_NETWORK };
const BACKUP = join(STORED, 'export.ndjson');
const EVERYTHING = { found: 107, missing: [] as string[] };

describe('data stored by release 0.1', () => {
  const harness = new SupabaseHarness().use();
  const folders: string[] = [];
  const open: SqliteStore[] = [];
  const stored = async (name: 'data' | 'waiting'): Promise<string> => {
    const folder = await copyStored(name);
    folders.push(folder);
    return folder;
  };
  const openAt = async (folder: string, options: object = {}): Promise<SqliteStore> => {
    const store = await openEmbedded(folder, { network: STORED_NETWORK, ...options });
    open.push(store);
    return store;
  };
  const found = async (store: Parameters<typeof verifyHistory>[0]) => {
    const { rows, missing } = await verifyHistory(store, VENUE, BACKUP);
    return { found: rows, missing };
  };
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  it('opens with every row, and accepts new ones', async () => {
    const folder = await stored('data');
    const store = await openAt(folder);
    expect(await found(store)).toEqual(EVERYTHING);
    const { positions, orders, outages } = await store.openRows();
    expect([positions.length, orders.length, outages.length]).toEqual([7, 7, 5]);
    for (const account of [281001, 281002]) {
      const { first_start, last_trade_id, open_gaps } = await store.checkpointOf(account);
      expect([first_start, open_gaps.length]).toEqual([false, 1]);
      expect(last_trade_id).toMatch(/^264120000\d\d$/);
    }
    await store.append([historyRow('positions', { market_id: 0, event: 'opened', mark_at: 5 })]);
    const page = await store.page({ ...ALL, table: 'positions', accounts: [7] });
    expect(page.rows).toMatchObject([{ mark_at: 5 }]);
  });

  it('migrates to the layout of a new file, once', async () => {
    const [folder, fresh] = [await stored('data'), await mkdtemp(join(tmpdir(), 'fresh-'))];
    folders.push(fresh);
    await (await openEmbedded(folder, { network: STORED_NETWORK })).close();
    await (await openEmbedded(fresh)).close();
    expect(layoutOf(join(folder, DATABASE_FILE))).toEqual(layoutOf(join(fresh, DATABASE_FILE)));
    expect(await found(await openAt(folder))).toEqual(EVERYTHING);
  });

  it('is not changed when it belongs to another network', async () => {
    const folder = await stored('data');
    await expect(openEmbedded(folder, { network: 'mainnet' })).rejects.toThrow('not mainnet');
    expect(layoutOf(join(folder, DATABASE_FILE))).toEqual(layoutOf(join(STORED, 'data', DATABASE_FILE)));
  });

  it('imports from its backup into either store', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'imported-'));
    folders.push(folder);
    const embedded = await openAt(folder);
    await importHistory(embedded, VENUE, BACKUP);
    expect(await found(embedded)).toEqual(EVERYTHING);
    const remote = await harness.start({ network: STORED_NETWORK });
    await importHistory(remote, VENUE, BACKUP);
    await remote.flush();
    expect(await found(remote)).toEqual(EVERYTHING);
  });

  it('sends waiting rows to Supabase, or to SQLite without it', async () => {
    const remote = await harness.start({ dataDir: await stored('waiting'), network: STORED_NETWORK });
    await remote.flush();
    expect(remote.status()).toMatchObject({ lag_rows: 0, quarantined_rows: 0, faults: [] });
    const embedded = await openAt(await stored('waiting'));
    for (const table of TABLE_NAMES)
      expect([table, await countIn(embedded, table)]).toEqual([table, await harness.count(table)]);
    expect(await harness.count('trades')).toBe(34);
  });

  it('names supabase_schema.sql and keeps rows while Supabase has the old schema', async () => {
    const tables = TABLE_NAMES.join(', ');
    await harness.database.exec(
      `drop table ${tables}; ${await readFile(join(STORED, 'supabase_schema.sql'), 'utf8')}`,
    );
    await harness.server.reload();
    const store = await harness.start();
    await store.append([
      tradeRowOf('1'),
      historyRow('positions', { market_id: 0, event: 'opened', mark_at: 5 }),
      historyRow('funding', { funding_id: '1' }),
      historyRow('cash_flows', { flow_id: '1' }),
    ]);
    await store.flush();
    const { faults, lag_rows, quarantined_rows } = store.status();
    expect([lag_rows, quarantined_rows]).toEqual([3, 0]);
    expect(faults.map(({ kind }) => kind).sort()).toEqual([
      'missing-column',
      'missing-table',
      'schema-changed',
    ]);
    for (const { what_to_do } of faults) expect(what_to_do).toContain('supabase_schema.sql');
    await expect(store.page({ ...ALL, table: 'positions', accounts: [7] })).rejects.toThrow(
      /supabase_schema\.sql/,
    );
    await harness.database.exec(await readSchema());
    await harness.server.reload();
    await store.flush();
    expect(store.status()).toMatchObject({ lag_rows: 0, faults: [] });
    expect([await harness.count('trades'), await harness.count('positions')]).toEqual([1, 1]);
  });
});

const ALL = { accounts: null, from: null, to: null, order: 'asc', limit: 1000, cursor: null } as const;

async function countIn(store: SqliteStore, table: TableName): Promise<number> {
  return (await store.page({ ...ALL, table })).rows.length;
}
