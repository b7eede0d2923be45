import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FaultBoard } from '../../src/history/fault-board.js';
import { SqliteStore } from '../../src/history/sqlite/sqlite.store.js';
import { Child } from '../support/child.js';
import { historyRow, tradeRowOf } from '../support/history-rows.js';
import { inThisThread } from '../support/in-this-thread.js';
import { ManualClock } from '../support/manual-clock.js';
import { newProject, readSchema } from '../support/postgrest/database.js';
import { PostgrestServer } from '../support/postgrest/server.js';
import { RememberedIncidents } from '../support/remembered-incidents.js';

const CLI = resolve('dist/server/history/cli/main.js');

describe('npm run history', () => {
  let folder: string;
  const clock = new ManualClock();
  const open = (dataDir: string): Promise<SqliteStore> =>
    SqliteStore.open(
      {
        ...{ dataDir, exchange: 'lighter', network: 'mainnet', lockWaitMs: 0, diskFloorBytes: 0 },
        retention: [],
      },
      clock,
      new FaultBoard(clock, new RememberedIncidents()),
      inThisThread,
    );

  /** A process of its own. @returns its exit code and what it said */
  async function history(command: string, env: NodeJS.ProcessEnv): Promise<[number | null, string]> {
    const child = new Child(CLI, [command, join(folder, 'backup.ndjson')], {
      PATH: process.env.PATH,
      ...env,
    });
    const code = await child.closed;
    return [code, child.output];
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'history-cli-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('moves a history from a running SQLite to Supabase and back into another folder, and proves it', async () => {
    const [from, into] = ['from', 'into'].map((name) => join(folder, name)) as [string, string];
    const store = await open(from);
    await store.append([tradeRowOf('1'), tradeRowOf('2'), historyRow('gaps', { gap_id: 'g' })]);
    expect(await history('export', { DATA_DIR: from })).toEqual([
      0,
      'exported 0 account_snapshots, 0 positions, 0 orders, 2 trades, 0 funding, 1 gaps, 0 link_outages',
    ]);
    const database = await newProject();
    await database.exec(await readSchema());
    const server = await PostgrestServer.start(database);
    const supabase = {
      ...{ DATA_DIR: into, Supabase_Url: server.url, Supabase_service_role: 'service-key' },
    };
    expect(await history('import', supabase)).toEqual([0, 'imported 3 rows']);
    expect(await history('verify', supabase)).toEqual([0, 'all 3 rows of the file are in the history']);
    expect((await history('export', supabase))[0]).toBe(0);
    await server.close();
    await database.close();
    const back = { DATA_DIR: join(folder, 'back') };
    expect(await history('import', back)).toEqual([0, 'imported 3 rows']);
    expect(await history('verify', back)).toEqual([0, 'all 3 rows of the file are in the history']);
    await store.append([tradeRowOf('3')]);
    expect((await history('export', { DATA_DIR: from }))[0]).toBe(0);
    const [code, said] = await history('verify', back);
    expect([code, said]).toEqual([1, '1 of 4 rows of the file are missing or differ:\ntrades 7/3']);
    await store.close();
  });

  it('says how it is used', async () => {
    const [code, said] = await history('restore', {});
    expect([code, said]).toEqual([2, expect.stringContaining('npm run history -- verify <file>')]);
  });
});
