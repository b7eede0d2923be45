/** An incident as reported. The log adds id, time and account name, and removes secrets from the texts. */
export interface IncidentReport {
  account_index?: number | null;
  source: 'rest' | 'websocket' | 'egress' | 'history' | 'gateway' | 'system';
  severity?: 'info' | 'warning' | 'error';
  /** Stable kebab-case kind, such as `malformed-frame` or `proxy-auth`. */
  error_type: string;
  error_code?: string | number | null;
  message: string;
}

/** Accepts incidents from any part of the service. Never throws, never waits. */
export abstract class IncidentWriter {
  abstract report(incident: IncidentReport): void;
}
