import type { Principal } from '../../access/principal.js';
import type { Channel } from '../feeds/channel-source.port.js';
import type { Cohort } from '../fan-out/cohort.js';
import type { Feed } from '../fan-out/feed.js';
import { Message } from '../fan-out/message.js';
import type { Rate, RequestId, Since } from 'lighter-broadcaster-protocol/frames';
import { SendQueue, type SendQueueOwner } from '../fan-out/send-queue.js';
import type { Transport } from '../transports/transport.js';
import type { SessionContext } from './session-context.js';

/** A subscription that is about to begin. */
interface Start {
  channel: Channel;
  rate: Rate;
  since: Since | null;
}

/** Snapshots are rendered only as fast as the socket takes them: about this many bytes at a time. */
const START_BATCH_BYTES = 256 * 1024;

/**
 * What one client is subscribed to. A subscription begins when its snapshot (or what was missed) is written, with no
 * change in between; from then on the client follows the cohort of its classes.
 */
export class ClientSubscriptions implements SendQueueOwner {
  readonly sendQueue: SendQueue;
  /** By channel; `null` when nothing is about to begin, as nearly always. */
  private starts: Map<string, Start> | null = null;
  private cohort: Cohort;
  /** The rate at which `accounts` was subscribed, `null` while it is not. */
  private all: Rate | null = null;

  constructor(
    readonly principal: Principal,
    private readonly transport: Transport,
    private readonly context: SessionContext,
  ) {
    this.cohort = context.classes.join([], transport.encoding);
    this.sendQueue = new SendQueue(transport, this.cohort, context.batcher, context.options.clientMaxBytes, this);
  }

  get size(): number {
    return this.names().length;
  }

  has(name: string): boolean {
    return this.held.has(name) || (this.starts?.has(name) ?? false);
  }

  rateOf(name: string): Rate | null {
    return this.starts?.get(name)?.rate ?? this.held.get(name)?.rate ?? null;
  }

  get wantsAllAccounts(): Rate | null {
    return this.all;
  }

  followAllAccounts(rate: Rate): void {
    this.all = rate;
  }

  leaveAllAccounts(): void {
    this.all = null;
  }

  names(): string[] {
    const starting = this.starts?.keys() ?? [];
    return [...this.held.keys(), ...[...starting].filter((name) => !this.held.has(name))];
  }

  list(): { channel: string; rate: Rate; epoch: string; seq: number }[] {
    return [...this.held].map(([channel, { rate, epoch, last }]) => ({ channel, rate, epoch, seq: last }));
  }

  /** Subscribing again starts over, at the new rate. */
  start(id: RequestId, channel: Channel, rate: Rate, since: Since | null): void {
    this.starts ??= new Map();
    this.starts.set(channel.name, { channel, rate, since });
    this.sendQueue.enqueue(frame({ type: 'subscribed', id, channel: channel.name, rate }));
  }

  stop(name: string): void {
    this.starts?.delete(name);
    if (this.held.has(name))
      this.follow([...this.held.values()].filter(({ channel }) => channel.name !== name));
  }

  overflowed(): void {
    this.transport.close('slow_consumer');
  }

  conflated(): void {
    this.context.stats.conflations++;
  }

  end(): void {
    this.starts = null;
    this.sendQueue.end();
    this.context.classes.leave(this.cohort);
  }

  /** Begins some of what was asked for, as much as goes into one batch. */
  refill(): boolean {
    if (!this.starts?.size) return false;
    const held = new Map(this.held);
    const before = this.sendQueue.pendingBytes;
    for (const [name, start] of this.starts) {
      this.starts.delete(name);
      held.set(name, this.beginOne(start));
      if (this.sendQueue.pendingBytes - before > START_BATCH_BYTES) break;
    }
    if (this.starts.size === 0) this.starts = null;
    this.follow([...held.values()]);
    return true;
  }

  /** @returns the class that the client now stands in. */
  private beginOne({ channel, rate, since }: Start): Feed {
    const { classes } = this.context;
    const from = classes.open(channel, rate);
    from.settle();
    const missed = since && from.replay(since);
    if (since && missed) this.resume(from, since, missed);
    else this.sendQueue.enqueue(from.snapshot(), from, from.last);
    return from;
  }

  private resume(from: Feed, since: Since, missed: readonly Message[]): void {
    const { stats } = this.context;
    stats.resumes++;
    for (const message of missed) this.sendQueue.enqueue(message, from, from.last);
    const { channel, epoch, last } = from;
    const recovered = { type: 'recovered', channel: channel.name, epoch, from_seq: since.seq, to_seq: last };
    this.sendQueue.enqueue(frame(recovered), from, last);
  }

  private get held(): ReadonlyMap<string, Feed> {
    return this.cohort.byChannel;
  }

  private follow(classes: readonly Feed[]): void {
    const left = this.cohort;
    this.cohort = this.context.classes.join(classes, this.transport.encoding);
    this.sendQueue.follow(this.cohort);
    this.context.classes.leave(left);
  }
}

export function frame(content: object): Message {
  return new Message(JSON.stringify(content));
}
