// npm run bench:rest [-- --seconds 5 --rounds 3]
// Requests per second of the product, with authentication and rate limiting, beside a bare Fastify route that answers
// the same bytes, and the processor time of each; interleaved rounds, medians, ratios.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { addLines } from '../support/lines.mjs';
import { followAll, startExchange, startProcess, startProduct } from '../support/processes.mjs';

const { values } = parseArgs({
  options: { seconds: { type: 'string' }, rounds: { type: 'string' }, connections: { type: 'string' } },
});
const seconds = Number(values.seconds ?? 5);
const rounds = Number(values.rounds ?? 3);
const connections = Number(values.connections ?? 50);
const LOOK_MS = 100;
const CLOCK_TICKS_PER_SECOND = 100;
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
  await everyAccountKnown();
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
  writeFileSync(file, await textOf(path));
  const bare = await startProcess('bench/rest/bare-server.mjs', [file], {}, /^up at (\S+)/);
  /** @type {Awaited<ReturnType<typeof measure>>[]} */
  const ours = [];
  /** @type {Awaited<ReturnType<typeof measure>>[]} */
  const theirs = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await measure(product.url + path, product.child.pid));
    theirs.push(await measure(String(bare.match[1]), bare.child.pid));
  }
  await bare.stop();
  const [us, them] = [ours, theirs].map((all) => ({
    rate: median(all.map(({ rate }) => rate)),
    micros: median(all.map(({ micros }) => micros)),
  }));
  if (!us || !them) return;
  const rate = /** @param {number} value */ (value) => `${Math.round(value).toLocaleString('en')} requests/s`;
  await addLines([
    {
      ...{ what: `GET ${path.replace(/\d+$/, '{index}')}, with key and limit`, measured: rate(us.rate) },
      ...{ floor: 'bare Fastify, constant', beside: rate(them.rate), ratio: us.rate / them.rate },
    },
  ]);
  console.log(
    `${path}: ${Math.round(us.rate)} requests/s, bare Fastify ${Math.round(them.rate)}, ratio ${(us.rate / them.rate).toFixed(2)}; ` +
      `processor ${us.micros.toFixed(1)} and ${them.micros.toFixed(1)} µs a request, ratio ${(them.micros / us.micros).toFixed(2)}`,
  );
}

/** Right after the start the answers are short, because nothing is known of the accounts yet. */
async function everyAccountKnown() {
  for (const { account_index } of exchange.accounts)
    while (!(await textOf(`/api/accounts/${account_index}`)).includes('"stale":false'))
      await setTimeout(LOOK_MS);
}

/** @param {string} path */
async function textOf(path) {
  return (await fetch(product.url + path, { headers })).text();
}

/** Requests a second, and µs of processor time of that process for each. @param {string} url @param {number | undefined} pid */
async function measure(url, pid) {
  await autocannon({ url, connections, duration: 1, headers });
  const before = cpuOf(pid);
  const { requests, non2xx, errors } = await autocannon({ url, connections, duration: seconds, headers });
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} refusals, ${errors} errors`);
  return { rate: requests.average, micros: ((cpuOf(pid) - before) * 1e6) / requests.total };
}

/** Seconds of processor time, from the kernel. @param {number | undefined} pid */
function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
