import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Child } from '../support/child.js';
import { openEmbedded } from '../support/embedded-store.js';
import { historyRow, tradeRowOf } from '../support/history-rows.js';
import { Project } from '../support/postgrest/project.js';

const CLI = resolve('dist/server/history/cli/main.js');

describe('npm run history', () => {
  let folder: string;

  /** Runs the command in a process of its own. @returns its exit code and output */
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

  it('copies a live SQLite history to Supabase and back, verified', async () => {
    const [from, into] = ['from', 'into'].map((name) => join(folder, name)) as [string, string];
    const store = await openEmbedded(from, { network: 'mainnet' });
    await store.append([tradeRowOf('1'), tradeRowOf('2'), historyRow('gaps', { gap_id: 'g' })]);
    expect(await history('export', { DATA_DIR: from })).toEqual([
      0,
      'exported 0 account_snapshots, 0 positions, 0 orders, 2 trades, 0 funding, 0 cash_flows, 1 gaps, 0 link_outages, ' +
        '0 account_labels, 0 alert_rules, 0 alerts',
    ]);
    const project = await Project.open();
    const { url } = project.server;
    const supabase = { DATA_DIR: into, Supabase_Url: url, Supabase_service_role: 'service-key' };
    expect(await history('import', supabase)).toEqual([0, 'imported 3 rows']);
    expect(await history('verify', supabase)).toEqual([0, 'all 3 rows of the file are in the history']);
    expect((await history('export', supabase))[0]).toBe(0);
    await project.close();
    const back = { DATA_DIR: join(folder, 'back') };
    expect(await history('import', back)).toEqual([0, 'imported 3 rows']);
    expect(await history('verify', back)).toEqual([0, 'all 3 rows of the file are in the history']);
    await store.append([tradeRowOf('3')]);
    expect((await history('export', { DATA_DIR: from }))[0]).toBe(0);
    const [code, said] = await history('verify', back);
    expect([code, said]).toEqual([
      1,
      '1 of 4 rows of the file are missing or differ:\ntrades 7/3/1793491200000',
    ]);
    await store.close();
  });

  it('refuses to export the history of another network', async () => {
    const testnet = join(folder, 'testnet');
    await (await openEmbedded(testnet, { network: 'testnet' })).close();
    const [code, said] = await history('export', { DATA_DIR: testnet });
    expect([code, said]).toEqual([
      1,
      expect.stringContaining('holds history of network testnet, not mainnet'),
    ]);
  });

  it('prints its usage', async () => {
    const [code, said] = await history('restore', {});
    expect([code, said]).toEqual([2, expect.stringContaining('npm run history -- verify <file>')]);
  });
});
