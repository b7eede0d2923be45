// The built product under observation: log lines, resources and memory.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = resolve(import.meta.dirname, '../../dist/server/main.js');
const COLLECT = resolve(import.meta.dirname, '../broadcast/gc-on-signal.mjs');
/** pino's level numbers. */
const ERROR = 50;
const OUTAGE = /"context":"History","msg":"Supabase /;

/** @typedef {Awaited<ReturnType<Product['sample']>>} Sample */

export class Product {
  /** Lines that should not be: on stderr, and of level error or worse. @type {string[]} */
  faults = [];
  /** Error lines that name a store outage, as expected. */
  outagesNamed = 0;
  /** @type {Set<(line: string) => void>} */
  #listeners = new Set();

  /** @param {NodeJS.ProcessEnv} env @param {string} apiKey */
  constructor(env, apiKey) {
    this.apiKey = apiKey;
    this.folder = mkdtempSync(join(tmpdir(), 'broadcaster-soak-'));
    this.child = spawn(process.execPath, ['--expose-gc', '--import', COLLECT, '--enable-source-maps', MAIN], {
      env: {
        ...{ PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production' },
        ...{ HOST: '127.0.0.1', PORT: '0', DATA_DIR: this.folder, ...env },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = new Promise((done) => this.child.once('exit', (code, signal) => done(code ?? signal)));
    createInterface({ input: this.child.stdout }).on('line', (line) => this.#hear(line));
    createInterface({ input: this.child.stderr }).on('line', (line) => this.faults.push(line));
    this.kill = () => this.child.kill('SIGKILL');
    process.once('exit', this.kill);
  }

  /** Its origin, once it listens. */
  async listening() {
    const [, url] = await this.#line(/Dashboard: (http:\/\/[^\s"]+)/);
    this.url = String(url).replace('localhost', '127.0.0.1');
    return this.url;
  }

  /** @param {string} path */
  async json(path) {
    const answer = await this.#ask(path);
    return /** @type {Promise<any>} */ (answer.json());
  }

  async clients() {
    return figureOf(await this.#metrics(), 'lighter_clients');
  }

  /** Current resource usage. `handles` excludes client connections. */
  async sample() {
    const metrics = await this.#metrics();
    const figure = /** @param {string} name */ (name) => figureOf(metrics, name);
    const clients = figure('lighter_clients');
    const descriptors = `/proc/${this.child.pid}/fd`;
    return {
      ...{ at: Date.now(), clients, rss: figure('process_resident_memory_bytes') },
      handles:
        (existsSync(descriptors) ? readdirSync(descriptors).length : figure('nodejs_active_handles_total')) -
        clients,
      ...{ cpu: figure('process_cpu_seconds_total'), lag: figure('nodejs_eventloop_lag_p99_seconds') },
      longest: figure('nodejs_eventloop_lag_max_seconds'),
      ...{
        slowClosed: figureOf(metrics, 'lighter_client_closes{reason="slow_consumer"}', 0),
        conflated: figure('lighter_conflations_total'),
      },
      held: await this.#held(),
    };
  }

  /** Stops it. @returns its exit code, or the signal that ended it */
  async end() {
    this.child.kill('SIGTERM');
    const code = await this.ended;
    process.removeListener('exit', this.kill);
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }

  /** Heap bytes after a garbage collection. */
  async #held() {
    const answer = this.#line(/^\{"held":(\d+)/);
    this.child.kill('SIGUSR2');
    return Number((await answer)[1]);
  }

  async #metrics() {
    return (await this.#ask('/metrics')).text();
  }

  /** @param {string} path */
  async #ask(path) {
    const answer = await fetch(this.url + path, { headers: { authorization: `Bearer ${this.apiKey}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  /** @param {RegExp} pattern @returns {Promise<RegExpExecArray>} */
  #line(pattern) {
    return new Promise((found, failed) => {
      const listener = /** @param {string} line */ (line) => {
        const match = pattern.exec(line);
        if (!match) return;
        this.#listeners.delete(listener);
        found(match);
      };
      this.#listeners.add(listener);
      void this.ended.then((code) =>
        failed(new Error(`the product ended with ${code}\n${this.faults.join('\n')}`)),
      );
    });
  }

  /** @param {string} line */
  #hear(line) {
    const level = Number(/^\{"level":(\d+)/.exec(line)?.[1]);
    if (level === ERROR && OUTAGE.test(line)) this.outagesNamed += 1;
    else if (level >= ERROR) this.faults.push(line);
    for (const listener of this.#listeners) listener(line);
  }
}

/** The first series of that name. @param {string} metrics @param {string} name */
function figureOf(metrics, name, otherwise = NaN) {
  const line = metrics.split('\n').find((text) => text.startsWith(`${name} `));
  return line === undefined ? otherwise : Number(line.slice(line.lastIndexOf(' ')));
}

/** Variables that follow these accounts, into that store. What is kept by number is full within minutes: growth after that is a leak. @param {import('../../src/simulator/options.js').Listening} exchange */
export function following({ url, wsUrl, accounts }) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { LIGHTER_BASE_URL: url, LIGHTER_WS_URL: wsUrl, LIGHTER_TIER: 'builder', TRADES_KEPT: '50' };
  accounts.forEach(({ account_index, read_only_token }, at) => {
    env[`Lighter_${at + 1}_soak_Account_Index`] = String(account_index);
    env[`Lighter_${at + 1}_soak_TOKEN`] = read_only_token;
  });
  return env;
}
