// One slot in the crowd: clients occupy it in turn, each with a connection that may break or stop reading.
import { WebSocket } from 'ws';

/** Mean milliseconds between events of a client. */
const SPELL_MS = 30_000;
/** How long a slow reader stops reading. */
const SLOW_MS = [5_000, 40_000];
/**
 * Snapshots of all channels that a slow reader requests and leaves unread: more than the kernel buffers, so
 * that the service notices. They are requested one after another, because simultaneous requests are answered once.
 */
const UNREAD = { snapshots: 40, everyMs: 80 };
const AWAY_MS = [100, 2_000];
/** Frames of all channels that a client remembers, and those of one channel that a loss names. */
const FRAMES_KEPT = 60;
const FRAMES_SHOWN = 5;

/** Outcomes of clients, over all slots. */
export const tally = {
  ...{ came: 0, cut: 0, updates: 0, hashed: 0, recovered: 0, snapshots: 0 },
  /** Slow readers: read pauses, connections closed by the service, and how the readers recovered. */
  slow: { spells: 0, ended: 0, resumed: 0, anew: 0 },
};
/** Losses that clients reported; must stay empty. @type {string[]} */
export const losses = [];

export class Place {
  /** @type {NodeJS.Timeout | undefined} */
  #next;
  /** @type {NodeJS.Timeout | undefined} */
  #unread;
  /** @type {WebSocket | null} */
  #line = null;
  /** Whether the service closed this slow reader's connection and nothing arrived since. */
  #isEnded = false;
  #compresses;

  /**
   * @param {typeof import('lighter-broadcaster-client').BroadcasterClient} Client
   * @param {{ url: string, apiKey: string }} server
   * @param {{ channels: string[], rate: import('lighter-broadcaster-protocol/frames').Rate, slow: boolean, compresses: boolean }} profile
   * @param {import('../../src/simulator/exchange/random.js').Random} random
   */
  constructor(Client, server, profile, random) {
    this.Client = Client;
    this.server = server;
    this.profile = profile;
    this.random = random;
    this.#compresses = profile.compresses;
    this.client = this.#come();
  }

  /** From now on the client acts at random times, about `pace` times as often as usual. @param {number} pace */
  live(pace) {
    const wait = -Math.log(1 - this.random.next()) * (SPELL_MS / pace);
    this.#next = setTimeout(() => {
      this.#happen(pace);
    }, wait);
  }

  /** Ends any scripted behavior: the client stays connected and reads. */
  settle() {
    clearTimeout(this.#next);
    this.#readAgain();
    if (this.client.status.state === 'closed') this.client = this.#come();
  }

  leave() {
    clearTimeout(this.#next);
    this.client.close();
  }

  /** @param {number} pace */
  #happen(pace) {
    if (this.profile.slow) return this.#stopReading(pace);
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
    tally.slow.spells += 1;
    line.pause();
    this.#leaveUnread(UNREAD.snapshots);
    this.#next = setTimeout(
      () => {
        this.#readAgain();
        this.live(pace);
      },
      this.#between(SLOW_MS) / pace,
    );
  }

  /** @param {number} more */
  #leaveUnread(more) {
    if (more === 0) return;
    this.client.subscribe(this.profile.channels, { rate: this.profile.rate });
    this.#unread = setTimeout(() => this.#leaveUnread(more - 1), UNREAD.everyMs);
  }

  #readAgain() {
    clearTimeout(this.#unread);
    if (this.#line?.isPaused) this.#line.resume();
  }

  /** Detected by an account channel, because the total restarts each time. @param {'resumed' | 'anew'} how @param {string} channel */
  #back(how, channel) {
    if (!this.#isEnded || !channel.startsWith('account/')) return;
    this.#isEnded = false;
    tally.slow[how] += 1;
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
    /** The latest counted frames, for the report of a loss. @type {string[]} */
    const latest = [];
    client.on('loss', ({ channel, message }) => {
      const before = latest.filter((frame) => frame.startsWith(`${channel} `)).slice(-FRAMES_SHOWN);
      const { rate, slow } = this.profile;
      losses.push(
        `${this.server.url} ${channel} at ${rate}${slow ? ', slow' : ''}: ${message}, after ${before.join(', ')}`,
      );
    });
    client.on('error', ({ code, message }) => losses.push(`${code}: ${message}`));
    client.on('status', ({ state }) => {
      if (!this.profile.slow || state !== 'waiting' || this.#isEnded) return;
      tally.slow.ended += 1;
      this.#isEnded = true;
    });
    client.on('recovered', ({ channel }) => {
      tally.recovered += 1;
      this.#back('resumed', channel);
    });
    client.on('update', ({ type, channel }) => {
      tally.updates += 1;
      if (type !== 'snapshot') return;
      tally.snapshots += 1;
      this.#back('anew', channel);
    });
    client.on('frame', (frame) => {
      if (!('channel' in frame)) return;
      const [from, to] = ['prev_seq' in frame ? frame.prev_seq : '', 'seq' in frame ? frame.seq : ''];
      latest.push(`${frame.channel} ${frame.type} ${from}>${'to_seq' in frame ? frame.to_seq : to}`);
      if (latest.length > FRAMES_KEPT) latest.shift();
      if ('hash' in frame && frame.hash !== undefined) tally.hashed += 1;
    });
    client.subscribe(this.profile.channels, { rate: this.profile.rate });
    client.connect();
    return client;
  }
}
