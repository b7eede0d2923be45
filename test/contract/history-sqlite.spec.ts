import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadConnection } from '../../src/history/sqlite/read-connection.js';
import type { SqliteStore } from '../../src/history/sqlite/sqlite.store.js';
import { WorkerThread, type ThreadStarter } from '../../src/history/sqlite/worker-thread.js';
import { openEmbedded } from '../support/embedded-store.js';
import { tradeRowOf } from '../support/history-rows.js';
import { inThisThread } from '../support/in-this-thread.js';
import { historyStoreSuite } from './history-store.suite.js';

const NEWEST = { accounts: [7], from: null, to: null, order: 'desc', limit: 10, cursor: null } as const;

/** Threads that answer in order, as real ones do, and finish sums only when the test permits. */
const slowAdding =
  (finished: Promise<void>): ThreadStarter =>
  async (options) => {
    const thread = (await inThisThread(options)) as { call(...call: unknown[]): Promise<unknown> };
    let before: Promise<unknown> = Promise.resolve();
    const call = (method: string, ...args: unknown[]): Promise<unknown> => {
      before = before.then(async () => {
        if (method === 'pnl') await finished;
        return thread.call(method, ...args);
      });
      return before;
    };
    return { call } as never;
  };

describe('history in SQLite', () => {
  const open: SqliteStore[] = [];
  let dataDir: string;
  const start = async (options: object = {}, thread = inThisThread): Promise<SqliteStore> => {
    const store = await openEmbedded(dataDir, options, { thread });
    open.push(store);
    return store;
  };
  const stop = (): Promise<void[]> => Promise.all(open.splice(0).map((store) => store.close()));

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'history-'));
  });
  afterEach(async () => {
    await stop();
    await rm(dataDir, { recursive: true });
  });

  describe('is a history store', () => {
    historyStoreSuite(async () => ({
      store: await start(),
      reopen: async () => {
        await stop();
        return start();
      },
      settled: async () => undefined,
    }));
  });

  it('refuses a second process on the same DATA_DIR', async () => {
    await start();
    await expect(start({}, WorkerThread.start)).rejects.toThrow(
      `DATA_DIR ${dataDir} is in use by another process`,
    );
  });

  it('waits for the previous process to end', async () => {
    const first = await start();
    const second = start({ lockWaitMs: 20_000 }, WorkerThread.start);
    await first.close();
    open.splice(0);
    await (await second).append([tradeRowOf('1')]);
    expect((await (await second).checkpointOf(7)).last_trade_id).toBe('1');
  });

  it('writes and reads in separate threads', async () => {
    const store = await start({}, WorkerThread.start);
    await store.append([tradeRowOf('1', { raw_data: '{"a":1}' })]);
    const { rows } = await store.page({ ...NEWEST, table: 'trades' });
    expect(rows).toMatchObject([{ trade_id: '1', raw_data: '{"a":1}' }]);
    expect(await store.pnl({ by: 'account', accounts: null, from: null, to: null, tz: 'UTC' })).toMatchObject(
      [{ volume: '250.000000' }],
    );
    await expect(store.append([tradeRowOf('2', { price: {} as never })])).rejects.toThrow(/cannot be bound/);
    expect((await store.page({ ...NEWEST, table: 'trades' })).rows).toHaveLength(1);
  });

  it('starts a thread for reading at the first read, again after a failure, and none once it is closed', async () => {
    const started: string[] = [];
    let broken = true;
    const store = await start({}, (options) => {
      started.push(options.role);
      if (options.role === 'reader' && broken) return Promise.reject(new Error('no thread'));
      return inThisThread(options);
    });
    expect(started).toEqual(['writer']);
    await expect(store.page({ ...NEWEST, table: 'trades' })).rejects.toThrow('no thread');
    broken = false;
    for (let round = 0; round < 2; round += 1)
      expect((await store.page({ ...NEWEST, table: 'trades' })).rows).toEqual([]);
    await stop();
    await expect(store.equityAt([7], [1])).rejects.toThrow('the history is closed');
    expect(started).toEqual(['writer', 'reader', 'reader']);
  });

  it('answers pages while a sum is running', async () => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const store = await start({}, slowAdding(finished));
    await store.append([tradeRowOf('1')]);
    const sums = store.pnl({ by: 'account', accounts: null, from: null, to: null, tz: 'UTC' });
    expect((await store.page({ ...NEWEST, table: 'trades' })).rows).toHaveLength(1);
    finish();
    expect(await sums).toMatchObject([{ trades: 1 }]);
  });

  it('ends a running sum once it is canceled', async () => {
    const store = await start();
    await store.append([tradeRowOf('1')]);
    const connection = new ReadConnection({ dataDir, exchange: 'lighter', network: 'testnet' });
    const query = { by: 'account', accounts: null, from: null, to: null, tz: 'UTC' } as const;
    const flag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    expect(connection.pnl(query, flag)).toHaveLength(1);
    Atomics.store(new Int32Array(flag), 0, 1);
    expect(() => connection.pnl(query, flag)).toThrow('the sum was canceled');
    const curve = { accounts: [7, 8], resolution: '1h', from: 0, to: 1 } as const;
    expect(() => connection.equity(curve, flag)).toThrow('the sum was canceled');
    expect(() => connection.equityAt([7, 8], [1], flag)).toThrow('the sum was canceled');
    expect(connection.pnl(query)).toHaveLength(1);
    connection.close();
  });

  it('closes while a sum is running', async () => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const store = await openEmbedded(dataDir, {}, { thread: slowAdding(finished) });
    await store.append([tradeRowOf('1')]);
    const sums = store.pnl({ by: 'account', accounts: null, from: null, to: null, tz: 'UTC' });
    await store.close();
    finish();
    expect(await sums).toMatchObject([{ trades: 1 }]);
  });

  it('rejects calls to a thread that has ended', async () => {
    await start();
    const options = { dataDir, exchange: 'lighter', network: 'testnet' };
    const thread = await WorkerThread.start<ReadConnection>({ role: 'reader', options });
    await thread.call('close');
    for (const when of ['while it ends', 'ever after'])
      await expect(thread.call('close').catch((error: Error) => `${error.message} ${when}`)).resolves.toBe(
        `the reader thread of the history has ended ${when}`,
      );
  });

  it('refuses a DATA_DIR of another network', async () => {
    await start();
    await stop();
    await expect(start({ network: 'mainnet' })).rejects.toThrow(
      'holds history of network testnet, not mainnet',
    );
  });
});
