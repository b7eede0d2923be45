// Measures the dashboard's page with the browser's own instrumentation.
import { setTimeout as wait } from 'node:timers/promises';

const SCROLL_PX = 240;
const TURN_EVERY_PX = 24_000;
const SCROLL_EVERY_MS = 16;
const SORT_EVERY_MS = 700;

/** Collects the intervals between animation frames for the given milliseconds. Runs in the page. */
const FRAMES = `(ms) => new Promise((resolve) => {
  const gaps = [];
  let last = performance.now();
  const end = last + ms;
  requestAnimationFrame(function countedFrame(now) {
    gaps.push(now - last);
    last = now;
    if (now < end) requestAnimationFrame(countedFrame);
    else resolve(gaps.slice(1));
  });
})`;

/**
 * @typedef {import('./browser.mjs').Page} Page
 * @typedef {{ fps: number, p95Ms: number, longestMs: number }} Smoothness
 * @param {Page} page
 * @param {number} ms
 * @param {(ended: () => boolean) => Promise<void>} [meanwhile]
 * @returns {Promise<Smoothness>}
 */
export async function smoothness(page, ms, meanwhile) {
  let ended = false;
  const measured = /** @type {Promise<number[]>} */ (page.evaluate(`(${FRAMES})(${ms})`)).finally(
    () => (ended = true),
  );
  const [gaps] = await Promise.all([measured, meanwhile?.(() => ended)]);
  gaps.sort((a, b) => a - b);
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    fps: (gaps.length / total) * 1_000,
    p95Ms: gaps[Math.floor(gaps.length * 0.95)] ?? NaN,
    longestMs: gaps.at(-1) ?? NaN,
  };
}

const APPEARS_MS = 60_000;

/**
 * Resolves once an element matches the selector; an error shows what the page says instead.
 * @param {Page} page
 * @param {string} selector
 */
export function appears(page, selector) {
  return page.evaluate(`new Promise((resolve, reject) => {
    const end = performance.now() + ${APPEARS_MS};
    const look = () => {
      if (document.querySelector(${JSON.stringify(selector)})) return resolve(true);
      if (performance.now() > end) return reject(new Error('The page shows: ' + document.body.innerText));
      requestAnimationFrame(look);
    };
    look();
  })`);
}

/** Turns the wheel over the middle of the table. @param {Page} page */
export async function scrolling(page, /** @type {() => boolean} */ ended) {
  const at = await centreOf(page, `document.querySelector('[role=grid]').parentElement`);
  for (let px = 0; !ended(); px += SCROLL_PX) {
    const deltaY = Math.floor(px / TURN_EVERY_PX) % 2 === 0 ? SCROLL_PX : -SCROLL_PX;
    await page.send('Input.dispatchMouseEvent', { type: 'mouseWheel', ...at, deltaX: 0, deltaY });
    await wait(SCROLL_EVERY_MS);
  }
}

/**
 * Clicks the titles of the columns in turn. @param {Page} page @param {string[]} titles @param {() => boolean} ended
 */
export async function sorting(page, titles, ended) {
  for (let turn = 0; !ended(); turn++) {
    const title = JSON.stringify(titles[turn % titles.length]);
    const at = await centreOf(
      page,
      `[...document.querySelectorAll('[role=columnheader] button')].find((button) => button.textContent === ${title})`,
    );
    const click = { ...at, button: 'left', clickCount: 1 };
    await page.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...click });
    await page.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...click });
    await wait(SORT_EVERY_MS);
  }
}

/**
 * Store notifications per rendered frame, both counted by the engine over the same time.
 * @param {Page} page
 * @param {number} ms
 */
export async function notificationsPerFrame(page, ms) {
  await page.send('Profiler.enable');
  await page.send('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const counted = page.evaluate(`(${FRAMES})(${ms})`);
  await page.send('Profiler.takePreciseCoverage');
  await wait(ms / 2);
  const { result } = await page.send('Profiler.takePreciseCoverage');
  await counted;
  await page.send('Profiler.disable');
  /** @type {{ functionName: string, ranges: { count: number }[] }[]} */
  const functions = result.flatMap((/** @type {any} */ script) => script.functions);
  const callsOf = (/** @type {string} */ name) =>
    functions
      .filter(({ functionName }) => functionName === name)
      .reduce((calls, { ranges }) => calls + (ranges[0]?.count ?? 0), 0);
  return callsOf('notifyListeners') / callsOf('countedFrame');
}

/** Bytes in use after a garbage collection. @param {Page} page */
export async function heap(page) {
  await page.send('HeapProfiler.collectGarbage');
  const { usedSize } = await page.send('Runtime.getHeapUsage');
  return usedSize;
}

/** @param {Page} page @param {string} element an expression */
function centreOf(page, element) {
  return page.evaluate(`(() => {
    const { x, y, width, height } = (${element}).getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  })()`);
}
