import type { Alert } from 'lighter-broadcaster-protocol/alert';

/**
 * Alerts that fired since the last call. Those of the first list are not news; nor are those that only changed.
 * @returns the alerts, oldest first
 */
export class FreshAlerts {
  private known: Set<string> | null = null;

  of(alerts: readonly Alert[] | null): Alert[] {
    if (alerts === null) return [];
    const { known } = this;
    this.known = new Set(alerts.map(({ alert_id }) => alert_id));
    if (known === null) return [];
    return alerts.filter(({ alert_id, state }) => !known.has(alert_id) && state !== 'acknowledged').reverse();
  }
}
