// npm run bench:dashboard [-- --minutes 30] [-- --write]
// The page under 500 accounts, 5,000 positions and 2,000 changes a second, and its first load from the real product.
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startProcess, startProduct } from '../support/processes.mjs';
import { addLines } from '../support/lines.mjs';
import { machine, table, write } from '../support/readme.mjs';
import { audit, firstLoad } from './loading.mjs';
import { openPage } from './browser.mjs';
import { appears, heap, notificationsPerFrame, scrolling, smoothness, sorting } from './page.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '2' }, write: { type: 'boolean', default: false } },
});
/** The demo reads the past that it recorded for some seconds after its start. */
const START_MS = 30_000;
/** One audit is a matter of luck: trades and prices move while it looks. */
const AUDITS = 3;
const PHASE_MS = 10_000;
/** Of headless Chromium. */
const DISPLAY_HZ = 60;
const HEAP_EVERY_MS = 30_000;
/** Time for lazy code to load and for the engine to compile hot functions. */
const SETTLE_MS = 5_000;
const TITLES = ['Unrealized PnL', 'Account', 'Mark'];

/** @param {number} bytes */
const mb = (bytes) => (bytes / 1e6).toFixed(1);

const load = await measureLoad();
const work = await measureWork(Number(values.minutes));
await addLines(
  Object.entries({ following: work.still, scrolling: work.scrolled, sorting: work.sorted }).map(
    ([what, { fps }]) => ({
      ...{ what: `dashboard, 5,000 positions, ${what}`, measured: `${fps.toFixed(1)} frames/s` },
      ...{ floor: 'the display', beside: `${DISPLAY_HZ} frames/s`, ratio: fps / DISPLAY_HZ },
    }),
  ),
);
const report = describe(load, work);
process.stdout.write(`${report}\n`);
if (values.write) await write('dashboard', report);

async function measureLoad() {
  const product = await startProduct({ RATE_LIMIT: '100000/minute' });
  try {
    await wait(START_MS);
    const loaded = await firstLoad(product.url);
    /** @type {Awaited<ReturnType<typeof audit>>[][]} */
    const [desktop = [], mobile = []] = [[], []];
    for (let round = 0; round < AUDITS; round += 1) {
      desktop.push(await audit(product.url, false));
      mobile.push(await audit(product.url, true));
    }
    return { ...loaded, desktop: middle(desktop), mobile: middle(mobile) };
  } finally {
    await product.stop();
  }
}

/** The one with the median of performance. @param {Awaited<ReturnType<typeof audit>>[]} audits */
function middle(audits) {
  const of = /** @param {Awaited<ReturnType<typeof audit>>} one */ ({ scores }) => scores.performance ?? 0;
  const sorted = audits.toSorted((a, b) => of(a) - of(b));
  return /** @type {Awaited<ReturnType<typeof audit>>} */ (sorted[Math.floor(sorted.length / 2)]);
}

/** @param {number} minutes */
async function measureWork(minutes) {
  const feed = await startProcess('bench/dashboard/feed.mjs', ['500', '10', '2000'], {}, /^(http:\S+)/);
  const page = await openPage(`${feed.match[1]}/positions`, { width: 1440, height: 900 });
  try {
    await appears(page, '[role=grid] [role=row][id]');
    await wait(SETTLE_MS);
    const still = await smoothness(page, PHASE_MS);
    const scrolled = await smoothness(page, PHASE_MS, (ended) => scrolling(page, ended));
    const sorted = await smoothness(page, PHASE_MS, (ended) => sorting(page, TITLES, ended));
    const notifications = await notificationsPerFrame(page, PHASE_MS);
    const heaps = await heapsOver(page, minutes);
    return { still, scrolled, sorted, notifications, heaps, minutes };
  } finally {
    await page.close();
    await feed.stop();
  }
}

/** Bytes of heap, sampled every half minute. @param {import('./browser.mjs').Page} page @param {number} minutes */
async function heapsOver(page, minutes) {
  const heaps = [];
  const looks = Math.max(1, Math.ceil((minutes * 60_000) / HEAP_EVERY_MS));
  for (let look = 0; look <= looks; look++) {
    if (look > 0) await wait(HEAP_EVERY_MS);
    heaps.push(await heap(page));
    process.stderr.write(
      `memory ${(look * HEAP_EVERY_MS) / 60_000} of ${minutes} minutes: ${mb(heaps.at(-1) ?? 0)} MB\n`,
    );
  }
  return heaps;
}

/** @param {Awaited<ReturnType<typeof measureLoad>>} load @param {Awaited<ReturnType<typeof measureWork>>} work */
function describe(
  { bytes, gzipBytes, chartBytes, firstContentMs, desktop, mobile },
  { still, scrolled, sorted, notifications, heaps, minutes },
) {
  const kb = /** @param {number} size */ (size) => `${(size / 1_000).toFixed(0)} kB`;
  const row = /** @param {string} name @param {import('./page.mjs').Smoothness} frames */ (
    name,
    { fps, p95Ms, longestMs },
  ) => [name, fps.toFixed(1), p95Ms.toFixed(1), longestMs.toFixed(0)];
  const marks = /** @param {Awaited<ReturnType<typeof audit>>} audited */ ({ scores, faults }) =>
    [...Object.entries(scores).map(([name, score]) => `${name} ${score}`), ...faults].join(', ');
  return [
    table(
      ['500 accounts, 5,000 positions, 2,000 changes/s', 'frames/s', 'p95 ms between frames', 'longest ms'],
      [row('following', still), row('scrolling', scrolled), row('sorting', sorted)],
    ),
    `State notifications per frame: ${notifications.toFixed(2)}. JavaScript heap after collection, every ${HEAP_EVERY_MS / 1_000} s over ${minutes} minutes, MB: ${heaps.map(mb).join(', ')}.`,
    `First load: ${kb(bytes)} over the wire (page, scripts, styles, typeface; ${kb(gzipBytes)} in gzip), then ${kb(chartBytes)} of charts; first content after ${firstContentMs.toFixed(0)} ms. Lighthouse, median of ${AUDITS}, on a desktop: ${marks(desktop)}; on a phone: ${marks(mobile)}.`,
    `${machine()} Headless Chromium, software rendering; load average ${loadavg()[1]?.toFixed(1)} when it ended.`,
  ].join('\n\n');
}
