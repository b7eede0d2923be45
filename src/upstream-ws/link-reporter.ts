import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../clock/clock.js';
import { Ingest } from '../upstream/ingest.js';
import type { Line } from './line.js';

/** Counters follow at most once a second, and less often where there are many lines: this many a second in all. */
const REPORTS_PER_SECOND = 100;

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
    this.timer = this.clock.every(Math.max(1000, (accounts / REPORTS_PER_SECOND) * 1000), () => {
      for (const line of lines) if (line.facts.dirty) this.report(line);
    });
  }

  report(line: Line): void {
    line.facts.dirty = false;
    for (const account of line.accounts) {
      const link = line.facts.linkOf(account, line.refusedChannels(account.index));
      this.ingest.apply({ type: 'link', link, at: this.clock.now() });
    }
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }
}
