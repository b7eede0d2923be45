import { Injectable } from '@nestjs/common';
import { ClientCount } from '../broadcast/client-count.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { freshness, streamUp } from '../state/overview.js';
import type { HealthDto } from './health.dto.js';

/** Overall health, over all accounts: what a probe may know. */
@Injectable()
export class HealthService {
  constructor(
    private readonly feed: ChangeFeed,
    private readonly clients: ClientCount,
  ) {}

  overall(): HealthDto {
    const { total, fresh } = freshness(this.feed);
    return {
      status: fresh === total ? 'healthy' : 'degraded',
      accounts_configured: total,
      ws_connected: streamUp(this.feed),
      broadcast_clients: this.clients.count(),
    };
  }
}
