import { IncidentWriter, type IncidentReport } from '../../src/incidents/incident-writer.port.js';

/** Keeps what was reported. */
export class RememberedIncidents extends IncidentWriter {
  readonly reports: IncidentReport[] = [];

  override report(incident: IncidentReport): void {
    this.reports.push(incident);
  }
}
