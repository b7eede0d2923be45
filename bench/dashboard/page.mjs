// What the dashboard's page does, seen through the browser's own instruments.
const SCROLL_PX = 240;
const SORT_EVERY_MS = 700;

/** Counts animation frames and remembers the gaps between them. Runs in the page. */
const FRAMES = `(ms) => new Promise((resolve) => {
  const gaps = [];
  let last = performance.now();
  const end = last + ms;
  const frame = (now) => {
    gaps.push(now - last);
    last = now;
    if (now < end) requestAnimationFrame(frame);
    else resolve(gaps.slice(1));
  };
  requestAnimationFrame(frame);
})`;

/**
 * @typedef {{ fps: number, p95Ms: number, longestMs: number }} Smoothness
 * @param {import('playwright-core').Page} page
 * @param {number} ms
 * @param {() => Promise<void>} [meanwhile]
 * @returns {Promise<Smoothness>}
 */
export async function smoothness(page, ms, meanwhile = async () => undefined) {
  const measured = /** @type {Promise<number[]>} */ (page.evaluate(`(${FRAMES})(${ms})`));
  let ended = false;
  void measured.then(() => (ended = true));
  while (!ended) await Promise.race([meanwhile(), measured]).then(() => breath(page));
  const gaps = (await measured).sort((a, b) => a - b);
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    fps: (gaps.length / total) * 1_000,
    p95Ms: gaps[Math.floor(gaps.length * 0.95)] ?? NaN,
    longestMs: gaps.at(-1) ?? NaN,
  };
}

/** @param {import('playwright-core').Page} page */
export function scrolling(page) {
  let down = true;
  return async () => {
    await page.mouse.wheel(0, down ? SCROLL_PX : -SCROLL_PX);
    if (Math.random() < 0.01) down = !down;
  };
}

/** @param {import('playwright-core').Page} page @param {string[]} titles */
export function sorting(page, titles) {
  let turn = 0;
  return async () => {
    await page
      .getByRole('columnheader')
      .getByRole('button', { name: titles[turn++ % titles.length] ?? '', exact: true })
      .click();
    await new Promise((resolve) => setTimeout(resolve, SORT_EVERY_MS));
  };
}

/**
 * How often the store told its listeners, for each frame that was drawn.
 * @param {import('playwright-core').Page} page
 * @param {number} ms
 */
export async function notificationsPerFrame(page, ms) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await cdp.send('Profiler.takePreciseCoverage');
  const gaps = /** @type {number[]} */ (await page.evaluate(`(${FRAMES})(${ms})`));
  const { result } = await cdp.send('Profiler.takePreciseCoverage');
  await cdp.send('Profiler.stopPreciseCoverage');
  await cdp.detach();
  const told = result
    .flatMap(({ functions }) => functions)
    .filter(({ functionName }) => functionName === 'tellListeners');
  const commits = Math.max(0, ...told.map(({ ranges }) => ranges[0]?.count ?? 0));
  return commits / gaps.length;
}

/** Bytes in use after a collection. @param {import('playwright-core').Page} page */
export async function heap(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  await cdp.detach();
  return usedSize;
}

/** @param {import('playwright-core').Page} page */
async function breath(page) {
  await page.waitForTimeout(8);
}
