import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { Ingest } from '../upstream/ingest.js';
import { reportPeriod } from '../upstream/report-period.js';
import type { StreamConnectionView } from './connection/connection-events.js';

/** Tells the state how the lines stand: a change of state at once, counters from time to time. */
@Injectable()
export class LinkReporter implements OnModuleDestroy {
  private timer: Timer | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly ingest: Ingest,
  ) {}

  watch(connections: readonly StreamConnectionView[]): void {
    const accounts = connections.reduce((count, connection) => count + connection.accounts.length, 0);
    this.timer = this.clock.every(reportPeriod(accounts), () => {
      for (const connection of connections)
        if (connection.stats.hasChanged(this.clock.wallNow())) this.report(connection);
    });
  }

  report(connection: StreamConnectionView): void {
    const at = this.clock.wallNow();
    for (const link of connection.stats.links(
      connection.accounts,
      (index) => connection.refusedChannels(index),
      at,
    ))
      this.ingest.apply({ type: 'link', link, at });
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }
}
