// With --cluster: what is behind the gateway that clients follow. Two collectors, a recorder, and an engine of their own.
import { loadTypeScript } from '../support/built.mjs';
import { newFolder, Product } from './product.mjs';

loadTypeScript();
const { RedisServer } = await import('../../test/support/redis-server.js');

const LEASE_SECONDS = 3;
const LEADS = /This collector leads/;
const STANDS_BY = /This collector stands by/;
const RECORDS = /This recorder stores the history/;
const FAULTS = ['leader killed', 'recorder killed', 'leader stopped', 'leader held for three leases'];
/** Lines of level error that a fault of the cluster causes. */
const EXPECTED = /Another collector may lead now|another process leads/;
/** A standby says so when it is stopped. */
const STOPPED = /SIGTERM during start-up/;

export class Cluster {
  /** Those that ended. @type {Product[]} */
  #past = [];
  #turn = 0;
  /** Number of times each of its faults happened. @type {Record<string, number>} */
  happened = {};
  /** Exit codes of orderly stops. @type {(number | string)[]} */
  exits = [];

  /** @param {NodeJS.ProcessEnv} env of every process @param {string} apiKey @param {RegExp} expected lines of level error */
  static async start(env, apiKey, expected) {
    const engine = await RedisServer.start();
    process.once('exit', () => void engine.kill());
    const cluster = new Cluster(engine, env, apiKey, expected);
    await Promise.all([cluster.recorder.ready(RECORDS), cluster.leader.ready(LEADS)]);
    await cluster.#standBy();
    return cluster;
  }

  /**
   * @param {import('../../test/support/redis-server.js').RedisServer} engine @param {NodeJS.ProcessEnv} env
   * @param {string} apiKey @param {RegExp} expected
   */
  constructor(engine, env, apiKey, expected) {
    this.engine = engine;
    this.env = { ...env, CLUSTER_URL: engine.url, CLUSTER_LEASE: String(LEASE_SECONDS) };
    this.apiKey = apiKey;
    this.expected = new RegExp(`${expected.source}|${EXPECTED.source}`);
    this.recorder = this.run('recorder');
    this.leader = this.run('collector');
    /** @type {Product} */
    this.standby = this.leader;
  }

  /** Starts a process. @param {string} role @param {string} [folder] its data */
  run(role, folder = newFolder()) {
    return new Product({ ...this.env, CLUSTER_ROLES: role }, this.apiKey, this.expected, folder);
  }

  /** @param {number} ms */
  stepClock(ms) {
    for (const product of this.#running) product.stepClock(ms);
  }

  /** The next fault, until another process has taken over and the one that ended runs again. */
  async suffer() {
    const what = FAULTS[this.#turn++ % FAULTS.length] ?? '';
    this.happened[what] = (this.happened[what] ?? 0) + 1;
    if (what === 'recorder killed') {
      await this.#end(this.recorder, 'SIGKILL');
      this.recorder = this.run('recorder', this.recorder.folder);
      return this.recorder.ready(RECORDS);
    }
    const [old, next] = [this.leader, this.standby];
    const takenOver = next.line(LEADS);
    if (what.includes('held')) {
      await old.stopFor(3 * LEASE_SECONDS * 1000);
      await old.ended;
    }
    await this.#end(old, what === 'leader stopped' ? 'SIGTERM' : 'SIGKILL');
    await takenOver;
    this.leader = next;
    await this.#standBy();
  }

  /** Stops everything. @returns what the processes logged */
  async end() {
    for (const product of [this.standby, this.leader, this.recorder]) await this.#end(product, 'SIGTERM');
    await this.engine.stop();
    for (const product of this.#past) product.remove();
    return {
      exits: this.exits,
      faults: this.#past.flatMap(({ faults }) => faults).filter((line) => !STOPPED.test(line)),
      outagesNamed: this.#past.reduce((sum, { outagesNamed }) => sum + outagesNamed, 0),
      stalls: this.#past.flatMap(({ stalls }) => stalls),
    };
  }

  async #standBy() {
    this.standby = this.run('collector');
    await this.standby.ready(STANDS_BY);
  }

  get #running() {
    return [this.leader, this.standby, this.recorder];
  }

  /** @param {Product} product @param {NodeJS.Signals} signal */
  async #end(product, signal) {
    const code = await product.end(signal);
    if (signal !== 'SIGKILL') this.exits.push(code);
    this.#past.push(product);
  }
}
