import type { Alert } from 'lighter-broadcaster-protocol/alert';
import type { Publish, RemovedAlert } from './change.js';

/** Ended alerts beyond this number leave the list; open ones stay. */
export const ALERTS_KEPT = 500;

/** The alerts that clients get: every open one and the latest others, the last changed first. */
export class RecentAlerts {
  private kept: readonly Alert[] = [];

  constructor(private readonly publish: Publish) {}

  list(): readonly Alert[] {
    return this.kept;
  }

  /** Continues with those of an earlier life, without a change. */
  restore(alerts: readonly Alert[]): void {
    this.kept = alerts;
  }

  /** Takes alerts in their new form, the last changed first. */
  keep(alerts: readonly Alert[], at: number): void {
    const changed = new Set(alerts.map(({ alert_id }) => alert_id));
    const others = this.kept.filter(({ alert_id }) => !changed.has(alert_id));
    const all = [...alerts, ...others];
    const isKept = ({ resolved_at }: Alert, place: number): boolean =>
      resolved_at === null || place < ALERTS_KEPT;
    this.kept = all.filter(isKept);
    const remove = all.filter((alert, place) => !isKept(alert, place)).map(identityOf);
    const ts = { exchange: null, received: at };
    this.publish({ entity: 'alert', stream: 'alerts', ts, upsert: [...alerts], remove });
  }
}

function identityOf({ alert_id, account_index }: Alert): RemovedAlert {
  return { alert_id, account_index };
}
