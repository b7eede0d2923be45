import { Injectable, Logger } from '@nestjs/common';
import type { Rate } from 'lighter-broadcaster-protocol/frames';
import { Clock } from '../../clock/clock.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import type { Change, StreamName } from '../../state/change.js';
import { BroadcastOptions } from '../broadcast-options.js';
import { BroadcastStats } from '../broadcast-stats.js';
import type { Channel } from '../feeds/channel-source.port.js';
import { ChannelLog } from '../resume/channel-log.port.js';
import { Batcher } from './batcher.js';
import { Cohort } from './cohort.js';
import { DerivedFeed } from './derived-feed.js';
import type { Feed, FeedContext } from './feed.js';
import type { Encoding } from './message.js';
import { ReplayCache } from './replay-cache.js';
import { StreamedFeed } from './streamed-feed.js';

/** The feeds and cohorts that have subscribers. Both are created for the first one and removed with the last. */
@Injectable()
export class FeedRegistry {
  private readonly logger = new Logger(FeedRegistry.name);
  private readonly feeds = new Map<string, Feed>();
  private readonly ids = new Map<Feed, number>();
  private readonly streamed = new Map<StreamName, Set<StreamedFeed>>();
  private readonly derived = new Set<DerivedFeed>();
  private readonly cohorts = new Map<string, Cohort>();
  private readonly memberCounts = new Map<Cohort, number>();
  private readonly context: FeedContext;
  private nextId = 1;

  constructor(
    feed: ChangeFeed,
    log: ChannelLog,
    clock: Clock,
    private readonly batcher: Batcher,
    { hashEvery, clientMaxBytes }: BroadcastOptions,
    stats: BroadcastStats,
  ) {
    this.context = {
      feed,
      log,
      clock,
      batcher,
      stats,
      hashEvery,
      replays: new ReplayCache(),
      maxReplayBytes: clientMaxBytes,
    };
  }

  /** Answers to resumes that are kept, for tests and metrics. */
  get replays(): ReplayCache['size'] {
    return this.context.replays.size;
  }

  onChange(change: Change): void {
    for (const feed of this.streamed.get(change.stream) ?? []) this.pass(change, feed);
    for (const feed of this.derived) if (feed.channel.dependsOn(change.stream)) this.pass(change, feed);
  }

  /** The feed of this channel, view and rate. It is removed with its last cohort. */
  open(channel: Channel, rate: Rate): Feed {
    const key = keyOf(channel, rate);
    const existing = this.feeds.get(key);
    if (existing) return existing;
    const feed =
      channel.kind === 'streamed'
        ? this.addStreamed(new StreamedFeed(channel, rate, this.context))
        : this.addDerived(new DerivedFeed(channel, rate, this.context));
    this.feeds.set(key, feed);
    this.ids.set(feed, this.nextId++);
    return feed;
  }

  /** The cohort of exactly these feeds; `leave` it when done. */
  join(feeds: readonly Feed[], encoding: Encoding): Cohort {
    const key = this.cohortKey(feeds, encoding);
    let cohort = this.cohorts.get(key);
    if (!cohort) {
      this.cohorts.set(key, (cohort = new Cohort(feeds, encoding, this.batcher)));
      for (const feed of feeds) feed.audiences.add(cohort);
    }
    this.memberCounts.set(cohort, (this.memberCounts.get(cohort) ?? 0) + 1);
    return cohort;
  }

  leave(cohort: Cohort): void {
    const left = (this.memberCounts.get(cohort) ?? 0) - 1;
    this.memberCounts.set(cohort, left);
    if (left > 0) return;
    this.memberCounts.delete(cohort);
    this.cohorts.delete(this.cohortKey(cohort.feeds, cohort.encoding));
    for (const feed of cohort.feeds) {
      feed.audiences.delete(cohort);
      if (feed.audiences.size === 0) this.close(feed);
    }
  }

  private close(feed: Feed): void {
    feed.stop();
    this.feeds.delete(keyOf(feed.channel, feed.rate));
    this.ids.delete(feed);
    if (feed instanceof StreamedFeed) this.removeStreamed(feed);
    else this.derived.delete(feed as DerivedFeed);
    feed.releaseWaiting();
  }

  private addStreamed(feed: StreamedFeed): Feed {
    const { stream } = feed.channel;
    const feeds = this.streamed.get(stream);
    if (feeds) feeds.add(feed);
    else this.streamed.set(stream, new Set([feed]));
    return feed;
  }

  private removeStreamed(feed: StreamedFeed): void {
    const { stream } = feed.channel;
    const feeds = this.streamed.get(stream);
    feeds?.delete(feed);
    if (feeds?.size === 0) this.streamed.delete(stream);
  }

  private addDerived(feed: DerivedFeed): Feed {
    this.derived.add(feed);
    return feed;
  }

  private pass(change: Change, feed: Feed): void {
    try {
      feed.onChange(change);
    } catch (error) {
      // A channel that fails must not stop the others.
      this.logger.error(`Channel ${feed.channel.name} failed to handle a change: ${String(error)}`);
    }
  }

  private cohortKey(feeds: readonly Feed[], encoding: Encoding): string {
    const ids = feeds.map((feed) => this.ids.get(feed) ?? 0).sort((a, b) => a - b);
    return `${encoding}:${ids.join(',')}`;
  }
}

function keyOf(channel: Channel, rate: Rate): string {
  return `${channel.name}|${channel.view}|${rate}`;
}
