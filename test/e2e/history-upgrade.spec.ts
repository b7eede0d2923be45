import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { verifyHistory } from '../../src/history/cli/verify.js';
import { DATABASE_FILE } from '../../src/history/sqlite/writer.js';
import { openEmbedded } from '../support/embedded-store.js';
import { followAll, startExchange, startProduct } from '../support/product.js';
import { copyStored, STORED, STORED_NETWORK } from '../support/stored-files.js';

/** Rows that are written again when they end. */
const ENDS_LATER = /^(gaps|link_outages) /;

it('starts on the DATA_DIR of release 0.1 and keeps every row', async () => {
  const exchange = await startExchange('--accounts', '2', '--limits', 'off');
  const dataDir = await copyStored('data');
  const network = new URL(exchange.url).host;
  // The simulated exchange is at another port than it was then.
  const database = new DatabaseSync(join(dataDir, DATABASE_FILE));
  database.prepare(`UPDATE meta SET value = ? WHERE name = 'network'`).run(network);
  database.close();
  await writeFile(join(dataDir, 'network.json'), JSON.stringify({ origin: exchange.url, network_id: 1 }));

  const product = await startProduct({ ...followAll(exchange), DATA_DIR: dataDir });
  await product.child.line(/history\.sqlite was upgraded from schema version 1 to \d/);
  await product.child.line(/Starting a new epoch/);
  for (const { account_index } of exchange.accounts) {
    const answer = await fetch(`${product.url}/api/history/funding/${account_index}?limit=1000`);
    expect(((await answer.json()) as { count: number }).count).toBeGreaterThan(0);
  }
  expect(await product.stop()).toBe(0);
  await exchange.child.stop();

  const store = await openEmbedded(dataDir, { network });
  const venue = { exchange: 'lighter', network: STORED_NETWORK };
  const { rows, missing, missing_count } = await verifyHistory(store, venue, join(STORED, 'export.ndjson'));
  await store.close();
  await rm(dataDir, { recursive: true });
  expect([rows, missing_count]).toEqual([107, missing.length]);
  expect(missing.filter((key) => !ENDS_LATER.test(key))).toEqual([]);
}, 60_000);
