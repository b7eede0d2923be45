import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Logger } from '@nestjs/common';
import type { HistoryOptions } from '../../src/history/history-options.js';
import type { HistoryStore } from '../../src/history/history-store.port.js';
import { openStoreOrFault } from '../../src/history/open-store.js';
import { DATABASE_FILE } from '../../src/history/sqlite/writer.js';
import { PLACE } from '../support/embedded-store.js';
import { tradeRowOf } from '../support/history-rows.js';
import { inThisThread } from '../support/in-this-thread.js';
import { ManualClock } from '../support/manual-clock.js';
import { RememberedIncidents } from '../support/remembered-incidents.js';

describe('a history that cannot be opened', () => {
  let dataDir: string;
  let incidents: RememberedIncidents;
  const stores: HistoryStore[] = [];
  const open = async (options: Partial<HistoryOptions> = {}): Promise<HistoryStore> => {
    const common = {
      ...{
        enabled: true,
        records: true,
        snapshotIntervalMs: 60_000,
        journalMaxBytes: 0,
        accounts: [7],
        supabase: null,
      },
      ...PLACE,
    };
    const all = { ...common, dataDir, ...options };
    const store = await openStoreOrFault(all, new ManualClock(), incidents, inThisThread);
    stores.push(store);
    return store;
  };

  beforeEach(async () => {
    Logger.overrideLogger(false);
    dataDir = await mkdtemp(join(tmpdir(), 'history-unopened-'));
    incidents = new RememberedIncidents();
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await rm(dataDir, { recursive: true });
  });

  it('starts with a fault that names the cause, and records nothing', async () => {
    await writeFile(join(dataDir, 'file'), '');
    const store = await open({ dataDir: join(dataDir, 'file') });
    await store.append([tradeRowOf('1')]);
    expect(store.status()).toMatchObject({
      ...{ ready: false, dropped_rows: 1, last_error: expect.stringContaining('EEXIST') as string },
      faults: [
        { kind: 'disk-failed', message: expect.stringMatching(/is not recorded: .*EEXIST/) as string },
      ],
    });
    expect(incidents.reports).toMatchObject([{ error_type: 'history-disk-failed' }]);
  });

  it('answers queries with 503 instead of with no rows', async () => {
    await writeFile(join(dataDir, 'file'), '');
    const store = await open({ dataDir: join(dataDir, 'file') });
    const refused = { code: 'HISTORY_UNAVAILABLE' };
    const query = { accounts: [7], from: null, to: null, order: 'asc', limit: 10, cursor: null } as const;
    await expect(store.page({ table: 'trades', ...query })).rejects.toMatchObject(refused);
  });

  it('refuses labels and rules with 503, because they would be gone after the restart', async () => {
    await writeFile(join(dataDir, 'file'), '');
    const store = await open({ dataDir: join(dataDir, 'file') });
    const origin = { timestamp: 1, epoch: 'e', seq: 1, received_at: 1, raw_data: null };
    const label = { account_index: 7, label: 'Seven', group_name: null, tags: '[]', ...origin };
    const rule = { account_index: null, rule_id: 'a', rule: '{}', deleted: false, ...origin };
    const refused = { code: 'HISTORY_UNAVAILABLE' };
    await expect(store.append([{ table: 'account_labels', values: label }])).rejects.toMatchObject(refused);
    await expect(store.append([{ table: 'alert_rules', values: rule }])).rejects.toMatchObject(refused);
  });

  it('never counts a start as the first one, which would hide the fills made before it', async () => {
    await writeFile(join(dataDir, 'file'), '');
    const store = await open({ dataDir: join(dataDir, 'file') });
    expect(await store.checkpointOf(7)).toEqual({
      ...{ first_start: false, last_trade_id: null, open_gaps: [], progress: null },
    });
  });

  it('ends the start when another process holds it', async () => {
    await open();
    await expect(open()).rejects.toThrow('in use by another process');
  });

  it('ends the start when it holds the history of another network', async () => {
    await (await open()).close();
    stores.pop();
    await expect(open({ network: 'mainnet' })).rejects.toThrow('network testnet, not mainnet');
  });

  it('ends the start when a newer release wrote it', async () => {
    await (await open()).close();
    stores.pop();
    const database = new DatabaseSync(join(dataDir, DATABASE_FILE));
    database.exec(`UPDATE meta SET value = '99' WHERE name = 'schema_version'`);
    database.close();
    await expect(open()).rejects.toThrow('start the newer release again');
  });
});
