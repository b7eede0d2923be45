import { jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { HistoryStore } from '../../src/history/history-store.port.js';
import type { TableName } from '../../src/history/tables.js';
import { openEmbedded } from '../support/embedded-store.js';
import { DAY, historyRow, tradeRowOf } from '../support/history-rows.js';
import { ManualClock } from '../support/manual-clock.js';
import { copyStored, STORED_NETWORK } from '../support/stored-files.js';

const DAY_MS = 86_400_000;
const ALL = { accounts: null, from: null, to: null, order: 'asc', limit: 1000, cursor: null } as const;

const timesIn = async (store: HistoryStore, table: TableName): Promise<number[]> =>
  (await store.page({ ...ALL, table })).rows.map(({ timestamp }) => (timestamp! - DAY) / DAY_MS);

describe('EVENT_RETENTION', () => {
  let dataDir: string;
  beforeEach(async () => {
    Logger.overrideLogger(false);
    dataDir = await mkdtemp(join(tmpdir(), 'history-retention-'));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(dataDir, { recursive: true });
  });

  const day = (count: number) => ({ timestamp: DAY + count * DAY_MS, seq: count });
  const position = { market_id: 0, side: 'long', size: '1' };

  async function fill(store: HistoryStore): Promise<void> {
    await store.append([
      historyRow('orders', { ...day(0), order_id: '1', status: 'open', filled: '0' }),
      historyRow('orders', { ...day(1), order_id: '1', status: 'filled', filled: '1' }),
      historyRow('orders', { ...day(2), order_id: '2', status: 'open', filled: '0' }),
      historyRow('orders', { ...day(95), order_id: '3', status: 'filled', filled: '1' }),
      historyRow('positions', { ...day(0), ...position, event: 'opened' }),
      historyRow('positions', { ...day(1), ...position, event: 'closed', size: '0' }),
      historyRow('positions', { ...day(2), ...position, event: 'opened' }),
      historyRow('positions', { ...day(3), ...position, event: 'changed', size: '2' }),
      historyRow('positions', { ...day(4), ...position, market_id: 1, event: 'opened' }),
      historyRow('positions', { ...day(5), ...position, market_id: 1, event: 'closed', size: '0' }),
      tradeRowOf('1', day(0)),
      historyRow('funding', { ...day(0), funding_id: '1' }),
      historyRow('gaps', { ...day(0), gap_id: '1', closed_at: DAY }),
    ]);
  }

  it('deletes old states of ended orders and rows of closed positions, and nothing else', async () => {
    const store = await openEmbedded(dataDir);
    await fill(store);
    await store.retain(DAY + 100 * DAY_MS);
    expect(await timesIn(store, 'orders')).toEqual([2, 95]);
    expect(await timesIn(store, 'positions')).toEqual([2, 3]);
    for (const table of ['trades', 'funding', 'gaps'] as const)
      expect([table, await timesIn(store, table)]).toEqual([table, [0]]);
    await store.close();
  });

  it('keeps everything when it is forever', async () => {
    const store = await openEmbedded(dataDir, { eventRetentionMs: null });
    await fill(store);
    await store.retain(DAY + 1_000 * DAY_MS);
    expect(await timesIn(store, 'orders')).toHaveLength(4);
    await store.close();
  });

  it('reports the size of the database', async () => {
    const store = await openEmbedded(dataDir);
    expect(store.status().database_bytes).toBeGreaterThan(4_096);
    await store.close();
  });

  it('announces the first deletion after an upgrade with counts, a day ahead', async () => {
    const folder = await copyStored('data');
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const options = { network: STORED_NETWORK, eventRetentionMs: 1 };
    const store = await openEmbedded(folder, options, { clock: new ManualClock(Date.now()) });
    const count = async (): Promise<number> => (await timesIn(store, 'orders')).length;
    expect(await count()).toBe(24);
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(/from 2\d{3}-.* on, \d+ states of orders and \d+ rows/),
    );
    await store.retain(Date.now());
    expect(await count()).toBe(24);
    await store.retain(Date.now() + 2 * DAY_MS);
    expect(await count()).toBeLessThan(24);
    await store.close();
    await rm(folder, { recursive: true });
  });
});
