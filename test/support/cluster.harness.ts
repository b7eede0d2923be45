import type { AppConfig } from '../../src/config/app-config.js';
import { MemoryChannelLog } from '../../src/broadcast/resume/memory-channel-log.js';
import type { EngineMemory } from '../../src/cluster/engine-memory.js';
import { Leadership } from '../../src/cluster/leadership.js';
import { LogFeed, SHARE } from '../../src/cluster/log-feed.js';
import { LogWriter } from '../../src/cluster/log-writer.js';
import { SharedRows } from '../../src/cluster/recording/shared-rows.js';
import { PastState } from '../../src/cluster/recording/past-state.js';
import { SharesFeed } from '../../src/cluster/shares/shares-feed.js';
import { MemoryEngine } from '../../src/cluster/memory-engine.js';
import type { StateStore } from '../../src/state/state.store.js';
import type { ManualClock } from './manual-clock.js';
import { setUpStore, STATE_OPTIONS_FOR_TESTS } from './state-store.js';

export const LEASE = 3_000;
const ACCOUNTS = [
  { index: 7, name: 'seven' },
  { index: 3, name: 'three' },
];
export const CONFIG = {
  accounts: ACCOUNTS,
  lighter: { cacheTtlMs: 5_000, tradesKept: STATE_OPTIONS_FOR_TESTS.tradesKept },
  broadcast: { resumeMaxAgeMs: 60_000 },
  cluster: { logBytes: 1_000_000 },
  history: { enabled: true },
} as unknown as AppConfig;

/** A collector that leads, over a state of its own. */
export interface LeadingCollector {
  store: StateStore;
  engine: MemoryEngine;
  leadership: Leadership;
  writer: LogWriter;
  rows: SharedRows;
}

export function engineOf(memory: EngineMemory, instance: string): MemoryEngine {
  let epochs = 0;
  const newEpoch = (): string => `${instance}-${++epochs}`;
  return new MemoryEngine(memory, { instance, address: `http://${instance}`, newEpoch });
}

/** Takes the share, which must be free, and continues or begins its state. */
export async function lead(
  memory: EngineMemory,
  clock: ManualClock,
  instance: string,
  config = CONFIG,
  share = SHARE,
): Promise<LeadingCollector> {
  const engine = engineOf(memory, instance);
  const held = await engine.acquire(share, LEASE);
  if (!held) throw new Error('another collector leads');
  const { store } = setUpStore({ ...STATE_OPTIONS_FOR_TESTS, accounts: [...config.accounts] });
  const leadership = new Leadership(engine, held, clock.monotonic(), LEASE, clock);
  const writer = new LogWriter(store, store, engine, leadership, clock, config, new PastState(engine, share));
  const rows = new SharedRows(engine, leadership, writer, clock, config, { report: () => undefined });
  await writer.onModuleInit();
  await rows.onModuleInit();
  return { store, engine, leadership, writer, rows };
}

/** A gateway that has caught up. */
export async function followLog(
  memory: EngineMemory,
  clock: ManualClock,
  instance = 'gateway',
): Promise<{ feed: LogFeed; engine: MemoryEngine; log: MemoryChannelLog }> {
  const engine = engineOf(memory, instance);
  const log = new MemoryChannelLog(clock, { count: 1_000, maxAgeMs: 60_000 });
  const feed = new LogFeed(engine, log, clock, CONFIG);
  await feed.onModuleInit();
  return { feed, engine, log };
}

/** The configuration of a collector with one of several shares. @param accounts of it */
export function configOfShare(
  shards: number,
  accounts: readonly { index: number; name: string }[],
): AppConfig {
  return { ...CONFIG, accounts, cluster: { ...CONFIG.cluster, shards } } as AppConfig;
}

/** A gateway that has caught up with several shares. */
export async function followShares(
  memory: EngineMemory,
  clock: ManualClock,
  shards: number,
): Promise<{ feed: SharesFeed; engine: MemoryEngine; log: MemoryChannelLog }> {
  const engine = engineOf(memory, 'gateway');
  const log = new MemoryChannelLog(clock, { count: 1_000, maxAgeMs: 60_000 });
  const feed = new SharesFeed(engine, log, clock, configOfShare(shards, []));
  await feed.onModuleInit();
  return { feed, engine, log };
}
