import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import type { ExchangeRefusal } from '../exchange-answers.js';
import { FollowedChannels } from '../stream/followed-channels.port.js';
import { type Follower, Followers } from '../stream/followers.js';
import { failedToSubscribe, type MirrorChannel } from '../stream/mirror-channel.js';
import { MirrorLink } from './mirror-link.port.js';

interface Joiner {
  readonly follower: Follower;
  readonly resolve: () => void;
  readonly reject: (refusal: ExchangeRefusal) => void;
}

interface Relayed {
  readonly channel: MirrorChannel;
  /** Followers that get the next first frame. */
  joiners: Joiner[];
  isAsked: boolean;
}

/** Channels of the collecting instance: each is followed there once, and its frames go to all clients as they are. */
@Injectable()
export class CollectorChannels extends FollowedChannels {
  private readonly relayed = new Map<string, Relayed>();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly link: MirrorLink,
    private readonly followers: Followers,
  ) {
    super();
    link.onFrame = (key, text, receivedMono) => this.relay(key, text, receivedMono);
    link.onLost = (key, reason) => this.lose(key, reason);
    link.onReset = () => this.loseAll();
  }

  override get isConnected(): boolean {
    return this.link.downSince === null;
  }

  override subscribe(follower: Follower, channel: MirrorChannel): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const relayed = this.relayed.get(channel.key) ?? { channel, joiners: [], isAsked: false };
    this.relayed.set(channel.key, relayed);
    relayed.joiners.push({ follower, resolve, reject });
    if (!relayed.isAsked) this.ask(relayed);
    return promise;
  }

  override unsubscribe(follower: Follower, channel: MirrorChannel): void {
    this.followers.remove(follower, channel);
    const relayed = this.relayed.get(channel.key);
    if (relayed && !relayed.isAsked) this.leaveUnused(relayed);
  }

  override tick(): void {
    const { downSince } = this.link;
    const isLong =
      downSince !== null && this.clock.monotonic() - downSince >= this.config.mirror.staleAfterMs;
    if (isLong) this.loseAll();
  }

  /** The answer serves everyone who waits when it comes. */
  private ask(relayed: Relayed): void {
    relayed.isAsked = true;
    const done = (settle: (joiner: Joiner) => void): void => {
      relayed.isAsked = false;
      relayed.joiners.splice(0).forEach(settle);
      this.leaveUnused(relayed);
    };
    this.link.ask(
      { type: 'follow', channel: slashed(relayed.channel) },
      (_, frame) => done((joiner) => this.join(joiner, relayed.channel, frame)),
      (refusal) => done(({ reject }) => reject(asFailure(refusal))),
    );
  }

  private join({ follower, resolve, reject }: Joiner, channel: MirrorChannel, frame: string): void {
    if (follower.isClosed) return reject(failedToSubscribe('closed'));
    this.followers.add(follower, channel, frame);
    resolve();
  }

  private leaveUnused({ channel }: Relayed): void {
    if (this.followers.has(channel.key)) return;
    this.relayed.delete(channel.key);
    this.link.leave(slashed(channel));
  }

  private relay(key: string, text: string, receivedMono: number): void {
    if (this.relayed.has(key)) return this.followers.publish(key, text, receivedMono);
    // Left while the connection was down, or first answered after everyone had given up.
    this.link.leave(key.replaceAll(':', '/'));
  }

  private lose(key: string, reason: string): void {
    const followed = this.followers.of(key);
    if (!followed) return;
    for (const follower of [...followed.followers]) {
      follower.lost(followed.channel, reason);
      this.unsubscribe(follower, followed.channel);
    }
  }

  private loseAll(): void {
    for (const { channel } of this.followers.all()) this.lose(channel.key, 'the collecting instance is lost');
  }
}

function slashed({ key }: MirrorChannel): string {
  return key.replaceAll(':', '/');
}

/** Without the collecting instance a channel fails as it does without the exchange. */
function asFailure(refusal: ExchangeRefusal): ExchangeRefusal {
  return refusal.status === 503
    ? failedToSubscribe(refusal.message.replace('internal server error: ', ''))
    : refusal;
}
