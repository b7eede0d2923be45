import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import type { Principal } from '../access/principal.js';
import type { HistoryFault } from '../history/history-status.js';
import { HistoryHealth } from '../history/history-health.service.js';

/** Not ready when the disk is nearly full or refuses writes. Faults of Supabase are listed but do not count, because the journal covers them. */
@Injectable()
export class HistoryIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly history: HistoryHealth,
  ) {}

  check(caller: Principal | null): HealthIndicatorResult {
    const { backend, ready, faults } = this.history.status();
    const indicator = this.indicators.check('history');
    const detail: Record<string, unknown> = caller
      ? { backend, faults: each(faults, 'kind'), what_to_do: each(faults, 'what_to_do') }
      : {};
    return ready ? indicator.up(detail) : indicator.down(detail);
  }
}

function each(faults: readonly HistoryFault[], name: 'kind' | 'what_to_do'): string[] {
  return [...new Set(faults.map((fault) => fault[name]))];
}
