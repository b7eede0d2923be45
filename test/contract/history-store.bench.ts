import type { HistoryStore } from '../../src/history/history-store.port.js';
import type { PageQuery } from '../../src/history/queries.js';
import type { HistoryRow } from '../../src/history/row.js';
import type { TableName } from '../../src/history/tables.js';

/** A store over one place. */
export interface StoreBench {
  store: HistoryStore;
  /** A new one over the same place, as after a restart. */
  reopen(): Promise<HistoryStore>;
  /** Resolves when everything appended can be read. */
  settled(store: HistoryStore): Promise<void>;
}

export const MINUTE = 60_000;
const EVERYTHING = { accounts: [7], from: null, to: null, order: 'desc', limit: 100, cursor: null } as const;

export async function read<T extends TableName>(
  store: HistoryStore,
  table: T,
  query: Partial<PageQuery<T>> = {},
) {
  return store.page<T>({ ...EVERYTHING, table, ...query });
}

/** A bench of its own for each test. To be called inside `describe`. */
export function freshBench(makeBench: () => Promise<StoreBench>) {
  let bench: StoreBench;
  beforeEach(async () => {
    bench = await makeBench();
  });
  return {
    get store(): HistoryStore {
      return bench.store;
    },
    reopen: (): Promise<HistoryStore> => bench.reopen(),
    /** Appends, and waits until it can be read. */
    append: async (...rows: HistoryRow[]): Promise<void> => {
      await bench.store.append(rows);
      await bench.settled(bench.store);
    },
  };
}
