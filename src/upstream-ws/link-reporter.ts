import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { Ingest } from '../upstream/ingest.js';
import { reportPeriod } from '../upstream/report-period.js';
import type { Line } from './line.js';

/** Tells the state how the lines stand: a change of state at once, counters from time to time. */
@Injectable()
export class LinkReporter implements OnModuleDestroy {
  private timer: Timer | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly ingest: Ingest,
  ) {}

  watch(lines: readonly Line[]): void {
    const accounts = lines.reduce((count, line) => count + line.accounts.length, 0);
    this.timer = this.clock.every(reportPeriod(accounts), () => {
      for (const line of lines) if (line.facts.isNews(this.clock.wallNow())) this.report(line);
    });
  }

  report(line: Line): void {
    const at = this.clock.wallNow();
    for (const link of line.facts.linksOf(line.accounts, (index) => line.refusedChannels(index), at))
      this.ingest.apply({ type: 'link', link, at });
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }
}
