// Appends trades to the built history store as fast as possible and reports the durable ones: "acked <n>" after each
// batch. Made to be killed. Arguments: data directory, number of the first trade, and optionally the address of Supabase.
/** @param {string} path */
const built = (path) => import(new URL(`../../dist/server/${path}.js`, import.meta.url).href);
const { FaultBoard } = await built('history/fault-board');
const { SqliteStore } = await built('history/sqlite/sqlite.store');
const { SupabaseStore } = await built('history/supabase/supabase.store');
const { SystemClock } = await built('clock/system-clock');
const { Secret } = await built('secrets/secret');

const [dataDir, first, url] = process.argv.slice(2);
const BATCH = 7;
const clock = new SystemClock();
const faults = new FaultBoard(clock, { report: () => undefined });
const source = {
  dataDir,
  exchange: 'lighter',
  network: 'crash',
  lockWaitMs: 5_000,
  diskFloorBytes: 0,
  retention: [],
  eventRetentionMs: null,
};
const store = await (url
  ? SupabaseStore.open(
      { ...source, url, key: new Secret('service-key'), accounts: [7], journalMaxBytes: 2 ** 30 },
      clock,
      faults,
    )
  : SqliteStore.open(source, clock, faults));

process.stdout.write(`open ${(await store.checkpointOf(7)).last_trade_id ?? 0}\n`);
for (let next = Number(first); ; next += BATCH) {
  const rows = Array.from({ length: BATCH }, (_, i) => ({
    table: 'trades',
    values: {
      account_index: 7,
      trade_id: String(next + i),
      // A trade keeps its time when it is written again.
      timestamp: 1_793_491_200_000 + next + i,
      price: '1.50',
      received_at: clock.wallNow(),
    },
  }));
  await store.append(rows);
  process.stdout.write(`acked ${next + BATCH - 1}\n`);
}
