import { Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { Message } from '../../broadcast/fan-out/message.js';
import { MirrorDelay } from '../mirror-delay.js';
import type { MirrorChannel } from './mirror-channel.js';

/** Follows channels: a client, or an instance that serves clients of its own. */
export interface Follower {
  readonly principal: Principal | null;
  /** Nothing more can be sent to it. */
  readonly isClosed: boolean;
  /** Its channels by key. */
  readonly subscriptions: Map<string, MirrorChannel>;
  /** Sends the first frame of a channel. */
  begin(channel: MirrorChannel, frame: string): void;
  /** Sends an update of a channel. */
  send(message: Message, channel: MirrorChannel): void;
  /** The channel cannot be served any more. */
  lost(channel: MirrorChannel, reason: string): void;
}

/** Followers of one channel. */
export interface Followed {
  readonly channel: MirrorChannel;
  readonly followers: ReadonlySet<Follower>;
}

/** Who follows which channel; makes each frame once for all of them. */
@Injectable()
export class Followers {
  /** Frames made, and frames given to followers. */
  made = 0;
  given = 0;
  private readonly byKey = new Map<string, { channel: MirrorChannel; followers: Set<Follower> }>();
  /** Subscriptions by account. */
  private readonly counts = new Map<number, number>();

  constructor(private readonly delay: MirrorDelay) {}

  get subscriptions(): number {
    let sum = 0;
    for (const { followers } of this.byKey.values()) sum += followers.size;
    return sum;
  }

  get isEmpty(): boolean {
    return this.byKey.size === 0;
  }

  /** Every followed channel. */
  all(): Followed[] {
    return [...this.byKey.values()];
  }

  of(key: string): Followed | undefined {
    return this.byKey.get(key);
  }

  has(key: string): boolean {
    return this.byKey.has(key);
  }

  hasAccount(account: number): boolean {
    return this.counts.has(account);
  }

  isFollowing(follower: Follower, { key }: MirrorChannel): boolean {
    return this.byKey.get(key)?.followers.has(follower) ?? false;
  }

  /** Registers the follower and sends it the first frame in one step: nothing is missed or sent twice in between. */
  add(follower: Follower, channel: MirrorChannel, first: string): void {
    const known = this.byKey.get(channel.key) ?? { channel, followers: new Set() };
    this.byKey.set(channel.key, known);
    if (!known.followers.has(follower) && channel.account !== null) this.count(channel.account, 1);
    known.followers.add(follower);
    follower.subscriptions.set(channel.key, channel);
    follower.begin(channel, first);
  }

  remove(follower: Follower, channel: MirrorChannel): void {
    const known = this.byKey.get(channel.key);
    follower.subscriptions.delete(channel.key);
    if (!known?.followers.delete(follower)) return;
    if (known.followers.size === 0) this.byKey.delete(channel.key);
    if (channel.account !== null) this.count(channel.account, -1);
  }

  /** @param receivedMono when the frame that it is made of came; `null` for one that nothing received led to */
  publish(key: string, text: string, receivedMono: number | null): void {
    const known = this.byKey.get(key);
    if (!known) return;
    const message = new Message(text);
    this.made += 1;
    this.given += known.followers.size;
    for (const follower of known.followers) follower.send(message, known.channel);
    // Behind the followers in the queue of this turn.
    if (receivedMono !== null) this.delay.queued(known.channel.account, receivedMono);
  }

  private count(account: number, by: 1 | -1): void {
    const now = (this.counts.get(account) ?? 0) + by;
    if (now > 0) this.counts.set(account, now);
    else this.counts.delete(account);
  }
}
