// The second pair of the soak: a collector that keeps history on its disk and restarts, and the frontend that reads it.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import { following, newFolder, Product } from './product.mjs';
import { TRADE_TEXT_SQL } from './trade-text.mjs';

/** Lines of level error that a full disk causes. */
export const FULL_DISK =
  /"msg":"[^"]*(cannot be (?:written|saved)|not written|database or disk is full|disk I\/O error)/;
/** Lines of level error that a stopped collector causes in the frontend. */
const COLLECTOR_AWAY = /"msg":"The other instance/;
const AGREE_MS = 60_000;
/** Of the collector: while it is down, no outgoing connection of another process can take its port there. */
const HOST = '127.0.0.7';

export class Pair {
  /** Products that have ended. @type {Product[]} */
  #past = [];
  #turn = 0;
  /** Number of times each of its faults happened. @type {Record<string, number>} */
  happened = {};
  /** Exit codes of orderly restarts. @type {(number | string)[]} */
  exits = [];

  /** @param {NodeJS.ProcessEnv} env of both @param {import('../../src/simulator/options.js').Listening} exchange @param {string} apiKey */
  constructor(env, exchange, apiKey) {
    this.env = { ...following(exchange), ...env };
    this.apiKey = apiKey;
    this.folder = newFolder();
    this.collector = new Product({ ...this.env, HOST }, apiKey, FULL_DISK, this.folder);
    /** @type {Product} */
    this.frontend = this.collector;
  }

  /** @returns the frontend's origin */
  async start() {
    const url = await this.collector.listening();
    this.port = new URL(url).port;
    const { API_KEYS, CLIENT_MAX_BYTES, RESUME_MAX_AGE } = this.env;
    this.frontend = new Product(
      {
        ...{ API_KEYS, CLIENT_MAX_BYTES, RESUME_MAX_AGE },
        ...{ BROADCASTER_MODE: 'FRONTEND_ONLY', REMOTE_API_BASE: url, REMOTE_API_KEY: this.apiKey },
      },
      this.apiKey,
      COLLECTOR_AWAY,
    );
    return this.frontend.listening();
  }

  /**
   * The next fault of the collector, alternately a full disk and a stop.
   * @param {number} fullMs time for which its disk is full
   */
  async suffer(fullMs) {
    const what =
      ['disk full', 'stopped and started', 'disk full', 'killed and started'][this.#turn++ % 4] ?? '';
    this.happened[what] = (this.happened[what] ?? 0) + 1;
    if (what === 'disk full') {
      this.collector.diskFull(true);
      await pause(fullMs);
      return this.collector.diskFull(false);
    }
    const isKilled = what.startsWith('killed');
    const code = await this.collector.end(isKilled ? 'SIGKILL' : 'SIGTERM');
    if (!isKilled) this.exits.push(code);
    this.#past.push(this.collector);
    this.collector = new Product({ ...this.env, HOST, PORT: this.port }, this.apiKey, FULL_DISK, this.folder);
    await this.collector.listening();
  }

  /**
   * Compares the frontend with its collector until they agree. @param {number[]} accounts @returns accounts on which
   * they still differ
   */
  async disagreements(accounts) {
    const deadline = Date.now() + AGREE_MS;
    for (;;) {
      const unlike = [];
      for (const account of accounts) {
        const [near, far] = await Promise.all(
          [this.frontend, this.collector].map((product) =>
            product.json(`/api/accounts/${account}/state`).catch(String),
          ),
        );
        if (stateHash(near) !== stateHash(far)) unlike.push(String(account));
      }
      if (unlike.length === 0 || Date.now() > deadline) return unlike;
      await pause(500);
    }
  }

  /** Stops both. @returns what they stored and logged */
  async end() {
    const exits = [...this.exits, await this.frontend.end(), await this.collector.end()];
    const all = [...this.#past, this.collector, this.frontend];
    const trades = this.#trades();
    this.frontend.remove();
    this.collector.remove();
    return {
      ...{ exits, trades, happened: this.happened },
      faults: all.flatMap(({ faults }) => faults),
      outagesNamed: all.reduce((sum, { outagesNamed }) => sum + outagesNamed, 0),
      stalls: {
        collector: [...this.#past, this.collector].flatMap(({ stalls }) => stalls),
        frontend: this.frontend.stalls,
      },
    };
  }

  /** Number of trades in the collector's history. */
  count() {
    return Number(this.#query('select count(*) as count from trades')[0]?.count);
  }

  #trades() {
    return this.#query(`select ${TRADE_TEXT_SQL} as text from trades`).map(({ text }) => String(text));
  }

  /** @param {string} sql */
  #query(sql) {
    const database = new DatabaseSync(join(this.folder, 'history.sqlite'), { readOnly: true });
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  }
}
