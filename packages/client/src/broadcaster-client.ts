import type { StateOf } from 'lighter-broadcaster-protocol/channels';
import { mayReconnect } from 'lighter-broadcaster-protocol/close-codes';
import type { ServerFrame } from 'lighter-broadcaster-protocol/frames';
import { backoff } from './backoff.js';
import type { ClientOptions, ClientStatus, SubscribeOptions } from './client-options.js';
import { Connection } from './connection.js';
import { DesiredSubscriptions, inChunks } from './desired-subscriptions.js';
import { Emitter, type ClientEvents, type Loss, type ChannelUpdate } from './events.js';
import { LocalCopy } from './local-copy.js';
import { SYSTEM_CLOCK, type ClientClock } from './time.js';
import { UpdateStream } from './update-stream.js';

/**
 * Follows channels of a Lighter Broadcaster and keeps a local copy of their states. Reconnects with jitter and resumes
 * where it was; whenever something may have been missed, an event says so.
 */
export class BroadcasterClient {
  /** Server clock minus local clock in milliseconds, as of the last frame with a server time. */
  serverOffset = 0;
  private current: ClientStatus = { state: 'idle' };
  private connection: Connection | null = null;
  private retry: { cancel(): void } | null = null;
  private attempt = 0;
  private resumeAfter: number | null = null;
  private readonly clock: ClientClock;
  private readonly emitter = new Emitter<ClientEvents>();
  private readonly copy: LocalCopy;
  private readonly desired = new DesiredSubscriptions();
  private readonly streams = new Set<UpdateStream<object>>();

  /** @throws Error when the platform has no WebSocket and none is given. */
  constructor(private readonly options: ClientOptions) {
    if (!options.WebSocket && !('WebSocket' in globalThis))
      throw new Error('This platform has no WebSocket. Use Node 22 or newer, or pass options.WebSocket.');
    this.clock = options.clock ?? SYSTEM_CLOCK;
    this.copy = new LocalCopy(options.checkHashes ?? true);
  }

  get status(): ClientStatus {
    return this.current;
  }

  /** Channels with a state; `accounts` appears as its accounts. */
  get channels(): string[] {
    return this.copy.names();
  }

  /** Connects now, also while waiting to reconnect; no effect while connected. */
  connect(): void {
    if (this.connection) return;
    this.retry?.cancel();
    this.setStatus({ state: 'connecting' });
    const connection = new Connection(this.options, {
      frame: (frame) => this.receive(frame),
      closed: (code, reason) => this.lost(code, reason),
    });
    this.connection = connection;
    void connection.open();
  }

  /** Disconnects and stays so until `connect()`; local states stay readable. */
  close(): void {
    this.retry?.cancel();
    const { connection } = this;
    this.connection = null;
    this.setStatus({ state: 'closed' });
    connection?.close();
    for (const stream of this.streams) stream.end();
  }

  /** Subscribes now and after every reconnect. `accounts` stands for every account, also for those added later. */
  subscribe(channels: string | readonly string[], { rate = 'live' }: SubscribeOptions = {}): void {
    const names = typeof channels === 'string' ? [channels] : [...channels];
    this.desired.add(names, rate);
    for (const channels of inChunks(names)) this.send({ op: 'subscribe', channels, rate });
  }

  /** Leaves the channels and drops their states. `accounts` leaves the accounts that were not subscribed by name. */
  unsubscribe(channels: string | readonly string[]): void {
    const names = typeof channels === 'string' ? [channels] : [...channels];
    this.desired.remove(names);
    const left = this.copy.names().filter((name) => !this.desired.has(name));
    for (const name of left) this.copy.forget(name);
    // Accounts of `accounts` were resumed by name after a reconnect, so they are left by name as well.
    for (const channels of inChunks([...new Set([...names, ...left])]))
      this.send({ op: 'unsubscribe', channels });
  }

  /** Asks for the subscribed and the available channels; the answer is a `frame` event with a `list` frame. */
  list(): void {
    this.send({ op: 'list' });
  }

  /** Asks for a sign of life; the answer is a `frame` event with a `pong` frame. */
  ping(): void {
    this.send({ op: 'ping' });
  }

  /** The local copy; `undefined` before the first snapshot. Never changed in place. */
  state<C extends string>(channel: C): StateOf<C> | undefined {
    return this.copy.state(channel) as StateOf<C> | undefined;
  }

  /** @returns a function that removes the listener. */
  on<E extends keyof ClientEvents>(event: E, listener: (event: ClientEvents[E]) => void): () => void {
    return this.emitter.on(event, listener);
  }

  /** Every update from now on, of one channel or of all: `for await (const {channel, state} of client.updates())`. */
  updates(): UpdateStream<object>;
  updates<C extends string>(channel: C): UpdateStream<StateOf<C> & object>;
  updates(channel?: string): UpdateStream<object> {
    const stream: UpdateStream<object> = new UpdateStream(() => {
      off();
      this.streams.delete(stream);
    });
    const off = this.on('update', (update) => {
      if (channel === undefined || update.channel === channel) stream.push(update);
    });
    this.streams.add(stream);
    return stream;
  }

  [Symbol.asyncIterator](): UpdateStream<object> {
    return this.updates();
  }

  private receive(frame: ServerFrame): void {
    if ('server_time' in frame) this.serverOffset = frame.server_time - this.clock.wallNow();
    this.emitter.emit('frame', frame);
    switch (frame.type) {
      case 'hello':
        return this.opened(frame.session);
      case 'snapshot':
        // One of a channel that was left meanwhile would bring its state back.
        return this.desired.has(frame.channel) ? this.report(this.copy.snapshot(frame)) : undefined;
      case 'change':
      case 'gap':
        return this.report(this.copy.change(frame));
      case 'unsubscribed':
        return this.copy.forget(frame.channel);
      case 'recovered':
        this.copy.recovered(frame);
        return this.emitter.emit('recovered', {
          channel: frame.channel,
          missed: frame.to_seq - frame.from_seq,
        });
      case 'notice':
        this.resumeAfter = frame.resume_after_ms;
        return this.emitter.emit('notice', frame);
      case 'error':
        return this.emitter.emit('error', frame);
      default:
        return undefined;
    }
  }

  private opened(session: string): void {
    this.attempt = 0;
    this.resumeAfter = null;
    this.setStatus({ state: 'open', since: this.clock.wallNow(), session });
    const sinceOf = (channel: string): ReturnType<LocalCopy['since']> => this.copy.since(channel);
    for (const message of this.desired.messages(this.copy.names(), sinceOf)) this.send(message);
  }

  private report(result: ChannelUpdate | Loss | null): void {
    if (!result) return;
    if ('reason' in result) {
      this.emitter.emit('loss', result);
      const { channel } = result;
      return this.send({ op: 'subscribe', channels: [channel], rate: this.desired.rateOf(channel) });
    }
    this.emitter.emit('update', result);
    if (result.type === 'gap') this.emitter.emit('gap', result);
  }

  private lost(code: number, reason: string): void {
    if (!this.connection) return;
    this.connection = null;
    if (!mayReconnect(code)) return this.setStatus({ state: 'refused', code, reason });
    const wait = backoff(this.attempt++, this.resumeAfter, this.options.backoff);
    const retryAt = this.clock.wallNow() + wait;
    this.retry = this.clock.after(wait, () => this.connect());
    this.setStatus({ state: 'waiting', retryAt, attempt: this.attempt, code, reason });
  }

  /** Only while subscriptions are in effect; `opened` sends what was asked for before. */
  private send(op: object): void {
    if (this.current.state === 'open') this.connection?.send(op);
  }

  private setStatus(status: ClientStatus): void {
    this.current = status;
    this.emitter.emit('status', status);
  }
}
