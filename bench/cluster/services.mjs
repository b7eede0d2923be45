// The same service in three shapes: one process, several gateways on one port, and processes over one Redis or Valkey.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { redisServer } from '../../scripts/setup/redis.mjs';
import { followAll } from '../support/processes.mjs';
import { cpuOf, Running } from '../broadcast/processes.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/server/main.js');
const SECRET = 'bench-secret-bench-secret';
const DASHBOARD = /Dashboard: http:\/\/[^:]+:(\d+)/;
/** Seconds; the least that is allowed. */
export const LEASE = 2;

/**
 * @typedef {object} Service
 * @property {string} name
 * @property {Running} source takes the commands of pump.mjs
 * @property {{ port: number, path: string, env: NodeJS.ProcessEnv }[]} doors one for each address of the service
 * @property {() => Record<string, number>} cpu CPU time so far of each process, seconds
 * @property {() => Promise<void>} stop
 */

/** @param {number} accounts @returns {Promise<Service>} */
export async function single(accounts) {
  const place = await Place.open(accounts);
  const server = place.run({});
  await allUp(server, accounts);
  const port = await server.listening;
  return place.service('one process', [port], () => ({ 'the process': server.running.cpu() }));
}

/** @param {number} accounts @param {number} count @returns {Promise<Service>} */
export async function gateways(accounts, count) {
  const place = await Place.open(accounts);
  const server = place.run({ GATEWAYS: String(count) });
  await allUp(server, accounts);
  const port = await server.listening;
  const children = childrenOf(server.running.pid);
  if (children.length !== count) throw new Error(`${children.length} child processes in place of ${count}`);
  return place.service(`GATEWAYS=${count}`, [port], () => ({
    leader: server.running.cpu(),
    ...Object.fromEntries(children.map((pid, at) => [`gateway ${at + 1}`, cpuOf(pid)])),
  }));
}

/**
 * A leading collector and gateways, each a process of its own.
 * @param {number} accounts
 * @param {number} count gateways
 * @returns {Promise<Service & { standBy: () => Promise<void>, killLeader: () => void, boots: number[] }>}
 *   `boots`: from the start of each gateway until it listens, ms
 */
export async function cluster(accounts, count) {
  const place = await Place.open(accounts);
  const engine = await place.engine();
  const shared = { CLUSTER_URL: engine.url, CLUSTER_LEASE: String(LEASE) };
  const leader = place.run({ ...shared, CLUSTER_ROLES: 'collector' });
  await allUp(leader, accounts);
  /** @type {ReturnType<Place['run']>[]} */
  const servers = [];
  /** @type {number[]} */
  const boots = [];
  for (let at = 0; at < count; at += 1) {
    const from = performance.now();
    const server = place.run({ ...shared, CLUSTER_ROLES: 'gateway' }, false);
    await server.listening;
    boots.push(performance.now() - from);
    servers.push(server);
  }
  const ports = await Promise.all(servers.map(({ listening }) => listening));
  const service = place.service(`Redis, ${count} gateways`, ports, () => ({
    leader: leader.running.cpu(),
    engine: engine.running.cpu(),
    ...Object.fromEntries(servers.map(({ running }, at) => [`gateway ${at + 1}`, running.cpu()])),
  }));
  return {
    ...service,
    boots,
    standBy: async () => {
      await place.run({ ...shared, CLUSTER_ROLES: 'collector' }).running.line(/stands by/);
    },
    killLeader: () => leader.running.child.kill('SIGKILL'),
  };
}

/** The exchange, and what is started beside it and ends with it. */
class Place {
  /** @type {Running[]} */
  started = [];
  /** @type {string[]} */
  folders = [];

  /** @param {number} accounts */
  static async open(accounts) {
    const script = join(ROOT, 'bench/broadcast/exchange.mjs');
    const source = new Running([process.execPath, script, String(accounts)], {});
    const [line] = await source.line(/^\{"url".*\}$/);
    return new Place(source, JSON.parse(line));
  }

  /** @param {Running} source @param {{ url: string, wsUrl: string, accounts: { account_index: number, read_only_token: string }[] }} exchange */
  constructor(source, exchange) {
    this.source = source;
    this.exchange = exchange;
  }

  /** @param {NodeJS.ProcessEnv} env @param {boolean} [follows] whether it has the variables of the accounts */
  run(env, follows = true) {
    const { url, wsUrl, accounts } = this.exchange;
    const running = new Running([process.execPath, MAIN], {
      env: {
        HOST: '127.0.0.1',
        PORT: '0',
        DATA_DIR: this.folder(),
        HISTORY: 'off',
        API_KEYS: `bench:read:${SECRET}:rate=100000000/minute`,
        ...(follows && followAll({ url, ws_url: wsUrl, accounts })),
        ...env,
      },
    });
    this.started.push(running);
    const listening = running.line(DASHBOARD).then(([, port]) => Number(port));
    listening.catch(() => undefined);
    return { running, listening };
  }

  async engine() {
    const found = redisServer(ROOT);
    if (!found) throw new Error('no redis-server or valkey-server on this machine');
    const port = await freePort();
    const options = ['--bind', '127.0.0.1', '--port', String(port), '--dir', this.folder()];
    const data = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'];
    const running = new Running([found.command, ...options, ...data], {
      env: found.libraries ? { LD_LIBRARY_PATH: found.libraries } : {},
    });
    this.started.push(running);
    await running.line(/Ready to accept connections/);
    return { running, url: `redis://127.0.0.1:${port}` };
  }

  folder() {
    const folder = mkdtempSync(join(tmpdir(), 'bench-cluster-'));
    this.folders.push(folder);
    return folder;
  }

  /** @param {string} name @param {number[]} ports @param {() => Record<string, number>} cpu @returns {Service} */
  service(name, ports, cpu) {
    const channels = this.exchange.accounts.map(({ account_index }) => `account/${account_index}`);
    const path = `/ws?channels=${channels.join(',')}`;
    const env = { SINK_HEADER: `X-API-Key: ${SECRET}` };
    const doors = ports.map((port) => ({ port, path, env }));
    const stop = async () => {
      for (const running of this.started.toReversed()) await running.stop();
      await this.source.stop();
      for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
    };
    return { name, source: this.source, doors, cpu, stop };
  }
}

/** @param {{ running: Running }} server @param {number} accounts @returns {Promise<void>} */
function allUp({ running }, accounts) {
  let up = 0;
  return new Promise((done) => {
    running.listeners.push((line) => {
      if (/: stream is up/.test(line) && ++up === accounts) done();
    });
  });
}

/** @param {number} pid @returns {number[]} */
function childrenOf(pid) {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => probe.once('listening', done));
  const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
  await new Promise((done) => probe.close(done));
  return port;
}
