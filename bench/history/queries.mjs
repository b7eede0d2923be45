// How long questions take over millions of trades.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { built } from '../support/built.mjs';
import { dropFolder, newFolder, openSqlite, quantile } from './stores.mjs';

const { columnsOf } = await built('history/tables');
const { toSql } = await built('history/sqlite/codec');
const { trades } = await import('./stores.mjs');

const ROUNDS = 50;
const YEAR_MS = 365 * 86_400_000;
const CHUNK = 10_000;
const LAST = 1_760_000_000_000;

/** @param {number} count */
export async function measureQueries(count) {
  const folder = newFolder();
  await (await openSqlite(folder)).close();
  fill(join(folder, 'history.sqlite'), count);
  const store = await openSqlite(folder);
  const any = { from: null, to: null, order: 'desc', limit: 100, cursor: null };
  const page = (/** @type {object} */ more) =>
    store.page(/** @type {never} */ ({ table: 'trades', ...any, ...more }));
  const middle = { cursor: { timestamp: LAST + (count / 2) * 100, row: '0' } };
  const year = { accounts: [1], from: LAST - YEAR_MS, to: LAST };
  /** @type {Record<string, () => Promise<unknown>>} */
  const questions = {
    '/trades/{index}?limit=100': () => page({ accounts: [7] }),
    '/trades/{index}?limit=100, a page in the middle': () => page({ accounts: [7], ...middle }),
    '/trades?limit=50': () => page({ accounts: null, limit: 50 }),
    'equity, a year at 1 h, thinned as configured': () => store.equity({ ...year, resolution: '1h' }),
    'equity, a year at 1 h, out of a year of minutes': () =>
      store.equity({ ...year, accounts: [2], resolution: '1h' }),
    'equity, a day at 1 m': () => store.equity({ ...year, from: LAST - 86_400_000, resolution: '1m' }),
  };
  /** @type {Record<string, { p50: number, p95: number, cpu: number }>} */
  const figures = {};
  for (const [name, ask] of Object.entries(questions)) {
    /** @type {number[]} */
    const times = [];
    const cpuBefore = process.cpuUsage();
    for (let round = 0; round < ROUNDS; round += 1) {
      const began = performance.now();
      await ask();
      times.push(performance.now() - began);
    }
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpu = (user + system) / 1_000 / ROUNDS;
    figures[name] = { p50: quantile(times, 0.5), p95: quantile(times, 0.95), cpu };
  }
  await store.close();
  dropFolder(folder);
  return figures;
}

/**
 * Writes directly into the file, bypassing the store: only the later reads are measured. @param {string} path @param
 * {number} count
 */
function fill(path, count) {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA synchronous = OFF');
  const names = columnsOf('trades').map((/** @type {[string, string]} */ [name]) => name);
  const holes = names.map(() => '?').join(', ');
  const insert = database.prepare(`INSERT INTO trades (${names.join(', ')}) VALUES (${holes})`);
  for (let first = 0; first < count; first += CHUNK) {
    database.exec('BEGIN');
    for (const { table, values } of trades(first, CHUNK)) insert.run(...toSql(table, values));
    database.exec('COMMIT');
  }
  database.exec('BEGIN');
  const snapshot = database.prepare(
    `INSERT INTO account_snapshots (account_index, timestamp, equity, collateral, pnl, reason, stale) VALUES (?, ?, '1000.123456', '990.1', '10.02', 'interval', 0)`,
  );
  const each = (
    /** @type {number} */ account,
    /** @type {number} */ from,
    /** @type {number} */ to,
    /** @type {number} */ step,
  ) => {
    for (let time = LAST - from; time < LAST - to; time += step) snapshot.run(account, time);
  };
  each(1, YEAR_MS, 60 * 86_400_000, 3_600_000);
  each(1, 60 * 86_400_000, 2 * 86_400_000, 900_000);
  each(1, 2 * 86_400_000, 0, 60_000);
  each(2, YEAR_MS, 0, 60_000);
  database.exec('COMMIT');
  database.close();
}
