import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { launchChromium } from '../../scripts/setup/chromium.mjs';
import { startBroadcast } from '../support/broadcast-app.js';
import { FakeFeed } from '../support/fake-feed.js';

it('the browser example shows an account and its changes', async () => {
  const feed = new FakeFeed(7);
  const { url, close } = await startBroadcast(feed);
  const browser = await launchChromium();
  const page = await browser.newPage();
  // Really from this machine: browsers keep pages of other sites off local networks.
  const site = createServer((_, response) =>
    response.end(readFileSync('examples/browser/index.html')),
  ).listen(0);
  await once(site, 'listening');
  const { port } = site.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/?url=${encodeURIComponent(url)}`);
  const row = page.locator('tbody tr');
  await row.filter({ hasText: 'account 7' }).waitFor();
  expect(await row.locator('td').allTextContents()).toEqual(['account 7', 'unknown', 'unknown', '0']);
  feed.change(7, { positions: { upsert: [{ market_id: 0 } as never] }, name: 'seven' });
  await row.filter({ hasText: 'seven' }).waitFor();
  expect(await row.locator('td').allTextContents()).toEqual(['seven', 'unknown', '1', '1']);
  await browser.close();
  site.close();
  await close();
}, 60_000);
