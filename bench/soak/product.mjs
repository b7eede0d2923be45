// A built product under observation: log lines, resources, memory, and stalls of its event loop.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const MAIN = resolve(import.meta.dirname, '../../dist/server/main.js');
const INSTRUMENTS = resolve(import.meta.dirname, 'instruments.mjs');
const SHIFTED_DATE = resolve(import.meta.dirname, '../../test/support/shifted-date.mjs');
/** pino's level numbers. */
const ERROR = 50;
/** Size in bytes beyond which no file can grow while the disk is full. */
const FULL_BYTES = 4096;
/** A stall that began up to this long before a stop was noticed counts as the stop. */
const STOP_SLACK_MS = 1000;
/** A request on which nothing moved for a minute, because the product was stopped, is reset. */
const ATTEMPTS = 5;
const RETRY_MS = 1000;

/** @typedef {Awaited<ReturnType<Product['sample']>>} Sample */
/** @typedef {import('./instruments.mjs').Stall} Stall */

export class Product {
  /** Unexpected lines: on stderr, and of level error or worse. @type {string[]} */
  faults = [];
  /** Error lines that name an outage, as expected. */
  outagesNamed = 0;
  /** @type {Stall[]} */
  stalls = [];
  /** Spans for which the soak stopped it. @type {{ from: number, to: number }[]} */
  #stops = [];
  /** @type {Set<(line: string) => void>} */
  #listeners = new Set();

  /**
   * @param {NodeJS.ProcessEnv} env @param {string} apiKey
   * @param {RegExp} expected lines of level error that faults of the soak cause
   * @param {string} folder its data
   */
  constructor(env, apiKey, expected, folder = newFolder()) {
    this.apiKey = apiKey;
    this.expected = expected;
    this.folder = folder;
    this.shiftFile = join(folder, 'date-shift');
    const node = ['--expose-gc', '--import', SHIFTED_DATE, '--import', INSTRUMENTS];
    this.child = spawn(process.execPath, [...node, MAIN], {
      env: {
        ...{ PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production' },
        ...{ HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, DATE_SHIFT_FILE: this.shiftFile, ...env },
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.ended = new Promise((done) => this.child.once('exit', (code, signal) => done(code ?? signal)));
    createInterface({ input: /** @type {import('node:stream').Readable} */ (this.child.stdout) }).on(
      'line',
      (line) => this.#hear(line),
    );
    createInterface({ input: /** @type {import('node:stream').Readable} */ (this.child.stderr) }).on(
      'line',
      (line) => this.faults.push(line),
    );
    this.child.on('message', (/** @type {{ stall?: import('./instruments.mjs').Stall }} */ { stall }) => {
      if (stall) this.stalls.push({ ...stall, ownMs: this.#ownOf(stall) });
    });
    this.kill = () => this.child.kill('SIGKILL');
    process.once('exit', this.kill);
  }

  /** Its origin, once it listens; from then on stalls are reported. */
  async listening() {
    const [, url] = await this.ready(/Dashboard: (http:\/\/[^\s"]+)/);
    this.url = String(url).replace('localhost', '127.0.0.1');
    return this.url;
  }

  /** Waits for that line; from then on stalls are reported. @param {RegExp} pattern */
  async ready(pattern) {
    const match = await this.line(pattern);
    this.child.send('watch');
    return match;
  }

  /** @param {string} path */
  async json(path) {
    const answer = await this.#ask(path);
    return /** @type {Promise<any>} */ (answer.json());
  }

  /** Ends bans and waits for a next attempt, as an operator would; streams that are up stay. */
  async reconnect() {
    await this.#ask('/api/rest/reconnect', { method: 'POST' });
    /** @type {{ connections: { account_id: number, connected: boolean }[] }} */
    const { connections } = await this.json('/api/ws/health');
    for (const { account_id, connected } of connections)
      if (!connected) await this.#ask(`/api/ws/reconnect?account_index=${account_id}`, { method: 'POST' });
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

  /** Steps its wall clock. @param {number} ms */
  stepClock(ms) {
    writeFileSync(this.shiftFile, String(ms));
    this.child.kill('SIGUSR2');
  }

  /** Stops it with SIGSTOP and continues it after `ms`. @param {number} ms */
  async stopFor(ms) {
    const stop = { from: Date.now(), to: Infinity };
    this.#stops.push(stop);
    this.child.kill('SIGSTOP');
    await pause(ms);
    this.child.kill('SIGCONT');
    stop.to = Date.now();
  }

  /** Whether its files can grow. @param {boolean} full */
  diskFull(full) {
    const limit = full ? FULL_BYTES : 'unlimited';
    execFileSync('prlimit', ['--pid', String(this.child.pid), `--fsize=${limit}:unlimited`]);
  }

  /** Ends it. @param {NodeJS.Signals} signal @returns its exit code, or the signal that ended it */
  async end(signal = 'SIGTERM') {
    this.child.kill(signal);
    const code = await this.ended;
    process.removeListener('exit', this.kill);
    return code;
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Heap bytes after a garbage collection. @returns {Promise<number>} */
  #held() {
    return new Promise((found, failed) => {
      const listener = (/** @type {{ held?: number }} */ { held }) => {
        if (held === undefined) return;
        this.child.off('message', listener);
        found(held);
      };
      this.child.on('message', listener);
      this.child.send('collect');
      void this.ended.then((code) => failed(new Error(`the product ended with ${code}`)));
    });
  }

  /**
   * In a span for which the soak stopped it, only its computing time counts as its own. @param
   * {import('./instruments.mjs').Stall} stall
   */
  #ownOf({ at, ms, ranMs, ownMs }) {
    const isStop = this.#stops.some(
      ({ from, to }) => at < to + STOP_SLACK_MS && at + ms > from - STOP_SLACK_MS,
    );
    return isStop ? ranMs : ownMs;
  }

  async #metrics() {
    return (await this.#ask('/metrics')).text();
  }

  /** @param {string} path @param {RequestInit} [request] @returns {Promise<Response>} */
  async #ask(path, request = {}, attempts = ATTEMPTS) {
    const headers = { authorization: `Bearer ${this.apiKey}` };
    const answer = await fetch(this.url + path, { ...request, headers }).catch(
      (/** @type {Error} */ error) => error,
    );
    if (answer instanceof Error) {
      if (attempts === 1) throw answer;
      await pause(RETRY_MS);
      return this.#ask(path, request, attempts - 1);
    }
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  /** The next line of its log like that. @param {RegExp} pattern @returns {Promise<RegExpExecArray>} */
  line(pattern) {
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
    if (level === ERROR && this.expected.test(line)) this.outagesNamed += 1;
    else if (level >= ERROR) this.faults.push(line);
    for (const listener of this.#listeners) listener(line);
  }
}

/** For the data of a product. */
export function newFolder() {
  return mkdtempSync(join(tmpdir(), 'broadcaster-soak-'));
}

/** The first series of that name. @param {string} metrics @param {string} name */
function figureOf(metrics, name, otherwise = NaN) {
  const line = metrics.split('\n').find((text) => text.startsWith(`${name} `));
  return line === undefined ? otherwise : Number(line.slice(line.lastIndexOf(' ')));
}

/**
 * Variables that follow these accounts. Lists limited by number are full within minutes: growth after that is a leak.
 * @param {import('../../src/simulator/options.js').Listening} exchange
 * @param {string[]} proxies each account uses the next one; the last group of accounts connects directly
 */
export function following({ url, wsUrl, accounts }, proxies = []) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { LIGHTER_BASE_URL: url, LIGHTER_WS_URL: wsUrl, LIGHTER_TIER: 'builder', TRADES_KEPT: '50' };
  accounts.forEach(({ account_index, read_only_token }, at) => {
    env[`Lighter_${at + 1}_soak_Account_Index`] = String(account_index);
    env[`Lighter_${at + 1}_soak_TOKEN`] = read_only_token;
    const proxy = proxies[at % (proxies.length + 1)];
    if (proxy) env[`Lighter_${at + 1}_PROXY_1_URL`] = proxy;
  });
  return env;
}
