import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Child } from './child.js';

const SERVER = resolve('dist/server');
/** The simulated exchange lists a fill at once, so gaps need not stay open as long as for a real one. */
const DEFAULTS = { HOST: '127.0.0.1', PORT: '0', TRUST_LOOPBACK: 'on', GAP_SETTLE: '0.5' };
const READY = /Dashboard: (http:\/\/[^\s"]+)/;

export interface SimulatedExchange {
  child: Child;
  url: string;
  ws_url: string;
  accounts: {
    account_index: number;
    api_key_index: number;
    private_key: string;
    public_key: string;
    read_only_token: string;
  }[];
}

/** The built simulator in a process of its own. */
export async function startExchange(...args: string[]): Promise<SimulatedExchange> {
  const child = new Child(join(SERVER, 'simulator/main.js'), ['--port', '0', '--json', ...args], baseEnv());
  const [line] = await child.line(/^\{"url".*\}$/);
  return { child, ...(JSON.parse(line) as Omit<SimulatedExchange, 'child'>) };
}

/** The environment that follows these accounts of that exchange with their private keys. */
export function followAll({ url, ws_url, accounts }: Omit<SimulatedExchange, 'child'>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { LIGHTER_BASE_URL: url, LIGHTER_WS_URL: ws_url };
  accounts.forEach(({ account_index, api_key_index, private_key, public_key }, at) => {
    const name = `Lighter_${at + 1}_acc${at + 1}`;
    env[`${name}_Account_Index`] = String(account_index);
    env[`${name}_API_KEY_Index`] = String(api_key_index);
    env[`${name}_PRIVATE`] = private_key;
    env[`${name}_PUBLIC`] = public_key;
  });
  return env;
}

/** A process of the product that may not listen yet, with a temporary data folder. */
export interface LaunchedProduct {
  child: Child;
  dataDir: string;
  stop(): Promise<number | null>;
}

export interface Product extends LaunchedProduct {
  url: string;
}

/**
 * The built product in a process of its own, on a port of its own.
 * @param fileBlocks writes beyond this size of a file fail, as on a full disk; in blocks of 512 bytes
 * @param ownGroup leads a group of processes, so that one signal reaches its children too
 */
export function launchProduct(
  env: NodeJS.ProcessEnv = {},
  options: { fileBlocks?: number; ownGroup?: boolean } = {},
): LaunchedProduct {
  const dataDir = mkdtempSync(join(tmpdir(), 'broadcaster-test-'));
  const all = { ...baseEnv(), ...DEFAULTS, DATA_DIR: dataDir, ...env };
  const child = new Child(join(SERVER, 'main.js'), [], all, options);
  const stop = async (): Promise<number | null> => {
    const code = await child.stop();
    rmSync(dataDir, { recursive: true, force: true });
    return code;
  };
  return { child, dataDir, stop };
}

/** Launches the product and waits until it listens. @param ready the line that it logs then, with its address */
export async function startProduct(
  env: NodeJS.ProcessEnv = {},
  { fileBlocks, ready = READY }: { fileBlocks?: number; ready?: RegExp } = {},
): Promise<Product> {
  const launched = launchProduct(env, { fileBlocks });
  try {
    const [, url] = await launched.child.line(ready);
    return { ...launched, url: url!.replace('localhost', '127.0.0.1') };
  } catch (error) {
    await launched.stop();
    throw error;
  }
}

/**
 * Only the variables that a process needs: the environment of the machine must not configure the product under test.
 */
function baseEnv(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, NODE_OPTIONS: _, ...rest } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    NODE_ENV: 'test',
    ...(rest.SystemRoot ? { SystemRoot: rest.SystemRoot } : {}),
  };
}
