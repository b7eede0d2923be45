import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { noCredential } from '../exchange-answers.js';
import { MirrorMarketChannels } from '../markets/mirror-market-channels.js';
import { AccountAllHolds } from './account-all-holds.js';
import { FollowedChannels } from './followed-channels.port.js';
import { type Follower, Followers } from './followers.js';
import { KeptFrames } from './kept-frames.js';
import { failedToSubscribe, type MirrorChannel, needsCredential } from './mirror-channel.js';
import { Snapshots } from './snapshots.js';

/** Market statistics are worth less than this once their stream is lost. */
const MARKETS_STALE_AFTER_MS = 10_000;

/** Channels made here, from the state and the exchange's own frames. */
@Injectable()
export class LocalChannels extends FollowedChannels {
  /** Since when each followed channel cannot be served, by key (monotonic). */
  private readonly staleSince = new Map<string, number>();

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly snapshots: Snapshots,
    private readonly followers: Followers,
    private readonly holds: AccountAllHolds,
    private readonly markets: MirrorMarketChannels,
    private readonly kept: KeptFrames,
  ) {
    super();
  }

  /** The statistics of the markets are followed at all times. */
  override get isConnected(): boolean {
    return this.kept.marketsHeld;
  }

  override subscribe(follower: Follower, channel: MirrorChannel): void | Promise<void> {
    const configured = this.config.accounts.find(({ index }) => index === channel.account);
    if (configured?.credential.kind === 'none' && channel.account !== null && needsCredential(channel))
      throw noCredential();
    if (this.followers.isFollowing(follower, channel))
      return follower.begin(channel, this.snapshots.of(channel, follower.principal));
    // What is subscribed at the exchange on demand must flow before the snapshot is taken.
    const awaited = this.acquire(channel);
    if (!awaited) return this.join(follower, channel);
    return awaited.then(
      () => this.join(follower, channel),
      (error: unknown) => {
        this.release(channel);
        throw error;
      },
    );
  }

  override unsubscribe(follower: Follower, channel: MirrorChannel): void {
    this.followers.remove(follower, channel);
    this.release(channel);
  }

  override tick(): void {
    const now = this.clock.monotonic();
    for (const { channel, followers } of this.followers.all()) {
      const fault = this.snapshots.fault(channel);
      if (fault === null) {
        this.staleSince.delete(channel.key);
        continue;
      }
      const since = this.staleSince.get(channel.key) ?? now;
      this.staleSince.set(channel.key, since);
      const patience = channel.account === null ? MARKETS_STALE_AFTER_MS : this.config.mirror.staleAfterMs;
      if (now - since < patience) continue;
      const whose = channel.account === null ? 'the markets' : channel.account;
      for (const follower of [...followers]) follower.lost(channel, `upstream of ${whose} lost`);
    }
    for (const key of this.staleSince.keys()) if (!this.followers.has(key)) this.staleSince.delete(key);
  }

  private join(follower: Follower, channel: MirrorChannel): void {
    try {
      const first = this.snapshots.of(channel, follower.principal);
      if (follower.isClosed) throw failedToSubscribe('closed');
      // It may have asked twice while the exchange was awaited.
      if (this.followers.isFollowing(follower, channel)) this.release(channel);
      this.followers.add(follower, channel, first);
    } catch (error) {
      this.release(channel);
      throw error;
    }
  }

  private acquire(channel: MirrorChannel): Promise<void> | null {
    if (channel.kind === 'account_all') return this.holds.hold(channel.account);
    return channel.account === null && channel.kind !== 'market_stats' ? this.markets.follow(channel) : null;
  }

  private release(channel: MirrorChannel): void {
    if (channel.kind === 'account_all') this.holds.release(channel.account);
    else if (channel.account === null && channel.kind !== 'market_stats') this.markets.release(channel);
  }
}
