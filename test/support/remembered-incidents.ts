import { IncidentWriter, type IncidentReport } from '../../src/incidents/incident-writer.port.js';

/** Keeps reported incidents. */
export class RememberedIncidents extends IncidentWriter {
  readonly reports: IncidentReport[] = [];

  override report(incident: IncidentReport): void {
    this.reports.push(incident);
  }
}
