import { Injectable } from '@nestjs/common';
import { canSee, SYSTEM, type Principal } from '../access/principal.js';
import { ClientCount } from '../broadcast/client-count.port.js';
import { AppConfig } from '../config/app-config.js';
import type { HealthDto } from '../health/health.dto.js';
import { isStale } from '../state/account-state.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import type { StatusDto } from './status.dto.js';
import { VERSION } from './version.js';

/** The service at a glance, as the original told it. */
@Injectable()
export class StatusService {
  constructor(
    private readonly feed: ChangeFeed,
    private readonly config: AppConfig,
    private readonly clients: ClientCount,
  ) {}

  status(principal: Principal): StatusDto {
    const { total, fresh } = this.freshness(principal);
    return {
      mode: this.config.mode,
      version: VERSION,
      polling: !this.feed.connections().control.rest_paused,
      poll_interval: this.config.lighter.pollIntervalMs / 1000,
      ws_connected: this.streamUp(principal),
      broadcast_clients: this.clients.count(),
      accounts_configured: total,
      cache: { total_entries: total, valid_entries: fresh, expired_entries: total - fresh },
    };
  }

  health(): HealthDto {
    const { total, fresh } = this.freshness();
    return {
      status: fresh === total ? 'healthy' : 'degraded',
      accounts_configured: total,
      ws_connected: this.streamUp(SYSTEM),
      broadcast_clients: this.clients.count(),
    };
  }

  freshness(principal: Principal = SYSTEM): { total: number; fresh: number } {
    const accounts = this.feed.accountIndexes().filter((index) => canSee(principal, index));
    const fresh = accounts.filter((index) => {
      const account = this.feed.account(index);
      return account !== undefined && !isStale(account);
    });
    return { total: accounts.length, fresh: fresh.length };
  }

  private streamUp(principal: Principal): boolean {
    return this.feed
      .connections()
      .links.some(
        ({ kind, state, account_index: index }) =>
          kind === 'websocket' && state === 'connected' && index !== null && canSee(principal, index),
      );
  }
}
