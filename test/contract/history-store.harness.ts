import type { HistoryStore } from '../../src/history/history-store.port.js';
import type { PageQuery } from '../../src/history/queries.js';
import type { HistoryRow } from '../../src/history/row.js';
import type { TableName } from '../../src/history/tables.js';

/** A store in one location. */
export interface StoreHarness {
  store: HistoryStore;
  /** A new store at the same location, as after a restart. */
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

/** A harness of its own for each test. To be called inside `describe`. */
export function freshHarness(makeHarness: () => Promise<StoreHarness>) {
  let harness: StoreHarness;
  beforeEach(async () => {
    harness = await makeHarness();
  });
  return {
    get store(): HistoryStore {
      return harness.store;
    },
    reopen: (): Promise<HistoryStore> => harness.reopen(),
    /** Appends, and waits until it can be read. */
    append: async (...rows: HistoryRow[]): Promise<void> => {
      await harness.store.append(rows);
      await harness.settled(harness.store);
    },
  };
}
