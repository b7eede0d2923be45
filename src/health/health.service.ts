import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { ClientCount } from '../broadcast/client-count.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { freshness, streamUp } from '../state/overview.js';
import { DrainIndicator } from './drain.indicator.js';
import type { HealthDto } from './health.dto.js';
import { HistoryIndicator } from './history.indicator.js';
import { LinksIndicator } from './links.indicator.js';

/** Overall health: states for everybody, and what lies behind them for who may know. */
@Injectable()
export class HealthService {
  constructor(
    private readonly feed: ChangeFeed,
    private readonly clients: ClientCount,
    private readonly links: LinksIndicator,
    private readonly history: HistoryIndicator,
    private readonly drain: DrainIndicator,
  ) {}

  /** @param asker `null` for somebody who is not known. */
  overall(asker: Principal | null): HealthDto {
    const { total, fresh } = freshness(this.feed);
    return {
      status: fresh === total ? 'healthy' : 'degraded',
      accounts_configured: total,
      ws_connected: streamUp(this.feed),
      broadcast_clients: this.clients.count(),
      ...(asker && {
        details: { ...this.links.check(asker), ...this.history.check(asker), ...this.drain.check() },
      }),
    };
  }
}
