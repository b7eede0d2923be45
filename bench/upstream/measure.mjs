// One measurement: the product follows a number of accounts under one load; costs come from the kernel.
import { readFileSync } from 'node:fs';
import { followAll, startExchange, startProcess, startProduct } from '../support/processes.mjs';

const TICKS_PER_SECOND = 10;
const CLOCK_TICKS_PER_SECOND = 100;
/** Deadline for all streams to connect; an overloaded machine misses it. */
const COMES_UP_SECONDS = 90;
/** After the last stream is up, until the readings that settle the gap of the start are over (GAP_SETTLE). */
const SETTLE_SECONDS = 20;
/** Until the bare client has its snapshots, and every poll has begun. */
const FLOOR_SETTLE_SECONDS = 4;

/** Actions per account and tick (an action makes about three frames), and seconds between polls. */
export const LOADS = {
  idle: { activity: 0, pollInterval: 3600 },
  light: { activity: 0.01, pollInterval: 10 },
  updates: { activity: 0.3, pollInterval: 3600 },
  polls: { activity: 0, pollInterval: 0.5 },
  both: { activity: 0.3, pollInterval: 0.5 },
};

/**
 * Counts, CPU seconds and bytes of the product's process, for all accounts together.
 * @typedef {object} Figures
 * @property {number} accounts
 * @property {string} load
 * @property {number} elapsed
 * @property {number} polls
 * @property {number} frames
 * @property {number} cpu
 * @property {number} memory
 * @property {number} lag seconds, p99 of the event loop's delay
 * @property {number} others CPU seconds of the exchange and the proxy
 * @property {Floor | null} floor the bare client under the same load, where it polls and follows
 */

/** @typedef {{ cpu: number, elapsed: number, polls: number, frames: number }} Floor */

/**
 * Every account has its own egress, because one rate budget would not allow this many requests.
 * @param {number} accounts
 * @param {keyof typeof LOADS} load
 * @param {number} seconds
 * @returns {Promise<Figures>}
 */
export async function measure(accounts, load, seconds) {
  const { activity, pollInterval } = LOADS[load];
  /** @type {(() => Promise<void>)[]} */
  const stops = [];
  try {
    const exchange = await startExchange([
      ...['--accounts', String(accounts), '--limits', 'off', '--tick-ms', String(1000 / TICKS_PER_SECOND)],
      ...['--activity', String(activity), '--prices-every', '100'],
    ]);
    stops.push(exchange.stop);
    const proxy = await startProcess('bench/upstream/proxy.mjs', [], {}, /^up at (\d+)/);
    stops.push(proxy.stop);
    const env = followAll(exchange);
    for (let at = 1; at <= accounts; at += 1)
      env[`Lighter_${at}_PROXY_1_URL`] = `http://account${at}:x@127.0.0.1:${proxy.match[1]}`;
    const product = await startProduct({
      ...env,
      ...{ LIGHTER_TIER: 'builder', POLL_INTERVAL: String(pollInterval), HISTORY: 'off' },
      ORDERS_POLL_INTERVAL: String(pollInterval * 4),
    });
    stops.push(product.stop);
    await followed(product.url, accounts);
    const others = [exchange.child, proxy.child].map(({ pid }) => pid ?? 0);
    const before = await read(product.url, product.child.pid ?? 0, others);
    await pause(seconds);
    const after = await read(product.url, product.child.pid ?? 0, others);
    await product.stop();
    stops.pop();
    const floor = load === 'both' ? await measureFloor(exchange, pollInterval, seconds) : null;
    return { accounts, load, ...between(before, after), floor };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/**
 * The same exchange followed by the bare client. @param {import('../support/processes.mjs').Exchange} exchange
 * @param {number} pollInterval @param {number} seconds @returns {Promise<Floor>}
 */
async function measureFloor({ url, ws_url, accounts }, pollInterval, seconds) {
  const input = JSON.stringify({ url, ws_url, accounts, pollInterval, ordersInterval: pollInterval * 4 });
  const client = await startProcess('bench/upstream/bare-client.mjs', [], {}, /^up$/, input);
  try {
    let counts = { polls: 0, frames: 0 };
    client.lines.on('line', (line) => (counts = JSON.parse(line)));
    await pause(FLOOR_SETTLE_SECONDS);
    const pid = client.child.pid ?? 0;
    const before = { ...counts, cpu: cpuOf(pid), at: Date.now() };
    await pause(seconds);
    return {
      cpu: cpuOf(pid) - before.cpu,
      elapsed: (Date.now() - before.at) / 1000,
      polls: counts.polls - before.polls,
      frames: counts.frames - before.frames,
    };
  } finally {
    await client.stop();
  }
}

/** @param {string} url @param {number} accounts */
async function followed(url, accounts) {
  const deadline = Date.now() + COMES_UP_SECONDS * 1000;
  for (;;) {
    const up = Number((await json(`${url}/api/ws/health`)).connected_count);
    if (up >= accounts) break;
    if (Date.now() > deadline) throw new Error(`only ${up} streams were up after ${COMES_UP_SECONDS} s`);
    await pause(2);
  }
  await pause(SETTLE_SECONDS);
}

/** @typedef {Awaited<ReturnType<typeof read>>} Reading */

/** @param {Reading} before @param {Reading} after */
function between(before, after) {
  return {
    elapsed: (after.at - before.at) / 1000,
    polls: after.polls - before.polls,
    frames: after.frames - before.frames,
    cpu: after.cpu - before.cpu,
    others: after.others - before.others,
    memory: after.memory,
    lag: after.lag,
  };
}

/**
 * @param {string} url
 * @param {number} pid
 * @param {number[]} others
 */
async function read(url, pid, others) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const sum = /** @param {string} kind */ (kind) =>
    Number(new RegExp(`^lighter_upstream_messages\\{kind="${kind}"\\} (\\S+)`, 'm').exec(metrics)?.[1]);
  return {
    at: Date.now(),
    polls: sum('rest'),
    frames: sum('websocket'),
    lag: Number(/^nodejs_eventloop_lag_p99_seconds\S* (\S+)/m.exec(metrics)?.[1]),
    cpu: cpuOf(pid),
    others: others.map(cpuOf).reduce((total, cpu) => total + cpu, 0),
    memory: Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024,
  };
}

/** CPU seconds of a process so far, from the kernel. @param {number} pid */
function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
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
