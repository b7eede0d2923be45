import type { ServerFrame } from 'lighter-broadcaster-protocol/frames';
import { backoff } from './backoff.js';
import type { StateOf } from './channel-state.js';
import type { ClientOptions, ClientStatus, SubscribeOptions } from './client-options.js';
import { Connection } from './connection.js';
import { Emitter, type ClientEvents, type Loss, type Update } from './events.js';
import { LocalCopy } from './local-copy.js';
import { UpdateStream } from './update-stream.js';
import { Wishes } from './wishes.js';

/**
 * Follows channels of a Lighter Broadcaster and keeps a local copy of their state. A lost connection is made again, with
 * jitter, and resumed where it was; nothing is missed without an event that says so.
 */
export class BroadcasterClient {
  /** Server's clock minus ours, milliseconds, as of the last frame that told it. */
  serverOffset = 0;
  private current: ClientStatus = { state: 'idle' };
  private connection: Connection | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private resumeAfter: number | null = null;
  private readonly emitter = new Emitter<ClientEvents>();
  private readonly copy: LocalCopy;
  private readonly wishes = new Wishes();
  private readonly streams = new Set<UpdateStream<object>>();

  constructor(private readonly options: ClientOptions) {
    if (!options.WebSocket && !('WebSocket' in globalThis))
      throw new Error(
        'This platform has no WebSocket (Node has one from 22 on): give one as options.WebSocket',
      );
    this.copy = new LocalCopy(options.checkHashes ?? true);
  }

  get status(): ClientStatus {
    return this.current;
  }

  /** Channels with a state, `accounts` expanded. */
  get channels(): string[] {
    return this.copy.names();
  }

  connect(): void {
    if (this.connection) return;
    clearTimeout(this.retry);
    this.setStatus({ state: 'connecting' });
    this.connection = new Connection(this.options, {
      frame: (frame) => this.receive(frame),
      closed: (code, reason) => this.lost(code, reason),
    });
    void this.connection.open();
  }

  /** Ends for good; local states stay readable. */
  close(): void {
    clearTimeout(this.retry);
    const { connection } = this;
    this.connection = null;
    this.setStatus({ state: 'closed' });
    connection?.close();
    for (const stream of this.streams) stream.end();
  }

  /** Now, and again after every reconnect. `accounts` stands for every account, also later ones. */
  subscribe(channels: string | readonly string[], { rate = 'live' }: SubscribeOptions = {}): void {
    const names = typeof channels === 'string' ? [channels] : [...channels];
    this.wishes.add(names, rate);
    if (this.current.state === 'open') this.connection?.send({ op: 'subscribe', channels: names, rate });
  }

  /** Leaves the channels and forgets their states. */
  unsubscribe(channels: string | readonly string[]): void {
    const names = typeof channels === 'string' ? [channels] : [...channels];
    this.wishes.remove(names);
    for (const name of this.copy.names()) if (!this.wishes.has(name)) this.copy.forget(name);
    if (this.current.state === 'open') this.connection?.send({ op: 'unsubscribe', channels: names });
  }

  /** The local copy; `undefined` before its snapshot. Never changed in place. */
  state<C extends string>(channel: C): StateOf<C> | undefined {
    return this.copy.state(channel) as StateOf<C> | undefined;
  }

  /** @returns how to stop listening. */
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
    if ('server_time' in frame) this.serverOffset = frame.server_time - Date.now();
    this.emitter.emit('frame', frame);
    switch (frame.type) {
      case 'hello':
        return this.opened(frame.session);
      case 'snapshot':
        return this.tell(this.copy.snapshot(frame));
      case 'change':
      case 'gap':
        return this.tell(this.copy.change(frame));
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
    this.setStatus({ state: 'open', since: Date.now(), session });
    for (const message of this.wishes.messages(this.copy.names(), (channel) => this.copy.since(channel)))
      this.connection?.send(message);
  }

  private tell(result: Update | Loss | null): void {
    if (!result) return;
    if ('reason' in result) {
      this.emitter.emit('loss', result);
      this.connection?.send({
        op: 'subscribe',
        channels: [result.channel],
        rate: this.wishes.rateOf(result.channel),
      });
      return;
    }
    this.emitter.emit('update', result);
    if (result.type === 'gap') this.emitter.emit('gap', result);
  }

  private lost(code: number, reason: string): void {
    if (!this.connection) return;
    this.connection = null;
    const wait = backoff(this.attempt++, this.resumeAfter, this.options.backoff);
    this.setStatus({ state: 'waiting', retryAt: Date.now() + wait, attempt: this.attempt, code, reason });
    this.retry = setTimeout(() => this.connect(), wait);
  }

  private setStatus(status: ClientStatus): void {
    this.current = status;
    this.emitter.emit('status', status);
  }
}
