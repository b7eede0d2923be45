import { Injectable, type Provider } from '@nestjs/common';
import { CollectorApi } from '../../frontend-only/collector-api.port.js';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { ClusterApi } from '../cluster-api.js';
import { LogFeed } from '../log-feed.js';
import { FollowedLog } from './followed-log.js';
import { SharesApi } from './shares-api.js';
import { SharesFeed } from './shares-feed.js';

@Injectable()
class EarlyLogFeed extends LogFeed {
  override async onModuleInit(): Promise<void> {
    void super.onModuleInit();
  }
}

@Injectable()
class EarlySharesFeed extends SharesFeed {
  override async onModuleInit(): Promise<void> {
    void super.onModuleInit();
  }
}

/**
 * What a process that follows leaders has of them, of one share or of several.
 * @param waits whether it starts once every share has a state
 */
export function followingProviders(shards: number, waits: boolean): Provider[] {
  if (shards === 1)
    return [
      { provide: LogFeed, useClass: waits ? LogFeed : EarlyLogFeed },
      { provide: ChangeFeed, useExisting: LogFeed },
      {
        provide: FollowedLog,
        useFactory: (feed: LogFeed) => FollowedLog.ofOne(feed),
        inject: [LogFeed],
      },
      { provide: CollectorApi, useClass: ClusterApi },
    ];
  return [
    { provide: SharesFeed, useClass: waits ? SharesFeed : EarlySharesFeed },
    { provide: ChangeFeed, useExisting: SharesFeed },
    {
      provide: FollowedLog,
      useFactory: (feed: SharesFeed) =>
        new FollowedLog([...feed.shares.values()], (account) => feed.shareOf(account)),
      inject: [SharesFeed],
    },
    { provide: CollectorApi, useClass: SharesApi },
  ];
}
