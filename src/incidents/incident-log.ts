import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { INCIDENT_KINDS } from 'lighter-broadcaster-protocol/incident-kinds';
import { Clock } from '../clock/clock.js';
import { scrubber } from '../secrets/scrubber.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { Ingest } from '../upstream/ingest.js';
import { IncidentFlood } from './incident-flood.js';
import { IncidentWriter, type IncidentReport } from './incident-writer.port.js';

/** Incidents of one kind and account within this window are merged. */
const FLOOD_WINDOW_MS = 1_000;

/** Turns a report into an incident of the state: scrubbed, stamped, and limited to one per kind and second. */
@Injectable()
export class IncidentLog extends IncidentWriter {
  private readonly flood: IncidentFlood<IncidentReport>;

  constructor(
    private readonly clock: Clock,
    private readonly feed: ChangeFeed,
    private readonly ingest: Ingest,
  ) {
    super();
    this.flood = new IncidentFlood(clock, FLOOD_WINDOW_MS, (report, more) => this.write(report, more));
  }

  override report(report: IncidentReport): void {
    this.flood.add(`${report.account_index ?? ''}/${report.source}/${report.error_type}`, report);
  }

  private write(report: IncidentReport, more: number): void {
    const account_index = report.account_index ?? null;
    const account = account_index === null ? undefined : this.feed.account(account_index);
    const suffix = more > 0 ? ` (and ${more} more like it within a second)` : '';
    this.ingest.apply({
      type: 'incident',
      incident: {
        incident_id: randomUUID(),
        timestamp: this.clock.wallNow(),
        account_index,
        account_name: account?.name ?? null,
        source: report.source,
        severity: report.severity ?? INCIDENT_KINDS[report.error_type].severity,
        error_type: report.error_type,
        error_code: report.error_code == null ? null : scrubber.scrub(String(report.error_code)),
        message: scrubber.scrub(report.message) + suffix,
      },
    });
  }
}
