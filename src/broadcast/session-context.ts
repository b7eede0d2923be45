import type { Clock } from '../clock/clock.js';
import type { ChangeFeed } from '../state/change-feed.port.js';
import type { BroadcastOptions } from './broadcast-options.js';
import type { BroadcastStats } from './broadcast-stats.js';
import type { ChannelRegistry } from './channel-registry.js';
import type { DeliveryClasses } from './delivery-classes.js';
import type { Turn } from './turn.js';

/** What every client session needs of its surroundings. */
export interface SessionContext {
  clock: Clock;
  feed: ChangeFeed;
  options: BroadcastOptions;
  registry: ChannelRegistry;
  classes: DeliveryClasses;
  stats: BroadcastStats;
  turn: Turn;
}
