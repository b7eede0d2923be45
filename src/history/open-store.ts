import type { Clock } from '../clock/clock.js';
import type { IncidentWriter } from '../incidents/incident-writer.port.js';
import { FaultBoard } from './fault-board.js';
import type { HistoryOptions } from './history-options.js';
import type { HistoryStore } from './history-store.port.js';
import { OffStore } from './off.store.js';
import type { Page, PageQuery } from './queries.js';
import { ReadConnection } from './sqlite/read-connection.js';
import { SqliteStore } from './sqlite/sqlite.store.js';
import type { ThreadStarter } from './sqlite/worker-thread.js';
import type { TableName } from './tables.js';
import { UnopenedStore } from './unopened.store.js';

/** Names of errors after which an operator has to choose: recording would mix or overwrite the data of others. */
const NEEDS_DECISION: ReadonlySet<string> = new Set(['DataDirInUse', 'WrongVenue', 'NewerSchema']);

/**
 * Opens the configured store for the service. A store that cannot be opened must not keep live data from clients: then nothing
 * is recorded, which a fault reports.
 * @throws DataDirInUse, WrongVenue or NewerSchema, because an operator has to decide
 */
export async function openStoreOrFault(
  options: HistoryOptions,
  clock: Clock,
  incidents: IncidentWriter,
  start?: ThreadStarter,
): Promise<HistoryStore> {
  const faults = new FaultBoard(clock, incidents);
  try {
    return await openStore(options, clock, faults, start);
  } catch (error) {
    if (NEEDS_DECISION.has((error as Error).name)) throw error;
    return new UnopenedStore(options.supabase ? 'supabase' : 'sqlite', error as Error, faults);
  }
}

/** Opens the configured store. @throws Error naming what is wrong with the data directory */
export async function openStore(
  options: HistoryOptions,
  clock: Clock,
  faults: FaultBoard,
  start?: ThreadStarter,
): Promise<HistoryStore> {
  if (!options.enabled) return new OffStore();
  if (!options.supabase) return SqliteStore.open(options, clock, faults, start);
  // Only who uses Supabase loads its client.
  const { SupabaseStore } = await import('./supabase/supabase.store.js');
  return SupabaseStore.open({ ...options, ...options.supabase }, clock, faults);
}

/** Reads rows without holding the data directory, so that it works beside a running service. */
export interface RowSource {
  page<T extends TableName>(query: PageQuery<T>): Promise<Page<T>>;
  /** Number of rows of a table. */
  count(table: TableName): Promise<number>;
  close(): void;
}

export async function openRowSource(options: HistoryOptions, clock: Clock): Promise<RowSource> {
  if (options.supabase) {
    const { SupabaseApi } = await import('./supabase/supabase-api.js');
    const api = new SupabaseApi({ ...options, ...options.supabase }, clock);
    return { page: (query) => api.page(query), count: (table) => api.count(table), close: () => undefined };
  }
  const connection = new ReadConnection(options);
  return {
    page: async <T extends TableName>(query: PageQuery<T>) => connection.page(query),
    count: async (table) => connection.count(table),
    close: () => connection.close(),
  };
}
