import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { exportHistory } from '../../src/history/cli/export.js';
import { importHistory } from '../../src/history/cli/import.js';
import { verifyHistory } from '../../src/history/cli/verify.js';
import type { HistoryStore } from '../../src/history/history-store.port.js';
import type { SqliteStore } from '../../src/history/sqlite/sqlite.store.js';
import { openEmbedded } from '../support/embedded-store.js';
import { historyRow, tradeRowOf } from '../support/history-rows.js';
import { SupabaseHarness } from './supabase.harness.js';

const WHOSE = { exchange: 'lighter', network: 'testnet' };
const EXACT = '123456789012345.678901234567890';

describe('backup of the history', () => {
  const harness = new SupabaseHarness().use();
  let folder: string;
  let embedded: SqliteStore;
  const file = () => join(folder, 'backup.ndjson');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'history-backup-'));
    embedded = await openEmbedded(folder);
  });
  afterEach(async () => {
    await embedded.close();
    await rm(folder, { recursive: true });
  });

  async function fill(store: HistoryStore): Promise<void> {
    await store.append([
      ...Array.from({ length: 2_300 }, (_, i) =>
        tradeRowOf(`${i}`, { price: EXACT, raw_data: '{"id":10414574259102759}' }),
      ),
      historyRow('account_snapshots', { equity: EXACT, stale: true }),
      historyRow('gaps', { gap_id: 'g', complete: false }),
    ]);
  }

  async function backUp(store: HistoryStore): Promise<Record<string, number>> {
    const out = createWriteStream(file());
    const counts = await exportHistory(store, WHOSE, out);
    out.end();
    await finished(out);
    return counts;
  }

  it('moves SQLite to Supabase completely and exactly, even twice', async () => {
    await fill(embedded);
    expect(await backUp(embedded)).toMatchObject({ trades: 2_300, account_snapshots: 1, gaps: 1, orders: 0 });
    const remote = await harness.start();
    for (let times = 0; times < 2; times++) {
      expect(await importHistory(remote, WHOSE, file())).toBe(2_302);
      await remote.flush();
    }
    expect(await verifyHistory(remote, WHOSE, file())).toEqual({
      rows: 2_302,
      missing: [],
      missing_count: 0,
    });
    expect(await harness.tradesIn()).toHaveLength(2_300);
    const { rows } = await harness.database.query(
      `select distinct raw_data->>'id' as id, price::text from trades`,
    );
    expect(rows).toEqual([{ id: '10414574259102759', price: EXACT }]);
  });

  it('moves Supabase to SQLite', async () => {
    const remote = await harness.start();
    await fill(remote);
    await remote.flush();
    await backUp(remote);
    await importHistory(embedded, WHOSE, file());
    expect(await verifyHistory(embedded, WHOSE, file())).toMatchObject({ rows: 2_302, missing_count: 0 });
    expect((await embedded.checkpointOf(7)).last_trade_id).toBe('2299');
  });

  it('names rows that are missing or differ', async () => {
    await fill(embedded);
    await backUp(embedded);
    const text = await readFile(file(), 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const one = lines.find((line) => line.trade_id === '5');
    await appendFile(
      file(),
      `${JSON.stringify({ ...one, trade_id: 'lost' })}\n${JSON.stringify({ ...one, trade_id: '6', price: '1' })}\n`,
    );
    const verdict = await verifyHistory(embedded, WHOSE, file());
    expect(verdict).toEqual({
      rows: 2_304,
      missing: ['trades 7/lost/1793491200000', 'trades 7/6/1793491200000'],
      missing_count: 2,
    });
  });

  it('refuses a backup of another network, and files that are no backup', async () => {
    await backUp(embedded);
    await expect(importHistory(embedded, { ...WHOSE, network: 'mainnet' }, file())).rejects.toThrow(
      'is of lighter testnet',
    );
    await appendFile(file(), '{"table":"nonsense"}\n');
    await expect(importHistory(embedded, WHOSE, file())).rejects.toThrow(
      'line 2: not a line of a history backup',
    );
    await writeFile(file(), 'hello\n');
    await expect(verifyHistory(embedded, WHOSE, file())).rejects.toThrow('line 1');
  });
});
