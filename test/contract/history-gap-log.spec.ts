import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultBoard } from '../../src/history/fault-board.js';
import { SqliteStore } from '../../src/history/sqlite/sqlite.store.js';
import { StoreGapLog } from '../../src/history/store-gap-log.js';
import { tradeRowOf } from '../support/history-rows.js';
import { inThisThread } from '../support/in-this-thread.js';
import { ManualClock } from '../support/manual-clock.js';
import { RememberedIncidents } from '../support/remembered-incidents.js';
import { ScriptedFeed } from '../support/scripted-feed.js';
import { gapLogSuite } from './gap-log.suite.js';

describe('gap log in the history', () => {
  const clock = new ManualClock();
  const undo: (() => Promise<unknown>)[] = [];
  const newFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'history-'));
    undo.unshift(() => rm(folder, { recursive: true }));
    return folder;
  };
  const open = async (dataDir: string): Promise<SqliteStore> => {
    const options = {
      dataDir,
      exchange: 'lighter',
      network: 'testnet',
      lockWaitMs: 0,
      diskFloorBytes: 0,
      retention: [],
    };
    const store = await SqliteStore.open(
      options,
      clock,
      new FaultBoard(clock, new RememberedIncidents()),
      inThisThread,
    );
    undo.unshift(() => store.close());
    return store;
  };
  const logOver = (store: SqliteStore): StoreGapLog => new StoreGapLog(store, new ScriptedFeed(), clock);
  afterEach(async () => {
    for (const step of undo.splice(0)) await step();
  });

  gapLogSuite(async () => {
    const folder = await newFolder();
    const store = await open(folder);
    return {
      log: logOver(store),
      // What a crash leaves behind: the files as they are on the disk now.
      reopen: async () => {
        const left = await newFolder();
        await cp(folder, left, { recursive: true });
        return logOver(await open(left));
      },
      record: (_, accountIndex, tradeId) =>
        store.append([tradeRowOf(tradeId, { account_index: accountIndex })]),
    };
  });
});
