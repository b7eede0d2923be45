// npm run bench:upstream [-- --accounts 50,500 --loads idle,updates,polls,both --seconds 20]
// What following the exchange costs: CPU of the product's process for polls and for stream updates, each alone and both
// together, memory per account and event-loop delay. One proxy per account, as its rate budget wants it; the simulated
// exchange (its limits off) and the proxy run in processes of their own.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { followAll, startExchange, startProcess, startProduct } from '../support/processes.mjs';

const { values } = parseArgs({
  options: { accounts: { type: 'string' }, loads: { type: 'string' }, seconds: { type: 'string' } },
});
const sizes = (values.accounts ?? '50,500').split(',').map(Number);
const seconds = Number(values.seconds ?? 20);
const TICKS_PER_SECOND = 10;
const CLOCK_TICKS_PER_SECOND = 100;

/** Actions per account and tick, and seconds between polls. */
const LOADS = {
  idle: { activity: 0, pollInterval: 3600 },
  updates: { activity: 0.3, pollInterval: 3600 },
  polls: { activity: 0, pollInterval: 0.5 },
  both: { activity: 0.3, pollInterval: 0.5 },
};

const chosen = values.loads?.split(',') ?? Object.keys(LOADS);

for (const accounts of sizes)
  for (const [name, load] of Object.entries(LOADS))
    if (chosen.includes(name)) report(name, accounts, await measure(accounts, load));

/**
 * @param {number} accounts
 * @param {{ activity: number, pollInterval: number }} load
 */
async function measure(accounts, { activity, pollInterval }) {
  const exchange = await startExchange([
    ...['--accounts', String(accounts), '--limits', 'off', '--tick-ms', String(1000 / TICKS_PER_SECOND)],
    ...['--activity', String(activity), '--prices-every', '100'],
  ]);
  const proxy = await startProcess('bench/upstream/proxy.mjs', [], {}, /^up at (\d+)/);
  const env = followAll(exchange);
  for (let at = 1; at <= accounts; at += 1)
    env[`Lighter_${at}_PROXY_1_URL`] = `http://account${at}:x@127.0.0.1:${proxy.match[1]}`;
  const product = await startProduct({
    ...env,
    ...{ LIGHTER_TIER: 'builder', POLL_INTERVAL: String(pollInterval), HISTORY: 'off', LOG_LEVEL: 'info' },
    ORDERS_POLL_INTERVAL: String(pollInterval * 4),
  });
  try {
    return await watch(product.url, product.child.pid ?? 0, accounts);
  } finally {
    await product.stop();
    await proxy.stop();
    await exchange.stop();
  }
}

/**
 * Waits until every stream is up, then reads all counters at both ends of the time.
 * @param {string} url
 * @param {number} pid
 * @param {number} accounts
 */
async function watch(url, pid, accounts) {
  while (Number((await json(`${url}/api/ws/health`)).connected_count) < accounts) await pause(1);
  await pause(5);
  const before = await read(url, pid);
  await pause(seconds);
  const after = await read(url, pid);
  return {
    polls: after.polls - before.polls,
    updates: after.updates - before.updates,
    cpu: after.cpu - before.cpu,
    elapsed: (after.at - before.at) / 1000,
    memory: after.memory,
    lag: after.lag,
  };
}

/**
 * @param {string} url
 * @param {number} pid
 */
async function read(url, pid) {
  const [rest, stream] = [await json(`${url}/api/rest/health`), await json(`${url}/api/ws/health`)];
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return {
    at: Date.now(),
    polls: Number(rest.total_requests),
    updates: Number(stream.total_messages_received),
    lag: Number(/^nodejs_eventloop_lag_p99_seconds\S* (\S+)/m.exec(metrics)?.[1]),
    ...usageOf(pid),
  };
}

/** CPU seconds and resident bytes of a process, from the kernel. @param {number} pid */
function usageOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const rss = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return {
    cpu: (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND,
    memory: Number(rss?.[1]) * 1024,
  };
}

/**
 * @param {string} name
 * @param {number} accounts
 * @param {Awaited<ReturnType<typeof watch>>} figures
 */
function report(name, accounts, { polls, updates, cpu, elapsed, memory, lag }) {
  const per = (/** @type {number} */ count) => (count > 0 ? ((cpu / count) * 1000).toFixed(3) : '-');
  const rate = (/** @type {number} */ count) => (count / elapsed / accounts).toFixed(2);
  console.log(
    `${accounts} accounts, ${name}: ${rate(polls)} polls and ${rate(updates)} frames a second each; ` +
      `${((cpu / elapsed) * 100).toFixed(0)} % of a core; CPU s per 1,000 polls ${per(polls)}, per 1,000 frames ${per(updates)}; ` +
      `${(memory / 1048576).toFixed(0)} MiB; event-loop delay p99 ${(lag * 1000).toFixed(1)} ms`,
  );
}

/**
 * @param {string} url
 * @returns {Promise<Record<string, unknown>>}
 */
async function json(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return /** @type {Promise<Record<string, unknown>>} */ (answer.json());
}

/** @param {number} time */
function pause(time) {
  return new Promise((resolve) => setTimeout(resolve, time * 1000));
}
