import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import type { IncidentWriter } from '../incidents/incident-writer.port.js';
import type { HistoryFault } from './history-status.js';

type Report = Omit<HistoryFault, 'since'>;

/** The faults there are just now. Each is told once when it comes and once when it goes. */
export class FaultBoard {
  private readonly logger = new Logger('History');
  private readonly faults = new Map<string, HistoryFault>();

  constructor(
    private readonly clock: Clock,
    private readonly incidents: IncidentWriter,
  ) {}

  /** @param scope what it is about, such as a table; the same kind may be there for several. */
  raise(report: Report, scope: string): void {
    const key = `${report.kind}/${scope}`;
    const known = this.faults.get(key);
    this.faults.set(key, { ...report, since: known?.since ?? this.clock.wallNow() });
    if (known) return;
    const message = `${report.message}. ${report.what_to_do}`;
    this.logger.error(message);
    this.incidents.report({
      source: 'history',
      severity: 'error',
      error_type: `history-${report.kind}`,
      message,
    });
  }

  /** Ends the faults of a scope, of one kind or of all. */
  clear(scope: string, kind?: HistoryFault['kind']): void {
    for (const [key, fault] of this.faults) {
      if (key !== `${kind ?? fault.kind}/${scope}`) continue;
      this.faults.delete(key);
      this.logger.log(`${fault.kind} (${scope}) is over`);
    }
  }

  list(): HistoryFault[] {
    return [...this.faults.values()];
  }

  has(...kinds: HistoryFault['kind'][]): boolean {
    return this.list().some((fault) => kinds.includes(fault.kind));
  }
}
