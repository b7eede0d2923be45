import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { launchChromium } from '../../scripts/setup/chromium.mjs';
import { startBroadcast } from '../support/broadcast-app.js';
import { FakeFeed } from '../support/fake-feed.js';
import { exampleLines } from '../support/readme-lines.js';

it('shows an account and its changes with the browser line of examples/README.md, run as printed', async () => {
  const feed = new FakeFeed(7);
  const { url, close } = await startBroadcast(feed);
  const env = { ...process.env, BROADCASTER_URL: url, PORT: '0' };
  // `exec` makes the shell the server, so that ending it ends the server.
  const site = spawn('sh', ['-c', `exec ${exampleLines().browser}`], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await launchChromium();
  try {
    const [address] = (await once(createInterface({ input: site.stdout }), 'line')) as [string];
    const page = await browser.newPage();
    await page.goto(address);
    const row = page.locator('tbody tr');
    await row.filter({ hasText: 'account 7' }).waitFor();
    expect(await row.locator('td').allTextContents()).toEqual(['account 7', 'unknown', 'unknown', '0']);
    feed.change(7, { positions: { upsert: [{ market_id: 0 } as never] }, name: 'seven' });
    await row.filter({ hasText: 'seven' }).waitFor();
    expect(await row.locator('td').allTextContents()).toEqual(['seven', 'unknown', '1', '1']);
  } finally {
    site.kill();
    await browser.close();
    await close();
  }
}, 60_000);
