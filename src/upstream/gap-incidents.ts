import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { IncidentWriter } from '../incidents/incident-writer.port.js';

/** Failures that are retried. */
const FAILURES = {
  'backfill-failed': { severity: 'warning', text: 'backfill failed' },
  'gap-log-failed': { severity: 'error', text: 'the gap log failed' },
} as const satisfies Partial<Record<IncidentKind, { severity: 'warning' | 'error'; text: string }>>;

type FailureKind = keyof typeof FAILURES;

/** Reports the incidents around the gaps of one account. One streak of failures is one incident. */
export class GapIncidents {
  private readonly failing = new Set<FailureKind>();

  constructor(
    private readonly accountIndex: number,
    private readonly writer: IncidentWriter,
  ) {}

  failed(kind: FailureKind, error: unknown): void {
    if (this.failing.has(kind)) return;
    this.failing.add(kind);
    const { severity, text } = FAILURES[kind];
    this.report(severity, kind, `${text}: ${error instanceof Error ? error.message : String(error)}`);
  }

  /** Ends the streak of such failures. */
  succeeded(kind: FailureKind): void {
    this.failing.delete(kind);
  }

  warn(error_type: IncidentKind, message: string): void {
    this.report('warning', error_type, message);
  }

  private report(severity: 'warning' | 'error', error_type: IncidentKind, message: string): void {
    this.writer.report({
      account_index: this.accountIndex,
      source: 'rest',
      severity,
      error_type,
      message,
    });
  }
}
