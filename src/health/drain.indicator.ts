import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { DrainState } from '../broadcast/clients/drain-state.port.js';

/** Not ready while the server drains its clients. */
@Injectable()
export class DrainIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly drain: DrainState,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('broadcast');
    return this.drain.draining ? indicator.down({ draining: true }) : indicator.up();
  }
}
