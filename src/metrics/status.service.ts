import { Inject, Injectable, Optional } from '@nestjs/common';
import { canSee, isPublic, type Principal } from '../access/principal.js';
import { ClientCount } from '../broadcast/clients/client-count.port.js';
import { AppConfig } from '../config/app-config.js';
import { VERSION } from '../config/version.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { freshness, streamUp } from '../state/overview.js';
import { ClusterReport } from './cluster-report.port.js';
import type { StatusDto } from './status.dto.js';

/** Status of the service, in the shape of the original. */
@Injectable()
export class StatusService {
  constructor(
    private readonly feed: ChangeFeed,
    private readonly config: AppConfig,
    private readonly clients: ClientCount,
    /** Absent where this process is the service. */
    @Optional() @Inject(ClusterReport) private readonly cluster: ClusterReport | null = null,
  ) {}

  status(principal: Principal): StatusDto {
    const sees = (index: number): boolean => canSee(principal, index);
    const { total, fresh } = freshness(this.feed, sees);
    const seesCluster = this.cluster && principal.accounts === null && !isPublic(principal);
    return {
      mode: this.config.mode,
      version: VERSION,
      polling: !this.feed.connections().control.rest_paused,
      poll_interval: this.config.lighter.pollIntervalMs / 1000,
      ws_connected: streamUp(this.feed, sees),
      broadcast_clients: this.clients.count(),
      accounts_configured: total,
      alerts: this.config.history.enabled ? 'stored' : 'memory',
      cache: { total_entries: total, valid_entries: fresh, expired_entries: total - fresh },
      ...(seesCluster && { cluster: this.cluster.read() }),
    };
  }
}
