import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { ChangeFeed } from '../state/change-feed.port.js';
import { freshness } from '../state/overview.js';

/** Ready while at least one account is fresh, or none is configured. `sees` narrows it to those of who asks. */
@Injectable()
export class LinksIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly feed: ChangeFeed,
  ) {}

  check(sees?: (accountIndex: number) => boolean): HealthIndicatorResult {
    const indicator = this.indicators.check('accounts');
    const { total, fresh } = freshness(this.feed, sees);
    return total === 0 || fresh > 0 ? indicator.up({ fresh, total }) : indicator.down({ fresh, total });
  }
}
