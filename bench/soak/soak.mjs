// Runs one soak: every part is a separate process on real sockets; this process only coordinates.
import { setTimeout as pause } from 'node:timers/promises';
import { Part } from './part.mjs';
import { following, Product } from './product.mjs';

/** @typedef {{ durationMs: number, accounts: number, clients: number, seed: number }} Plan */
/** @typedef {Awaited<ReturnType<typeof soak>>} Soaked */

const KEY = 'soak-secret-soak-secret';
const PATIENCE_MS = 180_000;
/** Fractions of the duration: period and length of store outages, sampling period, progress period. */
const SHARE = { outage: 1 / 8, outageLasts: 1 / 20, sample: 1 / 60, progress: 1 / 15 };
/** Time between two exchange faults; a short run has eight. */
const FAULT_MS = 5000;

/** @param {Plan} plan @param {(line: string) => void} tell */
export async function soak(plan, tell) {
  const parts = {
    exchange: new Part('exchange.mjs'),
    store: new Part('store.mjs'),
    clients: new Part('clients.mjs'),
  };
  const { exchange, store, clients } = parts;
  const at = await exchange.ask('start', plan);
  const product = new Product(environment(plan, at, await store.ask('start')), KEY);
  const url = await product.listening();
  await until(
    async () => (await product.json('/api/ws/health')).connected_count === plan.accounts,
    'all lines up',
  );
  const alone = await product.sample();
  const accounts = at.accounts.map(
    (/** @type {{ account_index: number }} */ account) => account.account_index,
  );
  const address = `${url.replace('http', 'ws')}/ws`;
  await clients.ask('come', { ...plan, url: address, apiKey: KEY, accounts });
  await until(async () => (await product.clients()) >= plan.clients, 'all clients there');
  tell(`${plan.clients} clients follow ${plan.accounts} accounts`);
  const storm = await weather(plan, parts, product, tell);
  const openGaps = await calm(parts, product, accounts, tell);
  const absent = await clients.ask('settle');
  tell('all clients are back and reading');
  const states = await clients.ask('verify');
  tell(`compared ${states.compared} copies of states`);
  const [made, stored] = [await exchange.ask('truth'), await store.ask('trades')];
  await clients.ask('leave');
  await until(async () => (await product.clients()) === 0, 'all clients gone');
  const left = await product.sample();
  const [tally, struck] = [await clients.ask('tally'), await store.ask('struck')];
  const exit = await product.end();
  await Promise.all(Object.values(parts).map((part) => part.end()));
  return {
    ...{ ...storm, alone, left, made, stored, states, absent, openGaps, tally, struck, exit },
    ...{
      losses: /** @type {string[]} */ (tally.losses),
      outagesNamed: product.outagesNamed,
      faults: product.faults,
    },
  };
}

/** @param {Plan} plan @param {import('../../src/simulator/options.js').Listening} at @param {string} store */
function environment({ durationMs }, at, store) {
  return {
    ...following(at),
    ...{
      Supabase_Url: store,
      Supabase_service_role: 'service-key',
      SNAPSHOT_INTERVAL: '5',
      TRADES_KEPT: '50',
    },
    // Data kept by age must reach its final size within the first third.
    RESUME_MAX_AGE: String(Math.max(1, Math.min(300, Math.floor(durationMs / 4000)))),
    // Lets a slow reader be conflated before it is closed.
    CLIENT_MAX_BYTES: '65536',
    API_KEYS: `soak:read:${KEY}:rate=100000/minute`,
  };
}

/**
 * Runs trading, faults, outages and client churn side by side until the time is over.
 * @param {Plan} plan @param {Record<'exchange' | 'store' | 'clients', Part>} parts @param {Product} product @param {(line: string) => void} tell
 */
async function weather({ durationMs }, { exchange, store, clients }, product, tell) {
  const end = Date.now() + durationMs;
  /** @type {Record<string, number>} */
  const faults = {};
  /** @type {Record<string, number>} */
  const outages = {};
  /** @type {import('./product.mjs').Sample[]} */
  const samples = [];
  await exchange.ask('trade');
  await clients.ask('live', Math.max(1, 240_000 / durationMs));
  await Promise.all([
    again(Math.min(FAULT_MS, durationMs / 9), end, async () => count(faults, await exchange.ask('suffer'))),
    again(durationMs * SHARE.outage, end, async () => {
      count(outages, await store.ask('leave'));
      await pause(durationMs * SHARE.outageLasts);
      await store.ask('back');
    }),
    again(durationMs * SHARE.sample, end, async () => void samples.push(await product.sample())),
    again(durationMs * SHARE.progress, end, async () => {
      const [now, made, { count: stored }] = [
        samples.at(-1),
        await exchange.ask('made'),
        await store.ask('stored'),
      ];
      tell(
        `${made} trades, ${stored} stored; ${now?.clients} clients; ${mb(now?.held)} held, ${mb(now?.rss)} resident, ${now?.handles} handles; loop delay p99 ${ms(now?.lag)}, longest ${ms(now?.longest)}`,
      );
    }),
  ]);
  return { suffered: faults, outages, samples };
}

/**
 * Stops trades and faults, then waits until every missed fill is recovered and every row is stored.
 * @param {Record<'exchange' | 'store', Part>} parts @param {Product} product @param {number[]} accounts @param {(line: string) => void} tell
 * @returns the accounts that still have an open gap
 */
async function calm({ exchange, store }, product, accounts, tell) {
  await Promise.all([exchange.ask('calm'), store.ask('back')]);
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const open = [];
    for (const index of accounts) if (await hasOpenGap(product, index)) open.push(String(index));
    const [made, { count: stored }] = [await exchange.ask('made'), await store.ask('stored')];
    if ((open.length === 0 && stored >= made) || Date.now() > deadline) {
      tell(`calm: ${stored} of ${made} trades stored, ${open.length} accounts with an open gap`);
      return open;
    }
    await pause(500);
  }
}

/** @param {Product} product @param {number} index */
async function hasOpenGap(product, index) {
  /** @type {{ gaps: { closed_at: number | null, complete: boolean | null }[] }} */
  const { gaps } = await product.json(`/api/accounts/${index}/state`);
  return gaps.some(({ closed_at, complete }) => closed_at === null || complete === false);
}

/** Every so often until the end, one after the other. @param {number} everyMs @param {number} end @param {() => Promise<unknown>} task */
async function again(everyMs, end, task) {
  for (;;) {
    await pause(everyMs);
    if (Date.now() >= end) return;
    await task();
  }
}

/** @param {() => Promise<boolean>} holds @param {string} what */
async function until(holds, what) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited too long for ${what}`);
    await pause(200);
  }
}

/** @param {Record<string, number>} counts @param {string} name */
function count(counts, name) {
  counts[name] = (counts[name] ?? 0) + 1;
}

const ms = /** @param {number} [seconds] */ (seconds) => `${Math.round((seconds ?? NaN) * 1000)} ms`;
const mb = /** @param {number} [bytes] */ (bytes) => `${Math.round((bytes ?? NaN) / 1e6)} MB`;
