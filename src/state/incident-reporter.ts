import { randomUUID } from 'node:crypto';
import type { Logger } from '@nestjs/common';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { Incident } from 'lighter-broadcaster-protocol/operations';
import type { Clock } from '../clock/clock.js';
import type { Finding } from './reduce/account-edit.js';
import type { IncidentUpdate } from './update.js';

/** The same finding of an account is reported once in this time. */
const REPORT_AGAIN_MS = 10 * 60_000;

/** Incidents that the state itself reports. Each is applied like an incident from anywhere else. */
export class IncidentReporter {
  private readonly reported = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly apply: (update: IncidentUpdate) => void,
  ) {}

  found(finding: Finding, account: Pick<AccountState, 'account_index' | 'name'>): void {
    const key = `${account.account_index} ${finding.message}`;
    const now = this.clock.monotonic();
    if (now - (this.reported.get(key) ?? -Infinity) < REPORT_AGAIN_MS) return;
    this.reported.set(key, now);
    this.incident({ ...finding, account_index: account.account_index, account_name: account.name });
  }

  clockStepped(byMs: number): void {
    const seconds = Math.abs(byMs / 1000).toFixed(1);
    const message = `The clock of this machine was set ${byMs < 0 ? 'back' : 'forward'} by ${seconds} s.`;
    this.incident({ severity: 'warning', error_type: 'clock-stepped', message });
  }

  updateRefused(error: unknown): void {
    this.failure('update-refused', `An update was refused: ${String(error)}`, error);
  }

  sinkFailed(name: string, error: unknown): void {
    this.failure(
      'sink-failed',
      `${name} failed on a change. This is reported once; the log has the cause.`,
      error,
    );
  }

  private failure(error_type: IncidentKind, message: string, error: unknown): void {
    this.logger.error(message, error instanceof Error ? error.stack : String(error));
    this.incident({ severity: 'error', error_type, message });
  }

  private incident(incident: Finding & Partial<Incident>): void {
    this.apply({
      type: 'incident',
      incident: {
        incident_id: randomUUID(),
        timestamp: this.clock.wallNow(),
        account_index: null,
        account_name: null,
        source: 'system',
        error_code: null,
        ...incident,
      },
    });
  }
}
