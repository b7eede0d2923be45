import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { Incident, IncidentSource } from 'lighter-broadcaster-protocol/operations';

/** An incident as reported. The log adds id, time and account name, and removes secrets from the texts. */
export interface IncidentReport {
  account_index?: number | null;
  source: IncidentSource;
  /** Only where it differs from the usual one of the kind. */
  severity?: Incident['severity'];
  error_type: IncidentKind;
  error_code?: string | number | null;
  message: string;
}

/** Accepts incidents from any part of the service. Never throws, never waits. */
export abstract class IncidentWriter {
  abstract report(incident: IncidentReport): void;
}
