import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Registry } from 'prom-client';
import { counted, gauge } from '../metrics/prometheus/instruments.js';
import { UpstreamCache } from './upstream-cache.js';

/** What clients of the mirror cost the exchange. */
@Injectable()
export class PassedOnMetrics implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly upstream: UpstreamCache,
  ) {}

  onModuleInit(): void {
    const { registry, upstream } = this;
    gauge(
      registry,
      'lighter_mirror_waiting',
      'Questions of mirror clients that the exchange has not answered yet',
      () => upstream.waiting,
    );
    counted(
      registry,
      'lighter_mirror_passed_on_total',
      'Questions of mirror clients sent to the exchange',
      () => upstream.passedOn,
    );
    counted(
      registry,
      'lighter_mirror_over_budget_total',
      'Questions of mirror clients refused because their share of the rate limit was spent',
      () => upstream.refused,
    );
  }
}
