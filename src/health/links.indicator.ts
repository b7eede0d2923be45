import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { StatusService } from '../metrics/status.service.js';

/** Ready while at least one account is fresh, or none is configured. */
@Injectable()
export class LinksIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly status: StatusService,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('accounts');
    const { total, fresh } = this.status.freshness();
    return total === 0 || fresh > 0 ? indicator.up({ fresh, total }) : indicator.down({ fresh, total });
  }
}
