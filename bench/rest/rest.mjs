// npm run bench:rest [-- --seconds 5 --rounds 3]
// Requests a second of the product, with authentication and rate limiting on, next to a bare Fastify route that answers
// the same bytes; interleaved rounds, medians, ratios.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { followAll, startExchange, startProcess, startProduct } from '../support/processes.mjs';

const { values } = parseArgs({
  options: { seconds: { type: 'string' }, rounds: { type: 'string' }, connections: { type: 'string' } },
});
const seconds = Number(values.seconds ?? 5);
const rounds = Number(values.rounds ?? 3);
const connections = Number(values.connections ?? 50);
const SECRET = 'bench-secret-bench-secret';
const headers = { authorization: `Bearer ${SECRET}` };

const exchange = await startExchange(['--accounts', '3', '--tick-ms', '1000', '--limits', 'off']);
const product = await startProduct({
  ...followAll(exchange),
  API_KEYS: `bench:read:${SECRET}:rate=100000000/minute`,
  HISTORY: 'off',
});
const folder = mkdtempSync(join(tmpdir(), 'bench-rest-'));

try {
  for (const path of [`/api/accounts/${exchange.accounts[0]?.account_index}`, '/api/portfolio'])
    await compare(path);
} finally {
  await product.stop();
  await exchange.stop();
  rmSync(folder, { recursive: true });
}

/** @param {string} path */
async function compare(path) {
  const file = join(folder, 'body.json');
  const answer = await fetch(product.url + path, { headers });
  writeFileSync(file, await answer.text());
  const bare = await startProcess('bench/rest/bare-server.mjs', [file], {}, /^up at (\S+)/);
  /** @type {{ product: number[], bare: number[] }} */
  const rates = { product: [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    rates.product.push(await rate(product.url + path));
    rates.bare.push(await rate(String(bare.match[1])));
  }
  await bare.stop();
  const ours = median(rates.product);
  const theirs = median(rates.bare);
  console.log(
    `${path}: ${Math.round(ours)} requests/s, bare Fastify ${Math.round(theirs)}, ratio ${(ours / theirs).toFixed(2)}`,
  );
}

/** @param {string} url */
async function rate(url) {
  await autocannon({ url, connections, duration: 1, headers });
  const { requests, non2xx, errors } = await autocannon({ url, connections, duration: seconds, headers });
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} refusals, ${errors} errors`);
  return requests.average;
}

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
