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

/** Appends, and waits until it can be read. */
export async function append({ store, settled }: StoreBench, ...rows: HistoryRow[]): Promise<void> {
  await store.append(rows);
  await settled(store);
}
