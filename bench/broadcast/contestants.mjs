// The measured servers: the product behind the simulated exchange, and its peers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Running } from './processes.mjs';

const SERVER_CORE = 0;
const OTHER_CORE = 1;
const HERE = import.meta.dirname;
const MAIN = resolve(HERE, '../../dist/server/main.js');

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {Running} server the process that is measured
 * @property {Running} source takes the commands of pump.mjs
 * @property {number} port
 * @property {string} path
 * @property {number[]} accounts
 * @property {() => Promise<void>} stop
 */

/** @param {string} name @param {string} file @param {string[]} flags @returns {Promise<Contestant>} */
async function peer(name, file, flags) {
  const server = new Running([process.execPath, ...flags, join(HERE, file)], { core: SERVER_CORE });
  const [, port] = await server.line(/"port":(\d+)/);
  return {
    name,
    server,
    source: server,
    port: Number(port),
    path: '/',
    accounts: [],
    stop: () => server.stop(),
  };
}

/** @param {{ flags?: string[] }} [setting] */
export const plainWs = ({ flags = [] } = {}) => peer('plain ws loop', 'peer-ws.mjs', flags);
export const bareSockets = () => peer('bare net.Socket loop', 'peer-net.mjs', []);

/** @returns {Promise<Contestant>} */
export async function fedSockets() {
  const server = new Running([process.execPath, join(HERE, 'peer-net.mjs'), 'fed'], { core: SERVER_CORE });
  const [, port, feed] = await server.line(/"port":(\d+),"feed":(\d+)/);
  const source = new Running([process.execPath, join(HERE, 'peer-feed.mjs'), String(feed)], {
    core: OTHER_CORE,
  });
  const stop = async () => {
    await source.stop();
    await server.stop();
  };
  const name = 'net.Socket loop, fed';
  return { name, server, source, port: Number(port), path: '/', accounts: [], stop };
}

/** @param {{ accounts?: number, channels?: string, env?: NodeJS.ProcessEnv, flags?: string[] }} [setting] @returns {Promise<Contestant>} */
export async function product({ accounts = 1, channels, env = {}, flags = [] } = {}) {
  const exchange = new Running([process.execPath, join(HERE, 'exchange.mjs'), String(accounts)], {
    core: OTHER_CORE,
  });
  const [line] = await exchange.line(/^\{"url".*\}$/);
  const {
    url,
    wsUrl,
    accounts: followed,
  } = /** @type {{ url: string, wsUrl: string, accounts: { account_index: number, read_only_token: string }[] }} */ (
    JSON.parse(line)
  );
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-broadcast-'));
  const server = new Running([process.execPath, ...flags, MAIN], {
    core: SERVER_CORE,
    env: {
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataDir,
      TRUST_LOOPBACK: 'on',
      RATE_LIMIT: '1000000/minute',
      LIGHTER_BASE_URL: url,
      LIGHTER_WS_URL: wsUrl,
      ...credentials(followed),
      ...env,
    },
  });
  const ready = allStreamsUp(server, accounts);
  const [, port] = await server.line(/Dashboard: http:\/\/[^:]+:(\d+)/);
  await ready;
  const indexes = followed.map(({ account_index }) => account_index);
  const path = `/ws?channels=${channels ?? indexes.map((index) => `account/${index}`).join(',')}`;
  const stop = async () => {
    await server.stop();
    await exchange.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return {
    name: 'Lighter Broadcaster',
    server,
    source: exchange,
    port: Number(port),
    path,
    accounts: indexes,
    stop,
  };
}

/** @param {{ account_index: number, read_only_token: string }[]} accounts */
function credentials(accounts) {
  return Object.fromEntries(
    accounts.flatMap(({ account_index, read_only_token }, at) => [
      [`Lighter_${at + 1}_bench_Account_Index`, String(account_index)],
      [`Lighter_${at + 1}_bench_TOKEN`, read_only_token],
    ]),
  );
}

/** @param {Running} server @param {number} accounts @returns {Promise<void>} */
function allStreamsUp(server, accounts) {
  let up = 0;
  return new Promise((resolve) => {
    server.listeners.push((line) => {
      if (/Lighter_\d+_bench: stream is up/.test(line) && ++up === accounts) resolve();
    });
  });
}
