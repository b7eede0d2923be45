import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Logger } from '@nestjs/common';
import { DATABASE_FILE } from '../../src/history/sqlite/writer.js';
import type { SqliteStore } from '../../src/history/sqlite/sqlite.store.js';
import { WorkerThread } from '../../src/history/sqlite/worker-thread.js';
import type { ThreadStarter } from '../../src/history/sqlite/worker-thread.js';
import { openEmbedded } from '../support/embedded-store.js';
import { tradeRowOf } from '../support/history-rows.js';
import { inThisThread } from '../support/in-this-thread.js';

const TRADES = {
  table: 'trades',
  accounts: [7],
  from: null,
  to: null,
  order: 'asc',
  limit: 10,
  cursor: null,
} as const;

/** Overwrites the root page of a table, which nothing reads while a file is opened. */
async function damage(file: string, table: string): Promise<void> {
  const database = new DatabaseSync(file);
  const root = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table)
    ?.rootpage as number;
  const size = database.prepare('PRAGMA page_size').get()?.page_size as number;
  database.close();
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(size, 0xff), 0, size, (root - 1) * size);
  await handle.close();
}

describe('a damaged history.sqlite', () => {
  let dataDir: string;
  const stores: SqliteStore[] = [];
  const start = async (thread: ThreadStarter = inThisThread): Promise<SqliteStore> => {
    const store = await openEmbedded(dataDir, {}, { thread });
    stores.push(store);
    return store;
  };
  const stop = (): Promise<void[]> => Promise.all(stores.splice(0).map((store) => store.close()));
  const broken = (): string[] => readdirSync(dataDir).filter((name) => /\.broken-\d{8}T\d{6}Z$/.test(name));
  const trades = async (store: SqliteStore) =>
    (await store.page({ ...TRADES })).rows.map(({ trade_id }) => trade_id);

  beforeEach(async () => {
    Logger.overrideLogger(false);
    dataDir = await mkdtemp(join(tmpdir(), 'history-damage-'));
  });
  afterEach(async () => {
    await stop();
    await rm(dataDir, { recursive: true });
  });

  it('is set aside at the start, with a fault that names it and a remedy', async () => {
    await writeFile(join(dataDir, DATABASE_FILE), 'not a database, although it is long enough'.repeat(100));
    const store = await start();
    expect(broken()).toHaveLength(1);
    const { faults, ready } = store.status();
    expect(faults).toMatchObject([
      { kind: 'damaged', what_to_do: expect.stringContaining('history -- import') },
    ]);
    expect(faults[0]?.message).toContain(broken()[0]);
    expect(ready).toBe(true);
    await store.append([tradeRowOf('1')]);
    expect(await trades(store)).toEqual(['1']);
  });

  it.each([
    ['in this thread', inThisThread],
    ['over threads', WorkerThread.start],
  ])('is set aside when a write finds the damage, and the rows go into a new file, %s', async (_, thread) => {
    await (await start()).append([tradeRowOf('1')]);
    await stop();
    await damage(join(dataDir, DATABASE_FILE), 'trades');
    const store = await start(thread);
    expect(store.status().faults).toEqual([]);
    await store.append([tradeRowOf('2')]);
    await store.append([tradeRowOf('3')]);
    expect(store.status().faults.map(({ kind }) => kind)).toEqual(['damaged']);
    expect(broken()).toHaveLength(1);
    expect(await trades(store)).toEqual(['2', '3']);
  });

  it.each(['open_orders', 'link_outages', 'alert_notes'])(
    'is set aside when the start reads damage in %s, and the next write reports it',
    async (table) => {
      await (await start()).append([tradeRowOf('1')]);
      await stop();
      await damage(join(dataDir, DATABASE_FILE), table);
      const store = await start();
      expect(await store.openRows()).toEqual({ positions: [], orders: [], outages: [] });
      expect([await store.kept('alerts', 0), await store.notes()]).toEqual([[], {}]);
      expect(broken()).toHaveLength(1);
      expect((await store.checkpointOf(7)).first_start).toBe(false);
      await store.append([tradeRowOf('2')]);
      expect(store.status().faults.map(({ kind }) => kind)).toEqual(['damaged']);
      expect(await trades(store)).toEqual(['2']);
    },
  );

  it('answers reads with HISTORY_UNAVAILABLE until a write finds the damage', async () => {
    await (await start()).append([tradeRowOf('1')]);
    await stop();
    await damage(join(dataDir, DATABASE_FILE), 'trades');
    const store = await start();
    await expect(trades(store)).rejects.toMatchObject({ code: 'HISTORY_UNAVAILABLE' });
    const sums = store.pnl({ by: 'account', accounts: null, from: null, to: null, tz: 'UTC' });
    await expect(sums).rejects.toMatchObject({ code: 'HISTORY_UNAVAILABLE' });
  });

  it('is readable by its own user only, as every file beside it', async () => {
    await writeFile(join(dataDir, DATABASE_FILE), '', { mode: 0o644 });
    await (await start()).append([tradeRowOf('1')]);
    for (const name of readdirSync(dataDir).filter((name) => name.startsWith(DATABASE_FILE)))
      expect([name, statSync(join(dataDir, name)).mode & 0o777]).toEqual([name, 0o600]);
  });
});
