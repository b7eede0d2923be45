import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { Change, StreamName } from '../state/change.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { BroadcastOptions } from './broadcast-options.js';
import { BroadcastStats } from './broadcast-stats.js';
import { ChannelLog } from './channel-log.port.js';
import type { Channel } from './channel-source.port.js';
import { Cohort, type Encoding } from './cohort.js';
import type { ClassContext, DeliveryClass } from './delivery-class.js';
import { DerivedClass } from './derived-class.js';
import type { Rate } from 'lighter-broadcaster-protocol/frames';
import { StreamedClass } from './streamed-class.js';
import { Turn } from './turn.js';

/** The classes and cohorts that have subscribers. Both are made for the first one and go with the last. */
@Injectable()
export class DeliveryClasses {
  private readonly logger = new Logger(DeliveryClasses.name);
  private readonly classes = new Map<string, DeliveryClass>();
  private readonly ids = new Map<DeliveryClass, number>();
  private readonly byStream = new Map<StreamName, Set<DeliveryClass>>();
  private readonly cohorts = new Map<string, Cohort>();
  private readonly followers = new Map<Cohort, number>();
  private readonly context: ClassContext;
  private nextId = 1;

  constructor(
    feed: ChangeFeed,
    log: ChannelLog,
    clock: Clock,
    private readonly turn: Turn,
    { hashEvery }: BroadcastOptions,
    stats: BroadcastStats,
  ) {
    this.context = { feed, log, clock, turn, stats, hashEvery };
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

  open(channel: Channel, rate: Rate): DeliveryClass {
    const key = keyOf(channel, rate);
    const existing = this.classes.get(key);
    if (existing) return existing;
    const made =
      channel.kind === 'streamed'
        ? new StreamedClass(channel, rate, this.context)
        : new DerivedClass(channel, rate, this.context);
    this.classes.set(key, made);
    this.ids.set(made, this.nextId++);
    for (const [stream, listening] of this.byStream) if (channel.hears(stream)) listening.add(made);
    return made;
  }

  /** The cohort of exactly these classes; `leave` it when done. */
  join(classes: readonly DeliveryClass[], encoding: Encoding): Cohort {
    const key = this.cohortKey(classes, encoding);
    let cohort = this.cohorts.get(key);
    if (!cohort) {
      this.cohorts.set(key, (cohort = new Cohort(classes, encoding, this.turn)));
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

  private close(gone: DeliveryClass): void {
    gone.stop();
    this.classes.delete(keyOf(gone.channel, gone.rate));
    this.ids.delete(gone);
    for (const listening of this.byStream.values()) listening.delete(gone);
  }

  private listening(stream: StreamName): Set<DeliveryClass> {
    let listening = this.byStream.get(stream);
    if (!listening) {
      listening = new Set([...this.classes.values()].filter((each) => each.channel.hears(stream)));
      this.byStream.set(stream, listening);
    }
    return listening;
  }

  private cohortKey(classes: readonly DeliveryClass[], encoding: Encoding): string {
    const ids = classes.map((each) => this.ids.get(each) ?? 0).sort((a, b) => a - b);
    return `${encoding}:${ids.join(',')}`;
  }
}

function keyOf(channel: Channel, rate: Rate): string {
  return `${channel.name}|${channel.view}|${rate}`;
}
