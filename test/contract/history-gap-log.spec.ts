import { jest } from '@jest/globals';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqliteStore } from '../../src/history/sqlite/sqlite.store.js';
import type { HistoryRecorder } from '../../src/history/recording/history.recorder.js';
import { StoreGapLog } from '../../src/history/recording/store-gap-log.js';
import { openEmbedded } from '../support/embedded-store.js';
import { tradeRowOf } from '../support/history-rows.js';
import { ManualClock } from '../support/manual-clock.js';
import { ScriptedFeed } from '../support/scripted-feed.js';
import { gap, gapLogSuite } from './gap-log.suite.js';

describe('gap log in the history', () => {
  const clock = new ManualClock();
  const undo: (() => Promise<unknown>)[] = [];
  const newFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'history-'));
    undo.unshift(() => rm(folder, { recursive: true }));
    return folder;
  };
  const open = async (dataDir: string): Promise<SqliteStore> => {
    const store = await openEmbedded(dataDir);
    undo.unshift(() => store.close());
    return store;
  };
  const recorder = { flush: jest.fn(() => Promise.resolve()) };
  const logOver = (store: SqliteStore): StoreGapLog =>
    new StoreGapLog(store, new ScriptedFeed(), clock, recorder as unknown as HistoryRecorder);
  afterEach(async () => {
    for (const step of undo.splice(0)) await step();
  });

  gapLogSuite(async () => {
    const folder = await newFolder();
    const store = await open(folder);
    return {
      log: logOver(store),
      // A crash leaves the files as they are on the disk now.
      reopen: async () => {
        const left = await newFolder();
        await cp(folder, left, { recursive: true });
        return logOver(await open(left));
      },
      record: (_, accountIndex, tradeId, timestamp) =>
        store.append([tradeRowOf(tradeId, { account_index: accountIndex, timestamp })]),
    };
  });

  it('closes a gap only after its trades are on disk', async () => {
    const log = logOver(await open(await newFolder()));
    await log.open(gap({ gap_id: 'a' }));
    recorder.flush.mockRejectedValueOnce(new Error('disk full'));
    await expect(log.close(gap({ gap_id: 'a', closed_at: 5, complete: true }))).rejects.toThrow('disk full');
    expect(await log.openGaps(7)).toHaveLength(1);
    await log.close(gap({ gap_id: 'a', closed_at: 5, complete: true }));
    expect(await log.openGaps(7)).toEqual([]);
  });
});
