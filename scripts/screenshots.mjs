// Screenshots of every dashboard view, in both themes, on desktop and phone: docs/screenshots/<view>-<theme>-<screen>.png.
// They show the demo, so they can be taken anywhere and contain no real account.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { launchChromium } from './setup/chromium.mjs';

const TARGET = join(import.meta.dirname, '../docs/screenshots');
const SETTLE_MS = 1_500;
/** A busy machine is no failure. */
const PATIENCE_MS = 180_000;
/** Time for charts of live data to fill. */
const LOOKING_MS = 20_000;
/** Long enough for a curve of several minutes. */
const WARM_UP_MS = Number(process.argv[2] ?? 240) * 1_000;
const SCREENS = {
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

/** @param {number} index @returns {[name: string, path: string][]} */
const views = (index) => [
  ['overview', '/'],
  ['account', `/accounts/${index}?range=1h`],
  ['account-history', `/accounts/${index}?tab=history&range=1h`],
  ['statement', `/accounts/${index}/statement`],
  ['attention', '/attention'],
  ['pnl', '/pnl'],
  ['compare', '/compare'],
  ['positions', '/positions'],
  ['positions-by-market', '/positions?view=markets'],
  ['orders', '/orders'],
  ['trades', '/trades'],
  ['trade-history', '/trades?view=history'],
  ['connections', '/connections'],
  ['alerts', '/alerts'],
  ['incidents', '/incidents'],
  ['raw-feed', '/raw'],
  ['settings', '/settings'],
];

const product = spawn(process.execPath, [join(import.meta.dirname, '../dist/server/main.js')], {
  env: {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: '0',
    NODE_ENV: 'production',
    RATE_LIMIT: '100000/minute',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const url = await addressOf(product.stdout);
  mkdirSync(TARGET, { recursive: true });
  process.stdout.write(`taking screenshots of ${url} in ${WARM_UP_MS / 1_000} s\n`);
  await sleep(WARM_UP_MS);
  await takeAll(url);
} finally {
  product.kill();
}

/** @param {string} url */
async function takeAll(url) {
  const answer = await fetch(`${url}/api/accounts`);
  const { accounts } = /** @type {{ accounts: object }} */ (await answer.json());
  const index = Number(Object.keys(accounts)[0]);
  for (const [screen, options] of Object.entries(SCREENS)) {
    // Canvases follow the scale of the browser, not that of the page, and would be blurred.
    const browser = await launchChromium([`--force-device-scale-factor=${options.deviceScaleFactor}`]);
    for (const theme of /** @type {const} */ (['dark', 'light'])) {
      const context = await browser.newContext({ ...options, colorScheme: theme });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      await page.goto(url);
      await page.getByRole('grid').first().waitFor();
      for (const [name, path] of views(index)) {
        await page.goto(url + path);
        await page
          .locator('main')
          .getByRole('status', { name: 'Loading' })
          .first()
          .waitFor({ state: 'detached' });
        await sleep(name === 'connections' ? LOOKING_MS : SETTLE_MS);
        await page.screenshot({ path: join(TARGET, `${name}-${theme}-${screen}.png`) });
      }
      await context.close();
    }
    await browser.close();
  }
}

/** @param {import('node:stream').Readable} output @returns {Promise<string>} */
async function addressOf(output) {
  for await (const line of createInterface({ input: output })) {
    const [, url] = /Dashboard: (http:\/\/[^\s"]+)/.exec(line) ?? [];
    if (url) {
      output.resume();
      return url;
    }
  }
  throw new Error('the product ended before it listened');
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
