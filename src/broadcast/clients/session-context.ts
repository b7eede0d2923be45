import type { Clock } from '../../clock/clock.js';
import type { ChangeFeed } from '../../state/change-feed.port.js';
import type { BroadcastOptions } from '../broadcast-options.js';
import type { BroadcastStats } from '../broadcast-stats.js';
import type { ChannelRegistry } from '../feeds/channel-registry.js';
import type { FeedRegistry } from '../fan-out/feed-registry.js';
import type { Batcher } from '../fan-out/batcher.js';

/** What every client session needs of its surroundings. */
export interface SessionContext {
  clock: Clock;
  feed: ChangeFeed;
  options: BroadcastOptions;
  registry: ChannelRegistry;
  classes: FeedRegistry;
  stats: BroadcastStats;
  batcher: Batcher;
}
