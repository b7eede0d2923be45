import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Starts a script of this project as a child process and waits for its ready line.
 * @param {string} script
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {RegExp} ready
 * @param {string} [input] all of its stdin
 */
export async function startProcess(script, args, env, ready, input) {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (input !== undefined) child.stdin.end(input);
  const lines = createInterface({ input: child.stdout });
  /** @type {Promise<never>} */
  const ended = new Promise((_, reject) =>
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code} before it was up`))),
  );
  /** @type {Promise<RegExpExecArray>} */
  const up = new Promise((resolve) =>
    lines.on('line', (line) => {
      const match = ready.exec(line);
      if (match) resolve(match);
    }),
  );
  const match = await Promise.race([up, ended]);
  ended.catch(() => undefined);
  /** @returns {Promise<void>} */
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  return { child, lines, match, stop };
}

/**
 * @typedef {{ url: string, ws_url: string, accounts: { account_index: number, read_only_token: string }[] }} Exchange
 */

/**
 * The simulated exchange; see `npm run simulator -- --help` for `args`.
 * @param {string[]} args
 */
export async function startExchange(args) {
  const { match, ...rest } = await startProcess(
    'dist/server/simulator/main.js',
    ['--port', '0', '--json', ...args],
    {},
    /^\{"url".*\}$/,
  );
  /** @type {Exchange} */
  const exchange = JSON.parse(match[0]);
  return { ...rest, ...exchange };
}

/**
 * Environment that follows every account of that exchange with its read-only token.
 * @param {Exchange} exchange
 */
export function followAll({ url, ws_url, accounts }) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { LIGHTER_BASE_URL: url, LIGHTER_WS_URL: ws_url };
  accounts.forEach(({ account_index, read_only_token }, at) => {
    env[`Lighter_${at + 1}_bench_Account_Index`] = String(account_index);
    env[`Lighter_${at + 1}_bench_TOKEN`] = read_only_token;
  });
  return env;
}

/**
 * The product, with a data folder that is removed when it stops.
 * @param {NodeJS.ProcessEnv} env
 */
export async function startProduct(env) {
  const folder = mkdtempSync(join(tmpdir(), 'broadcaster-bench-'));
  const { match, stop, child } = await startProcess(
    'dist/server/main.js',
    [],
    { HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'info', TRUST_LOOPBACK: 'on', ...env },
    /Dashboard: (http:\/\/[^\s"]+)/,
  );
  return {
    child,
    url: String(match[1]).replace('localhost', '127.0.0.1'),
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
