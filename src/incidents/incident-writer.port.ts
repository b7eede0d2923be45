/** What a reporter tells; id, time and account name are filled in by the log. Texts are scrubbed of secrets there. */
export interface IncidentReport {
  account_index?: number | null;
  source: 'rest' | 'websocket' | 'egress' | 'history' | 'gateway' | 'system';
  severity?: 'info' | 'warning' | 'error';
  /** Stable kebab-case kind, such as `malformed-frame` or `proxy-auth`. */
  error_type: string;
  error_code?: string | number | null;
  message: string;
}

/** Where anything that went wrong is told, by whoever sees it. Never throws, never waits. */
export abstract class IncidentWriter {
  abstract report(incident: IncidentReport): void;
}
