// One place in the crowd: clients take it in turn, each for a while, with a line that may break or stop reading.
import { WebSocket } from 'ws';

/** Mean milliseconds until something happens to a client. */
const SPELL_MS = 30_000;
/** How long a slow reader reads nothing. */
const SLOW_MS = [5_000, 40_000];
const SNAPSHOTS_UNREAD = 12;
const AWAY_MS = [100, 2_000];

/** What became of clients, over all places. */
export const tally = { came: 0, cut: 0, slowed: 0, updates: 0, hashed: 0, recovered: 0, snapshots: 0 };
/** What no client may be told. @type {string[]} */
export const losses = [];

export class Place {
  /** @type {NodeJS.Timeout | undefined} */
  #next;
  /** @type {WebSocket | null} */
  #line = null;
  #compresses;

  /**
   * @param {typeof import('../../packages/client/src/broadcaster-client.js').BroadcasterClient} Client
   * @param {{ url: string, apiKey: string }} server
   * @param {{ channels: string[], rate: import('../../src/broadcast/frames.js').Rate, slow: boolean, compresses: boolean }} wish
   * @param {import('../../src/simulator/exchange/random.js').Random} random
   */
  constructor(Client, server, wish, random) {
    this.Client = Client;
    this.server = server;
    this.wish = wish;
    this.random = random;
    this.#compresses = wish.compresses;
    this.client = this.#come();
  }

  /** From now on something happens again and again, at random times about `pace` times as often as usual. @param {number} pace */
  live(pace) {
    const wait = -Math.log(1 - this.random.next()) * (SPELL_MS / pace);
    this.#next = setTimeout(() => {
      this.#happen(pace);
    }, wait);
  }

  /** Stays and reads, whatever it was up to. */
  settle() {
    clearTimeout(this.#next);
    if (this.#line?.isPaused) this.#line.resume();
    if (this.client.status.state === 'closed') this.client = this.#come();
  }

  leave() {
    clearTimeout(this.#next);
    this.client.close();
  }

  /** @param {number} pace */
  #happen(pace) {
    if (this.wish.slow) return this.#stopReading(pace);
    if (this.random.chance(0.5)) {
      tally.cut += 1;
      this.#line?.terminate();
      return this.live(pace);
    }
    this.client.close();
    this.#next = setTimeout(() => {
      this.client = this.#come();
      this.live(pace);
    }, this.#between(AWAY_MS));
  }

  /** @param {number} pace */
  #stopReading(pace) {
    const line = this.#line;
    if (line?.readyState !== WebSocket.OPEN) return this.live(pace);
    tally.slowed += 1;
    // More than the kernel holds on the way, so that the service feels it.
    for (let again = 0; again < SNAPSHOTS_UNREAD; again++)
      this.client.subscribe(this.client.channels, { rate: this.wish.rate });
    line.pause();
    this.#next = setTimeout(
      () => {
        line.resume();
        this.live(pace);
      },
      this.#between(SLOW_MS) / pace,
    );
  }

  /** @param {number[]} range */
  #between([from = 0, to = 0]) {
    return this.random.int(from, to);
  }

  #come() {
    tally.came += 1;
    const hold = (/** @type {WebSocket} */ line) => (this.#line = line);
    const perMessageDeflate = this.#compresses;
    class Line extends WebSocket {
      /** @param {string} url @param {object} init */
      constructor(url, init) {
        super(url, { ...init, perMessageDeflate });
        hold(this);
      }
    }
    const Socket = /** @type {any} */ (Line);
    const client = new this.Client({
      ...{ ...this.server, WebSocket: Socket },
      backoff: { firstMs: 100, longestMs: 2000 },
    });
    client.on('loss', ({ channel, message }) => losses.push(`${channel}: ${message}`));
    client.on('error', ({ code, message }) => losses.push(`${code}: ${message}`));
    client.on('recovered', () => (tally.recovered += 1));
    client.on('update', ({ type }) => {
      tally.updates += 1;
      if (type === 'snapshot') tally.snapshots += 1;
    });
    client.on('frame', (frame) => {
      if ('hash' in frame && frame.hash !== undefined) tally.hashed += 1;
    });
    client.subscribe(this.wish.channels, { rate: this.wish.rate });
    client.connect();
    return client;
  }
}
