import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { HISTORY_OPTIONS, type HistoryOptions } from './history-options.js';
import { HistoryStore } from './history-store.port.js';

const EVERY_MS = 3_600_000;
/** Soon after a start; a service that restarts every hour would otherwise never thin. */
const FIRST_MS = 300_000;

/** Thins old snapshots. */
@Injectable()
export class HistoryRetention implements OnModuleInit, OnModuleDestroy {
  private readonly timers: Timer[] = [];

  constructor(
    private readonly store: HistoryStore,
    private readonly clock: Clock,
    private readonly incidents: IncidentWriter,
    @Inject(HISTORY_OPTIONS) private readonly options: HistoryOptions,
  ) {}

  onModuleInit(): void {
    if (!this.options.enabled) return;
    this.timers.push(this.clock.after(FIRST_MS, () => this.retain()));
    this.timers.push(this.clock.every(EVERY_MS, () => this.retain()));
  }

  onModuleDestroy(): void {
    for (const timer of this.timers) timer.cancel();
  }

  private retain(): void {
    this.store.retain(this.clock.wallNow()).catch(({ message }: Error) =>
      this.incidents.report({
        source: 'history',
        severity: 'error',
        error_type: 'history-write-failed',
        message,
      }),
    );
  }
}
