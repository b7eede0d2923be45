import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { SYSTEM } from '../../access/principal.js';
import type { Message } from '../../broadcast/fan-out/message.js';
import { Clock, type Timer } from '../../clock/clock.js';
import { FollowedChannels } from '../../mirror/stream/followed-channels.port.js';
import type { Follower } from '../../mirror/stream/followers.js';
import { type MirrorChannel, parseChannel } from '../../mirror/stream/mirror-channel.js';
import { LogWriter } from '../log-writer.js';
import { type MirrorCall, REPEAT_EVERY_MS } from './mirror-calls.js';

/** A gateway that does not repeat what it follows is gone. */
const SILENT_AFTER: Millis = 4 * REPEAT_EVERY_MS;

interface Member {
  channels: Set<string>;
  heardAt: Millis;
  /** Of its newest call. */
  n: number;
}

/** Follows the channels of the mirror for all gateways at once, and puts their frames into the log. */
@Injectable()
export class LogMirror implements Follower, OnApplicationBootstrap, OnModuleDestroy {
  /** The gateways apply the rights of their clients. */
  readonly principal = SYSTEM;
  readonly isClosed = false;
  readonly subscriptions = new Map<string, MirrorChannel>();
  /** What each gateway follows, by the keys of channels. */
  private readonly members = new Map<string, Member>();
  private timer: Timer | null = null;

  constructor(
    private readonly channels: FollowedChannels,
    private readonly writer: LogWriter,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = this.clock.every(REPEAT_EVERY_MS, () => this.leaveUnused());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  /** Puts a first frame of the channel into the log. @throws ExchangeRefusal, by rejecting */
  async follow(call: Extract<MirrorCall, { type: 'follow' }>): Promise<void> {
    const channel = parseChannel(call.channel);
    this.memberOf(call).channels.add(channel.key);
    await this.channels.subscribe(this, channel);
    // The gateway may have left meanwhile.
    this.leaveUnused();
  }

  following(call: Extract<MirrorCall, { type: 'following' }>): void {
    const member = this.memberOf(call);
    // One that was overtaken by a later call does not know what that asked for.
    if (call.n < member.n) return;
    member.channels = new Set(call.channels.map((text) => parseChannel(text).key));
    this.leaveUnused();
  }

  begin({ key }: MirrorChannel, frame: string): void {
    this.writer.addFrame({ kind: 'first', key, text: frame });
  }

  send({ text }: Message, { key }: MirrorChannel): void {
    this.writer.addFrame({ kind: 'update', key, text });
  }

  lost(channel: MirrorChannel, reason: string): void {
    this.channels.unsubscribe(this, channel);
    this.writer.addFrame({ kind: 'lost', key: channel.key, text: reason });
  }

  private memberOf({ member: name, n }: { member: string; n: number }): Member {
    const member = this.members.get(name) ?? { channels: new Set(), heardAt: 0, n };
    member.heardAt = this.clock.monotonic();
    member.n = Math.max(member.n, n);
    this.members.set(name, member);
    return member;
  }

  private leaveUnused(): void {
    const now = this.clock.monotonic();
    for (const [name, { heardAt }] of this.members)
      if (now - heardAt >= SILENT_AFTER) this.members.delete(name);
    const members = [...this.members.values()];
    for (const channel of [...this.subscriptions.values()])
      if (!members.some(({ channels }) => channels.has(channel.key)))
        // Said in the log, because a gateway that was held up may still follow it.
        this.lost(channel, 'no gateway followed it for a while');
  }
}
