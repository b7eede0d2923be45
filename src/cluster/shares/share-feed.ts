import type { ChannelLog } from '../../broadcast/resume/channel-log.port.js';
import type { Clock } from '../../clock/clock.js';
import type { AppConfig } from '../../config/app-config.js';
import type { Engine } from '../engine.port.js';
import { LogFeed } from '../log-feed.js';

/** The state of one of several shares, as its leader publishes it. */
export class ShareFeed extends LogFeed {
  protected override readonly share: string;

  constructor(share: string, engine: Engine, log: ChannelLog, clock: Clock, config: AppConfig) {
    super(engine, log, clock, config);
    this.share = share;
  }
}
