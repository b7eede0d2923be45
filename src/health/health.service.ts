import { Injectable } from '@nestjs/common';
import { canSee, type Principal } from '../access/principal.js';
import { ClientCount } from '../broadcast/clients/client-count.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { freshness, streamUp } from '../state/overview.js';
import { DrainIndicator } from './drain.indicator.js';
import type { HealthDto } from './health.dto.js';
import { HistoryIndicator } from './history.indicator.js';
import { LinksIndicator } from './links.indicator.js';

/** Overall health: states for anonymous callers, and details for callers with a key. */
@Injectable()
export class HealthService {
  constructor(
    private readonly feed: ChangeFeed,
    private readonly clients: ClientCount,
    private readonly links: LinksIndicator,
    private readonly history: HistoryIndicator,
    private readonly drain: DrainIndicator,
  ) {}

  /** @param caller `null` if anonymous */
  overall(caller: Principal | null): HealthDto {
    const { total, fresh } = freshness(this.feed);
    return {
      status: fresh === total ? 'healthy' : 'degraded',
      ws_connected: streamUp(this.feed),
      ...(caller && {
        accounts_configured: this.feed.accountIndexes().filter((index) => canSee(caller, index)).length,
        broadcast_clients: this.clients.count(),
        details: { ...this.links.check(caller), ...this.history.check(caller), ...this.drain.check() },
      }),
    };
  }
}
