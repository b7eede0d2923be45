import type { ChangeFrame, FrameTimes, Rate, Since } from 'lighter-broadcaster-protocol/frames';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import type { Clock } from '../../clock/clock.js';
import type { ChangeFeed } from '../../state/change-feed.port.js';
import type { Change } from '../../state/change.js';
import type { BroadcastStats } from '../broadcast-stats.js';
import type { Channel } from '../feeds/channel-source.port.js';
import type { ChannelLog } from '../resume/channel-log.port.js';
import type { Batcher } from './batcher.js';
import { Message } from './message.js';
import type { ReplayCache } from './replay-cache.js';

/** Dependencies of every feed. */
export interface FeedContext {
  clock: Clock;
  feed: ChangeFeed;
  log: ChannelLog;
  batcher: Batcher;
  stats: BroadcastStats;
  replays: ReplayCache;
  /** Missed changes of a resume beyond this size are sent as one conflated change. */
  maxReplayBytes: number;
  /** Attach a hash to every Nth change. */
  hashEvery: number;
}

/** Receives what a feed publishes. */
export interface FeedAudience {
  push(message: Message, feed: Feed, prevSeq: number): void;
}

type Times = Omit<FrameTimes, 'sent'>;

/**
 * One channel in one view at one rate. All its subscribers receive the same frames, so `prev_seq` is counted and bytes
 * are rendered here, once.
 */
export abstract class Feed {
  /** `seq` of the last published change: the position of every subscriber and of a new snapshot. */
  lastSeq = 0;
  epoch: string;
  readonly audiences = new Set<FeedAudience>();
  private times: Times = { exchange: null, received: null };
  private changes = 0;
  private cached: Message | null = null;
  private waiting: Set<() => void> | null = null;

  constructor(
    readonly channel: Channel,
    readonly rate: Rate,
    protected readonly context: FeedContext,
  ) {
    this.epoch = context.feed.epoch;
  }

  abstract onChange(change: Change): void;

  /** Stops its timers. */
  abstract stop(): void;

  /** Whether changes are held back, so that the state is ahead of `lastSeq`. */
  protected abstract get hasPending(): boolean;

  /** Publishes pending changes, so that `lastSeq` and the state agree. */
  protected abstract publishPending(): void;

  /**
   * Prepares for a new subscriber, without sending the others anything before their rate allows it.
   * @returns whether `lastSeq` and the state agree; if not, `ready` is called once as soon as they do
   */
  prepare(ready: () => void): boolean {
    if (this.hasPending && this.audiences.size === 0) this.flushPending();
    if (!this.hasPending) return true;
    (this.waiting ??= new Set()).add(ready);
    return false;
  }

  flushPending(): void {
    this.context.feed.consistently(() => this.publishPending());
    this.releaseWaiting();
  }

  /** Also called when the feed is removed: the waiting subscribers then open a new one. */
  releaseWaiting(): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.forEach((ready) => ready());
  }

  /** The frames missed since that position, while nothing is pending, or `null` if only a snapshot can help. */
  abstract replay(since: Since): readonly Message[] | null;

  /** While nothing is pending: as few frames as possible that take a subscriber from `seq` to `lastSeq`. */
  abstract catchUp(seq: number): readonly Message[];

  /** The state as of `lastSeq`. */
  protected abstract currentState(): object;

  /** While nothing is pending: the whole state, rendered once until the next change. */
  snapshot(): Message {
    return (this.cached ??= new Message(
      `{"type":"snapshot",${this.head(this.lastSeq)},"ts":${this.timesText(this.times)},"data":${JSON.stringify(this.currentState())}}`,
    ));
  }

  /** The store lost its past or skipped numbers: every subscriber starts over from a snapshot. */
  protected restart(epoch: string, seq: number, times: Times): void {
    const prev = this.lastSeq;
    this.epoch = epoch;
    this.advance(seq, times);
    for (const audience of this.audiences) audience.push(this.snapshot(), this, prev);
  }

  /** @param current whether the state is at `seq` right now; only then can it be hashed */
  protected publish(
    type: ChangeFrame['type'],
    seq: number,
    times: Times,
    data: unknown,
    current = true,
  ): void {
    const prev = this.lastSeq;
    this.advance(seq, times);
    const hashed = ++this.changes % this.context.hashEvery === 0 && current;
    const hash = hashed ? stateHash(this.currentState()) : undefined;
    const message = this.encode(type, seq, prev, times, data, hash);
    for (const audience of this.audiences) audience.push(message, this, prev);
    const { clock, stats } = this.context;
    if (times.received !== null) stats.onSent(this.channel.name, times.received, clock.wallNow());
  }

  protected encode(
    type: ChangeFrame['type'],
    seq: number,
    prev: number,
    times: Times,
    data: unknown,
    hash?: string,
  ): Message {
    const tail = hash === undefined ? '' : `,"hash":"${hash}"`;
    return new Message(
      `{"type":"${type}",${this.head(seq)},"prev_seq":${prev},"ts":${this.timesText(times)},"data":${JSON.stringify(data)}${tail}}`,
    );
  }

  private advance(seq: number, times: Times): void {
    this.lastSeq = seq;
    this.times = times;
    this.cached = null;
  }

  private head(seq: number): string {
    return `"channel":${JSON.stringify(this.channel.name)},"epoch":${JSON.stringify(this.epoch)},"seq":${seq}`;
  }

  private timesText({ exchange, received }: Times): string {
    return `{"exchange":${exchange},"received":${received},"sent":${this.context.clock.wallNow()}}`;
  }
}
