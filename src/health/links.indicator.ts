import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { canSee, type Principal } from '../access/principal.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { freshness } from '../state/overview.js';

/** Ready while at least one account is fresh, or none is configured. Counts are limited to accounts that the caller can see. */
@Injectable()
export class LinksIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly feed: ChangeFeed,
  ) {}

  check(caller: Principal | null): HealthIndicatorResult {
    const indicator = this.indicators.check('accounts');
    const { total, fresh } = freshness(this.feed);
    const detail = caller ? freshness(this.feed, (index) => canSee(caller, index)) : {};
    return total === 0 || fresh > 0 ? indicator.up(detail) : indicator.down(detail);
  }
}
