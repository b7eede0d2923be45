import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { LoopMonitor } from '../clock/loop-monitor.js';
import { Ingest } from '../upstream/ingest.js';
import { reportPeriod } from '../upstream/report-period.js';
import type { StreamConnectionView } from './connection/connection-events.js';

/** Reports the links of all connections to the state: changes of state at once, counters periodically. */
@Injectable()
export class LinkReporter implements OnModuleDestroy {
  private timer: Timer | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly ingest: Ingest,
    private readonly monitor: LoopMonitor,
  ) {}

  watch(connections: readonly StreamConnectionView[]): void {
    const accounts = connections.reduce((count, connection) => count + connection.accounts.length, 0);
    this.timer = this.clock.every(reportPeriod(accounts), () => {
      for (const connection of connections)
        if (connection.stats.hasChanged(this.clock.monotonic())) this.report(connection);
    });
    this.monitor.onStep((byMs) => {
      for (const connection of connections) {
        connection.stats.clockStepped(byMs);
        this.report(connection);
      }
    });
  }

  report(connection: StreamConnectionView): void {
    const at = this.clock.wallNow();
    for (const link of connection.stats.links(
      connection.accounts,
      (index) => connection.refusedChannels(index),
      this.clock.monotonic(),
    ))
      this.ingest.apply({ type: 'link', link, at });
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }
}
