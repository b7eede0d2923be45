// The events of a soak: trading, and at the same time every kind of fault.
import { setTimeout as pause } from 'node:timers/promises';

/** @typedef {import('./product.mjs').Product} Product */
/** @typedef {{ product: Product, pair: import('./pair.mjs').Pair, cluster: import('./cluster.mjs').Cluster | null }} Services */
/** @typedef {import('./product.mjs').Sample} Sample */
/** @typedef {import('./part.mjs').Part} Part */
/** @typedef {{ exchange: Part, store: Part, clients: Part, readers: Part, floods: Part }} Parts `readers` are the frontend's clients */

/** Fractions of the duration. */
const SHARE = {
  ...{ outage: 1 / 8, outageLasts: 1 / 20, sample: 1 / 60, progress: 1 / 15 },
  ...{
    disk: 1 / 9,
    diskFull: 1 / 40,
    clock: 1 / 25,
    flood: 1 / 25,
    floodLasts: 1 / 40,
    pair: 1 / 14,
    cluster: 1 / 12,
  },
  stop: 1 / 2,
};
/** One for each third, which the verdict compares; a busy machine may take few in a run of seconds. */
const LEAST_SAMPLES = 3;
/** Time between two exchange faults; a short run has eight. */
const FAULT_MS = 5000;
/** Longest stop of the product, in ms: more than its watchdog would wait for a blocked event loop. */
const STOP_MS = 100_000;
const STOP_SHARE = 1 / 30;
/** Steps of the wall clock in ms, taken in turn; their sum is zero. */
const STEPS = [-600_000, 86_400_000, -3_600_000, 3_600_000, -86_400_000, -5_000, 605_000];
/** Connections of a flood. */
const FLOODING = 3;
/** Shortest time that the service has to end a flood, in ms: it warns first, and leaves the client 5 s for the closing handshake. */
const FLOOD_MS = 15_000;

/**
 * Runs everything until the time is up.
 * @param {{ durationMs: number }} plan @param {Parts} parts @param {Services} services
 * @param {string} apiKey @param {(line: string) => void} tell
 */
export async function weather({ durationMs }, parts, { product, pair, cluster }, apiKey, tell) {
  const { exchange, store, clients, readers, floods } = parts;
  const end = Date.now() + durationMs;
  /** @type {Record<string, number>} */
  const faults = {};
  /** @type {Record<string, number>} */
  const outages = {};
  /** @type {{ product: Sample[], frontend: Sample[] }} */
  const samples = { product: [], frontend: [] };
  const done = { full: 0, steps: 0, stoppedMs: 0, floods: 0, pings: 0, unended: 0 };
  const often = /** @param {number} share @param {() => Promise<unknown>} task */ (share, task) =>
    again(durationMs * share, end, task);
  const sample = async () => {
    samples.product.push(await product.sample());
    samples.frontend.push(await pair.frontend.sample());
  };
  await exchange.ask('trade');
  const pace = Math.max(1, 240_000 / durationMs);
  await Promise.all([clients.ask('live', pace), readers.ask('live', pace)]);
  await Promise.all([
    again(Math.min(FAULT_MS, durationMs / 9), end, async () => count(faults, await exchange.ask('suffer'))),
    often(SHARE.outage, async () => {
      count(outages, await store.ask('leave'));
      await pause(durationMs * SHARE.outageLasts);
      await store.ask('back');
    }),
    often(SHARE.disk, async () => {
      done.full += 1;
      const recording = cluster?.recorder ?? product;
      recording.diskFull(true);
      await pause(durationMs * SHARE.diskFull);
      if (recording === (cluster?.recorder ?? product)) recording.diskFull(false);
    }),
    often(SHARE.clock, async () => {
      const step = STEPS[done.steps++ % STEPS.length] ?? 0;
      product.stepClock(step);
      pair.frontend.stepClock(step);
      cluster?.stepClock(step);
    }),
    often(SHARE.flood, async () => {
      const target = done.floods % 2 ? pair.frontend : product;
      done.floods += FLOODING;
      const url = `${target.url}/ws`;
      const plan = {
        url,
        apiKey,
        forMs: Math.max(FLOOD_MS, durationMs * SHARE.floodLasts),
        connections: FLOODING,
      };
      const { sent, unended } = await floods.ask('ping', plan);
      done.pings += sent;
      done.unended += unended;
    }),
    often(SHARE.pair, () => pair.suffer(durationMs * SHARE.diskFull)),
    ...(cluster ? [often(SHARE.cluster, () => cluster.suffer())] : []),
    often(SHARE.stop, async () => {
      if (done.stoppedMs > 0) return;
      done.stoppedMs = Math.min(STOP_MS, durationMs * STOP_SHARE);
      await product.stopFor(done.stoppedMs);
    }),
    often(SHARE.sample, sample),
    often(SHARE.progress, async () => {
      const [made, { count: stored }] = [await exchange.ask('made'), await store.ask('stored')];
      const now = samples.product.at(-1);
      tell(
        `${made} trades, ${stored} stored; ${now?.clients} clients; ${mb(now?.held)} held, ${mb(now?.rss)} resident, ${now?.handles} handles; stalls of its own ${own(product)}; frontend ${mb(samples.frontend.at(-1)?.held)} held, stalls ${own(pair.frontend)}`,
      );
    }),
  ]);
  while (samples.frontend.length < LEAST_SAMPLES) await sample();
  return { suffered: faults, outages, samples, done };
}

/**
 * Runs the task periodically until the end, never twice at a time. @param {number} everyMs @param {number} end @param
 * {() => Promise<unknown>} task
 */
async function again(everyMs, end, task) {
  for (;;) {
    await pause(everyMs);
    if (Date.now() >= end) return;
    await task();
  }
}

/** The longest parts of stalls that the product itself caused, with the time on a core and samples by call. @param {Product} product */
function own({ stalls }) {
  const longest = stalls.toSorted((a, b) => b.ownMs - a.ownMs).slice(0, 3);
  const texts = longest.map(
    ({ ownMs, ranMs, gcMs, fullMs, calls }) =>
      `${Math.round(ownMs)} (${Math.round(ranMs)}, ${Math.round(gcMs)} gc, ${Math.round(fullMs)} full, ${JSON.stringify(calls)})`,
  );
  return `[${texts.join(', ')}] ms`;
}

/** @param {Record<string, number>} counts @param {string} name */
function count(counts, name) {
  counts[name] = (counts[name] ?? 0) + 1;
}

const mb = /** @param {number} [bytes] */ (bytes) => `${Math.round((bytes ?? NaN) / 1e6)} MB`;
