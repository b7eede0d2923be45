import type { Follower } from './followers.js';
import type { MirrorChannel } from './mirror-channel.js';

/** Where the frames of `/stream` come from. */
export abstract class FollowedChannels {
  /** Whether the exchange's frames flow to here. */
  abstract readonly isConnected: boolean;
  /**
   * Registers the follower and sends it the channel's first frame, now or later; to one that follows already, only the
   * frame. The caller has checked its rights.
   * @throws ExchangeRefusal, also by rejecting
   */
  abstract subscribe(follower: Follower, channel: MirrorChannel): void | Promise<void>;
  abstract unsubscribe(follower: Follower, channel: MirrorChannel): void;
  /** Once a second: followers lose the channels that cannot be served any more. */
  abstract tick(): void;
}
