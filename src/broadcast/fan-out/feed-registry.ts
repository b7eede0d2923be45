import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import type { Change, StreamName } from '../../state/change.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { BroadcastOptions } from '../broadcast-options.js';
import { BroadcastStats } from '../broadcast-stats.js';
import { ChannelLog } from '../resume/channel-log.port.js';
import type { Channel } from '../feeds/channel-source.port.js';
import { Cohort, type Encoding } from './cohort.js';
import type { FeedContext, Feed } from './feed.js';
import { DerivedFeed } from './derived-feed.js';
import type { Rate } from 'lighter-broadcaster-protocol/frames';
import { StreamedFeed } from './streamed-feed.js';
import { Batcher } from './batcher.js';

/** The classes and cohorts that have subscribers. Both are made for the first one and go with the last. */
@Injectable()
export class FeedRegistry {
  private readonly logger = new Logger(FeedRegistry.name);
  private readonly classes = new Map<string, Feed>();
  private readonly ids = new Map<Feed, number>();
  private readonly byStream = new Map<StreamName, Set<Feed>>();
  private readonly cohorts = new Map<string, Cohort>();
  private readonly followers = new Map<Cohort, number>();
  private readonly context: FeedContext;
  private nextId = 1;

  constructor(
    feed: ChangeFeed,
    log: ChannelLog,
    clock: Clock,
    private readonly batcher: Batcher,
    { hashEvery }: BroadcastOptions,
    stats: BroadcastStats,
  ) {
    this.context = { feed, log, clock, batcher, stats, hashEvery };
  }

  get counts(): { classes: number; cohorts: number } {
    return { classes: this.classes.size, cohorts: this.cohorts.size };
  }

  hear(change: Change): void {
    for (const each of this.listening(change.stream)) {
      try {
        each.hear(change);
      } catch (error) {
        // One channel that fails must not keep the others from their changes.
        this.logger.error(`${each.channel.name}: ${String(error)}`);
      }
    }
  }

  open(channel: Channel, rate: Rate): Feed {
    const key = keyOf(channel, rate);
    const existing = this.classes.get(key);
    if (existing) return existing;
    const made =
      channel.kind === 'streamed'
        ? new StreamedFeed(channel, rate, this.context)
        : new DerivedFeed(channel, rate, this.context);
    this.classes.set(key, made);
    this.ids.set(made, this.nextId++);
    for (const [stream, listening] of this.byStream) if (channel.hears(stream)) listening.add(made);
    return made;
  }

  /** The cohort of exactly these classes; `leave` it when done. */
  join(classes: readonly Feed[], encoding: Encoding): Cohort {
    const key = this.cohortKey(classes, encoding);
    let cohort = this.cohorts.get(key);
    if (!cohort) {
      this.cohorts.set(key, (cohort = new Cohort(classes, encoding, this.batcher)));
      for (const each of classes) each.cohorts.add(cohort);
    }
    this.followers.set(cohort, (this.followers.get(cohort) ?? 0) + 1);
    return cohort;
  }

  leave(cohort: Cohort): void {
    const left = (this.followers.get(cohort) ?? 0) - 1;
    this.followers.set(cohort, left);
    if (left > 0) return;
    this.followers.delete(cohort);
    this.cohorts.delete(this.cohortKey(cohort.classes, cohort.encoding));
    for (const each of cohort.classes) {
      each.cohorts.delete(cohort);
      if (each.cohorts.size === 0) this.close(each);
    }
  }

  private close(gone: Feed): void {
    gone.stop();
    this.classes.delete(keyOf(gone.channel, gone.rate));
    this.ids.delete(gone);
    for (const listening of this.byStream.values()) listening.delete(gone);
  }

  private listening(stream: StreamName): Set<Feed> {
    let listening = this.byStream.get(stream);
    if (!listening) {
      listening = new Set([...this.classes.values()].filter((each) => each.channel.hears(stream)));
      this.byStream.set(stream, listening);
    }
    return listening;
  }

  private cohortKey(classes: readonly Feed[], encoding: Encoding): string {
    const ids = classes.map((each) => this.ids.get(each) ?? 0).sort((a, b) => a - b);
    return `${encoding}:${ids.join(',')}`;
  }
}

function keyOf(channel: Channel, rate: Rate): string {
  return `${channel.name}|${channel.view}|${rate}`;
}
