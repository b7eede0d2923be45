// Opens the built stores, and makes rows for them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built, loadTypeScript } from '../support/built.mjs';

/** Loads TypeScript sources: the stand-in for Supabase is written in it. */
loadTypeScript();

const { FaultBoard } = await built('history/fault-board');
const { SqliteStore } = await built('history/sqlite/sqlite.store');
const { SupabaseStore } = await built('history/supabase/supabase.store');
const { Secret } = await built('secrets/secret');
const { SystemClock } = await built('clock/system-clock');

export const clock = new SystemClock();
const faults = new FaultBoard(clock, { report: () => undefined });

export const newFolder = () => mkdtempSync(join(tmpdir(), 'history-bench-'));
/** @param {string} folder */
export const dropFolder = (folder) => rmSync(folder, { recursive: true, force: true });

/** @param {string} dataDir */
const place = (dataDir) => ({
  ...{
    dataDir,
    exchange: 'lighter',
    network: 'bench',
    lockWaitMs: 0,
    diskFloorBytes: 0,
    retention: [],
    eventRetentionMs: null,
  },
});

/** @param {string} dataDir @returns {Promise<import('../../src/history/sqlite/sqlite.store.js').SqliteStore>} */
export const openSqlite = (dataDir) => SqliteStore.open(place(dataDir), clock, faults);

/**
 * @param {string} dataDir @param {string} url
 * @returns {Promise<import('../../src/history/supabase/supabase.store.js').SupabaseStore>}
 */
export const openSupabase = (dataDir, url) => {
  const project = { url, key: new Secret('service-key'), accounts: [], journalMaxBytes: 2 ** 40 };
  return SupabaseStore.open({ ...place(dataDir), ...project }, clock, faults);
};

/** @param {number} first @param {number} count @returns {import('../../src/history/row.js').HistoryRow[]} */
export function trades(first, count) {
  return Array.from({ length: count }, (_, i) => trade(first + i));
}

/** @param {number} id @returns {import('../../src/history/row.js').HistoryRow} */
function trade(id) {
  const time = 1_760_000_000_000 + id * 100;
  return {
    table: 'trades',
    values: {
      ...{
        account_index: id % 20,
        timestamp: time,
        trade_id: String(20_000_000_000 + id),
        market_id: id % 4,
        market: 'ETH',
      },
      ...{
        side: 'buy',
        role: 'taker',
        type: 'trade',
        price: '2500.10',
        size: '0.1000',
        usd_amount: '250.010000',
      },
      ...{
        fee: '0.0875',
        realized_pnl: '1.250000',
        position_size_before: '1.0000',
        order_id: '281476929510110',
      },
      ...{
        client_order_id: '790001',
        tx_hash: 'a'.repeat(80),
        block_height: 303_153_000,
        transaction_time: time,
      },
      ...{ epoch: 'bench', seq: id, received_at: time, raw_data: null },
    },
  };
}

/** @param {number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
