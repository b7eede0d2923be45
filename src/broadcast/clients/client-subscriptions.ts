import type { Rate, RequestId, Since } from 'lighter-broadcaster-protocol/frames';
import type { Principal } from '../../access/principal.js';
import type { Clock } from '../../clock/clock.js';
import type { BroadcastOptions } from '../broadcast-options.js';
import type { BroadcastStats } from '../broadcast-stats.js';
import type { ChangeFeed } from '../../state/change-feed.port.js';
import type { Batcher } from '../fan-out/batcher.js';
import type { Cohort } from '../fan-out/cohort.js';
import type { FeedRegistry } from '../fan-out/feed-registry.js';
import type { Feed } from '../fan-out/feed.js';
import { Message } from '../fan-out/message.js';
import { SendQueue, type SendQueueOwner } from '../fan-out/send-queue.js';
import type { Channel } from '../feeds/channel-source.port.js';
import type { StreamPositions } from '../resume/stream-positions.js';
import { EventIds } from '../transports/sse/event-ids.js';
import type { Transport } from '../transports/transport.js';

/** Dependencies of a client's subscriptions. */
export interface SubscriptionContext {
  feed: ChangeFeed;
  feeds: FeedRegistry;
  batcher: Batcher;
  options: BroadcastOptions;
  stats: BroadcastStats;
  clock: Clock;
  streamPositions: StreamPositions;
}

/** A subscription whose snapshot has not been written yet. */
interface PendingSubscription {
  channel: Channel;
  rate: Rate;
  since: Since | null;
  /** Whether it waits until its feed publishes the changes that it holds back. */
  waiting: boolean;
}

const ACCOUNT = /^account\/\d+$/;
/** Snapshots are rendered only as fast as the socket accepts them: about this many bytes at a time. */
const SNAPSHOT_BATCH_BYTES = 256 * 1024;

/**
 * The subscriptions of one client. A subscription becomes active when its snapshot (or the missed changes) is written,
 * with no change in between; from then on the client follows the cohort of its feeds.
 */
export class ClientSubscriptions implements SendQueueOwner {
  readonly sendQueue: SendQueue;
  /** By channel; `null` when nothing is pending, which is nearly always. */
  private pending: Map<string, PendingSubscription> | null = null;
  private cohort: Cohort;
  private readonly eventIds: EventIds | null;
  /** The rate at which `accounts` is subscribed, or `null`. */
  private allAccounts: Rate | null = null;
  /** Account channels that the client named itself, which `accounts` neither changes nor ends; `null` when none. */
  private byName: Set<string> | null = null;
  private count = 0;

  constructor(
    readonly principal: Principal,
    private readonly transport: Transport,
    private readonly context: SubscriptionContext,
  ) {
    this.cohort = context.feeds.join([], transport.encoding);
    this.eventIds =
      transport.encoding === 'events' ? new EventIds(context.streamPositions, context.clock) : null;
    this.sendQueue = new SendQueue(
      transport,
      this.cohort,
      context.batcher,
      context.options.clientMaxBytes,
      this,
      this.eventIds,
    );
  }

  get size(): number {
    return this.count;
  }

  has(name: string): boolean {
    return this.active.has(name) || (this.pending?.has(name) ?? false);
  }

  rateOf(name: string): Rate | null {
    return this.pending?.get(name)?.rate ?? this.active.get(name)?.rate ?? null;
  }

  get allAccountsRate(): Rate | null {
    return this.allAccounts;
  }

  followAllAccounts(rate: Rate): void {
    this.allAccounts = rate;
  }

  /** @returns the account channels that were subscribed only by `accounts`; the caller stops them */
  leaveAllAccounts(): string[] {
    this.allAccounts = null;
    return [...new Set([...this.active.keys(), ...(this.pending?.keys() ?? [])])].filter(
      (name) => ACCOUNT.test(name) && !this.isHeldByName(name),
    );
  }

  holdByName(name: string): void {
    if (ACCOUNT.test(name)) (this.byName ??= new Set()).add(name);
  }

  isHeldByName(name: string): boolean {
    return this.byName?.has(name) ?? false;
  }

  list(): { channel: string; rate: Rate; epoch: string; seq: number }[] {
    return [...this.active].map(([channel, { rate, epoch, lastSeq }]) => ({
      channel,
      rate,
      epoch,
      seq: lastSeq,
    }));
  }

  /** Subscribing again starts over, at the new rate. */
  start(id: RequestId, channel: Channel, rate: Rate, since: Since | null): void {
    if (!this.has(channel.name)) this.count++;
    this.pending ??= new Map();
    this.pending.set(channel.name, { channel, rate, since, waiting: false });
    this.sendQueue.enqueue(frame({ type: 'subscribed', id, channel: channel.name, rate }));
  }

  /** Ends all of these in one step: a step copies the set of feeds. */
  stop(names: ReadonlySet<string>): void {
    let isActive = false;
    for (const name of names) {
      if (this.has(name)) this.count--;
      isActive ||= this.active.has(name);
      this.pending?.delete(name);
      this.byName?.delete(name);
    }
    if (isActive) this.moveTo([...this.active.values()].filter(({ channel }) => !names.has(channel.name)));
  }

  overflowed(): void {
    this.transport.close('slow_consumer');
  }

  conflated(): void {
    this.context.stats.conflations++;
  }

  end(): void {
    this.pending = null;
    this.sendQueue.end();
    this.eventIds?.stop();
    this.context.feeds.leave(this.cohort);
  }

  refill(): boolean {
    return this.pending ? this.consistently(() => this.activatePending()) : false;
  }

  consistently<T>(work: () => T): T {
    return this.context.feed.consistently(work);
  }

  /** Activates pending subscriptions, up to one batch of snapshots. @returns whether there were any */
  private activatePending(): boolean {
    if (!this.pending?.size) return false;
    const activated = new Map<string, Feed>();
    const before = this.sendQueue.pendingBytes;
    for (const [name, subscription] of this.pending) {
      if (subscription.waiting) continue;
      const feed = this.context.feeds.open(subscription.channel, subscription.rate);
      subscription.waiting = !feed.prepare(() => this.onFeedReady(subscription));
      if (subscription.waiting) continue;
      this.pending.delete(name);
      this.activate(feed, subscription);
      activated.set(name, feed);
      if (this.sendQueue.pendingBytes - before > SNAPSHOT_BATCH_BYTES) break;
    }
    if (this.pending.size === 0) this.pending = null;
    if (activated.size === 0) return false;
    this.moveTo([...new Map([...this.active, ...activated]).values()]);
    return true;
  }

  private onFeedReady(subscription: PendingSubscription): void {
    if (this.pending?.get(subscription.channel.name) !== subscription) return;
    subscription.waiting = false;
    this.sendQueue.refill();
  }

  private activate(feed: Feed, { since }: PendingSubscription): void {
    const missed = since && feed.replay(since);
    if (since && missed) this.resume(feed, since, missed);
    else this.sendQueue.enqueue(feed.snapshot(), feed, feed.lastSeq);
  }

  private resume(feed: Feed, since: Since, missed: readonly Message[]): void {
    this.context.stats.resumes++;
    for (const message of missed) this.sendQueue.enqueue(message, feed, feed.lastSeq);
    const { channel, epoch, lastSeq } = feed;
    const recovered = {
      type: 'recovered',
      channel: channel.name,
      epoch,
      from_seq: since.seq,
      to_seq: lastSeq,
    };
    this.sendQueue.enqueue(frame(recovered), feed, lastSeq);
  }

  private get active(): ReadonlyMap<string, Feed> {
    return this.cohort.byChannel;
  }

  private moveTo(feeds: readonly Feed[]): void {
    const left = this.cohort;
    this.cohort = this.context.feeds.join(feeds, this.transport.encoding);
    this.sendQueue.moveTo(this.cohort);
    this.context.feeds.leave(left);
  }
}

export function frame(content: object): Message {
  return new Message(JSON.stringify(content));
}
