import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import type { IncidentWriter } from '../incidents/incident-writer.port.js';
import type { HistoryFault } from './history-status.js';

type Report = Omit<HistoryFault, 'since'>;

/** Current faults. Each is logged and reported once when it is raised, and logged when it clears. */
export class FaultBoard {
  private readonly logger = new Logger('History');
  private readonly faults = new Map<string, HistoryFault>();

  constructor(
    private readonly clock: Clock,
    private readonly incidents: IncidentWriter,
  ) {}

  /** @param scope what the fault concerns, such as a table; several scopes may have a fault of one kind. */
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

  /** Clears the faults of a scope, either one kind or all. */
  clear(scope: string, kind?: HistoryFault['kind']): void {
    for (const [key, fault] of this.faults) {
      if (key !== `${kind ?? fault.kind}/${scope}`) continue;
      this.faults.delete(key);
      this.logger.log(`${fault.kind} (${scope}) has cleared`);
    }
  }

  list(): HistoryFault[] {
    return [...this.faults.values()];
  }

  has(...kinds: HistoryFault['kind'][]): boolean {
    return this.list().some((fault) => kinds.includes(fault.kind));
  }
}
