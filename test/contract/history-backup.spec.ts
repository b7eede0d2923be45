import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { everyRow } from '../../src/history/cli/every-row.js';
import { exportHistory } from '../../src/history/cli/export.js';
import { importHistory } from '../../src/history/cli/import.js';
import { verifyHistory } from '../../src/history/cli/verify.js';
import type { HistoryStore } from '../../src/history/history-store.port.js';
import type { SqliteStore } from '../../src/history/sqlite/sqlite.store.js';
import type { TableName } from '../../src/history/tables.js';
import { openEmbedded } from '../support/embedded-store.js';
import { historyRow, tradeRowOf } from '../support/history-rows.js';
import { SupabaseHarness } from './supabase.harness.js';

const VENUE = { exchange: 'lighter', network: 'testnet' };
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
    const counts = await exportHistory(countable(store), VENUE, out);
    out.end();
    await finished(out);
    return counts;
  }

  it('copies SQLite to Supabase completely and exactly, even twice', async () => {
    await fill(embedded);
    expect(await backUp(embedded)).toMatchObject({ trades: 2_300, account_snapshots: 1, gaps: 1, orders: 0 });
    const remote = await harness.start();
    for (let times = 0; times < 2; times++) {
      expect(await importHistory(remote, VENUE, file())).toBe(2_302);
      await remote.flush();
    }
    expect(await verifyHistory(remote, VENUE, file())).toEqual({
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

  it('copies Supabase to SQLite', async () => {
    const remote = await harness.start();
    await fill(remote);
    await remote.flush();
    await backUp(remote);
    await importHistory(embedded, VENUE, file());
    expect(await verifyHistory(embedded, VENUE, file())).toMatchObject({ rows: 2_302, missing_count: 0 });
    expect((await embedded.checkpointOf(7)).last_trade_id).toBe('2299');
  });

  it('imports everything into a Supabase that is slower than a small journal', async () => {
    await fill(embedded);
    await backUp(embedded);
    const remote = await harness.start({ journalMaxBytes: 1 });
    await importHistory(remote, VENUE, file());
    expect(remote.status()).toMatchObject({ lag_rows: 0, dropped_rows: 0 });
    expect(await verifyHistory(remote, VENUE, file())).toMatchObject({ rows: 2_302, missing_count: 0 });
  });

  it('refuses to export fewer rows than the store has', async () => {
    await fill(embedded);
    const page = (query: never) => embedded.page({ ...(query as object), limit: 1, cursor: null } as never);
    const short = {
      page: async (query: never) => ({ ...(await page(query)), next: null }),
      count: async () => 2_300,
    };
    const out = createWriteStream(file());
    await expect(exportHistory(short as never, VENUE, out)).rejects.toThrow('1 of 2300 rows could be read');
    out.destroy();
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
    const verdict = await verifyHistory(embedded, VENUE, file());
    expect(verdict).toEqual({
      rows: 2_304,
      missing: ['trades 7/lost/1793491200000', 'trades 7/6/1793491200000'],
      missing_count: 2,
    });
  });

  it('refuses a backup of another network, and files that are not backups', async () => {
    await backUp(embedded);
    await expect(importHistory(embedded, { ...VENUE, network: 'mainnet' }, file())).rejects.toThrow(
      'is of lighter testnet',
    );
    await appendFile(file(), '{"table":"nonsense"}\n');
    await expect(importHistory(embedded, VENUE, file())).rejects.toThrow(
      'line 2: not a line of a history backup',
    );
    await writeFile(file(), 'hello\n');
    await expect(verifyHistory(embedded, VENUE, file())).rejects.toThrow('line 1');
  });
});

/** The store as a source of rows; counts them page by page. */
function countable(store: HistoryStore): Parameters<typeof exportHistory>[0] {
  const page: HistoryStore['page'] = (query) => store.page(query);
  const count = async (table: TableName): Promise<number> => {
    let rows = 0;
    for await (const row of everyRow({ page }, table)) rows += row ? 1 : 0;
    return rows;
  };
  return { page, count };
}
