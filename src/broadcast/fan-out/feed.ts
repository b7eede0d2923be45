import type { Clock } from '../../clock/clock.js';
import type { Change } from '../../state/change.js';
import type { ChangeFeed } from '../../state/change-feed.port.js';
import type { BroadcastStats } from '../broadcast-stats.js';
import type { ChannelLog } from '../resume/channel-log.port.js';
import type { Channel } from '../feeds/channel-source.port.js';
import type { Cohort } from './cohort.js';
import type { ChangeFrame, FrameTimes, Rate, Since } from 'lighter-broadcaster-protocol/frames';
import { Message } from './message.js';
import { stateHash } from 'lighter-broadcaster-protocol/hash';
import type { Batcher } from './batcher.js';

/** What every class needs of its surroundings. */
export interface FeedContext {
  clock: Clock;
  feed: ChangeFeed;
  log: ChannelLog;
  batcher: Batcher;
  stats: BroadcastStats;
  /** Every how many changes one carries a hash. */
  hashEvery: number;
}

type Times = Omit<FrameTimes, 'sent'>;

/**
 * One channel as one view of it at one rate. All its subscribers are given the same frames, so `prev_seq` is counted
 * here and bytes are made here, once.
 */
export abstract class Feed {
  /** The last `seq` that was given out: every subscriber stands there, and so does a new snapshot. */
  last = 0;
  epoch: string;
  readonly cohorts = new Set<Cohort>();
  private times: Times = { exchange: null, received: null };
  private changes = 0;
  private cached: Message | null = null;

  constructor(
    readonly channel: Channel,
    readonly rate: Rate,
    protected readonly context: FeedContext,
  ) {
    this.epoch = context.feed.epoch;
  }

  abstract hear(change: Change): void;

  /** Ends its timers. */
  abstract stop(): void;

  /** Gives out what is held back, so that `last` and the state agree. */
  abstract settle(): void;

  /** After `settle`: the frames that were missed since, or `null` where only a snapshot helps. */
  abstract replay(since: Since): readonly Message[] | null;

  /** After `settle`: frames that bring a subscriber that stands at `seq` to `last`, as few as possible. */
  abstract catchUp(seq: number): readonly Message[];

  /** The state that stands at `last`. */
  protected abstract standing(): object;

  /** After `settle`: the whole state; the same message for all who ask before the next change. */
  snapshot(): Message {
    return (this.cached ??= new Message(
      `{"type":"snapshot",${this.head(this.last)},"ts":${this.timesText(this.times)},"data":${JSON.stringify(this.standing())}}`,
    ));
  }

  /** The store lost its past, or left numbers out: everyone starts over from a snapshot. */
  protected restart(epoch: string, seq: number, times: Times): void {
    const prev = this.last;
    this.epoch = epoch;
    this.advance(seq, times);
    for (const cohort of this.cohorts) cohort.push(this.snapshot(), this, prev);
  }

  /** @param current whether the state stands at `seq` right now; only then can it be hashed. */
  protected give(type: ChangeFrame['type'], seq: number, times: Times, data: unknown, current = true): void {
    const prev = this.last;
    this.advance(seq, times);
    const hashed = ++this.changes % this.context.hashEvery === 0 && current;
    const hash = hashed ? stateHash(this.standing()) : undefined;
    const message = this.encode(type, seq, prev, times, data, hash);
    for (const cohort of this.cohorts) cohort.push(message, this, prev);
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
    this.last = seq;
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
