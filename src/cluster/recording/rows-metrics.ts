import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Registry } from 'prom-client';
import { gauge } from '../../metrics/prometheus/instruments.js';
import { SharedRows } from './shared-rows.js';

/** What waits in the engine for the recorder. How many rows, and for how long, `lighter_history_lag_*` says. */
@Injectable()
export class RowsMetrics implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly rows: SharedRows,
  ) {}

  onModuleInit(): void {
    gauge(
      this.registry,
      'lighter_cluster_rows_waiting_bytes',
      'Memory of the engine that rows of the history take until the recorder has stored them',
      () => this.rows.waitingBytes,
    );
  }
}
