import type { Clock } from '../../src/clock/clock.js';
import { FaultBoard } from '../../src/history/fault-board.js';
import { SqliteStore, type SqliteStoreOptions } from '../../src/history/sqlite/sqlite.store.js';
import type { ThreadStarter } from '../../src/history/sqlite/worker-thread.js';
import { inThisThread } from './in-this-thread.js';
import { ManualClock } from './manual-clock.js';
import { RememberedIncidents } from './remembered-incidents.js';

const DAY_MS = 86_400_000;

/** The default thinning: minutes for 2 days, 15 minutes for 60 days, hours forever. */
export const RETENTION = [
  { everyMs: 60_000, forMs: 2 * DAY_MS },
  { everyMs: 900_000, forMs: 60 * DAY_MS },
  { everyMs: 3_600_000, forMs: null },
];

/** Options shared by all test stores: no waiting, no disk space check. */
export const PLACE = {
  exchange: 'lighter',
  network: 'testnet',
  lockWaitMs: 0,
  diskFloorBytes: 0,
  retention: RETENTION,
  eventRetentionMs: 90 * DAY_MS,
};

/** The embedded store over a folder. */
export function openEmbedded(
  dataDir: string,
  options: Partial<SqliteStoreOptions> = {},
  { clock = new ManualClock(), thread = inThisThread }: { clock?: Clock; thread?: ThreadStarter } = {},
): Promise<SqliteStore> {
  const faults = new FaultBoard(clock, new RememberedIncidents());
  return SqliteStore.open({ dataDir, ...PLACE, ...options }, clock, faults, thread);
}
