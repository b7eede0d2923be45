// Cost of the dashboard's first load, and its Lighthouse scores.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../../scripts/setup/chromium.mjs';

const CLIENT = join(import.meta.dirname, '../../dist/client');
/** Lighthouse shows a score from here on in green. */
const FINE = 0.9;
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

/**
 * Bytes over the wire until the overview renders, without charts; the same in gzip; and the time when the first content
 * was painted.
 * @param {string} url
 */
export async function firstLoad(url) {
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: ARGS });
  const page = await browser.newPage();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  /** @type {Map<string, string>} */
  const paths = new Map();
  let bytes = 0;
  let gzipBytes = 0;
  let chartBytes = 0;
  cdp.on(
    'Network.responseReceived',
    ({ requestId, response }) => void paths.set(requestId, new URL(response.url).pathname),
  );
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const path = paths.get(requestId) ?? '';
    if (path.includes('chart')) chartBytes += encodedDataLength;
    else if (!path.startsWith('/api/')) {
      bytes += encodedDataLength;
      gzipBytes += sizeInGzip(path);
    }
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  const paint = /** @type {number} */ (
    await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`)
  );
  await browser.close();
  return { bytes, gzipBytes, chartBytes, firstContentMs: paint };
}

/** @param {string} path of a file that the page fetched */
function sizeInGzip(path) {
  const file = join(CLIENT, path === '/' ? 'index.html' : path);
  return statSync(existsSync(`${file}.gz`) ? `${file}.gz` : file).size;
}

/**
 * Scores from 0 to 100 by category, and what costs points.
 * @param {string} url
 * @param {boolean} mobile a slow phone on a slow network, as Lighthouse throttles them; else a desktop
 * @returns {Promise<{ scores: Record<string, number>, faults: string[] }>}
 */
export async function audit(url, mobile) {
  const port = 9_000 + Math.floor(Math.random() * 900);
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: [...ARGS, `--remote-debugging-port=${port}`],
  });
  try {
    const result = await lighthouse(
      url,
      { port, onlyCategories: CATEGORIES, logLevel: 'error' },
      mobile ? undefined : desktopConfig,
    );
    const { categories = {}, audits = {} } = result?.lhr ?? {};
    const weighed = CATEGORIES.flatMap((name) => categories[name]?.auditRefs ?? []);
    const failed = weighed.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < FINE);
    return {
      scores: Object.fromEntries(
        CATEGORIES.map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)]),
      ),
      faults: failed.map(({ id }) => `${id} ${audits[id]?.displayValue ?? ''}`.trim()),
    };
  } finally {
    await browser.close();
  }
}
