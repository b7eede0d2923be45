import { createHash } from 'node:crypto';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import type { Alert, AlertEvent, AlertEventType, AlertRule } from 'lighter-broadcaster-protocol/alert';
import { ALERT_KINDS } from 'lighter-broadcaster-protocol/alert-kinds';
import type { RuleFinding, EvaluationTime } from './finding.js';

/** Subjects that are remembered, so that the same event does not alert twice. */
const SUBJECTS_KEPT = 20_000;

/** The life of alerts: firing, acknowledged, resolved. Ids and events follow from the inputs alone. */
export class AlertLife {
  private readonly open = new Map<string, Alert>();
  /** Rules and subjects of events that have alerted. */
  private readonly subjects = new Set<string>();
  /** When each level last fired, by rule and subject. */
  private readonly lastFired = new Map<string, Millis>();
  private events: AlertEvent[] = [];

  constructor(alerts: readonly Alert[]) {
    for (const alert of alerts) this.keep(alert);
  }

  /** Open alerts, oldest first. */
  all(): Alert[] {
    return [...this.open.values()];
  }

  takeEvents(): AlertEvent[] {
    const taken = this.events;
    this.events = [];
    return taken;
  }

  get hasEvents(): boolean {
    return this.events.length > 0;
  }

  /** Whether the event of this subject has alerted by this rule. */
  isKnown(rule: string, subject: string): boolean {
    return this.subjects.has(keyOf(rule, subject));
  }

  /** Fires. An event has one alert for ever, a level one per time that it is over. */
  fire(rule: AlertRule, finding: RuleFinding, { wall }: EvaluationTime): Alert {
    const isEvent = ALERT_KINDS[rule.kind].nature === 'event';
    const over = isEvent && rule.severity === 'info';
    // A level may fire, end and fire again within a millisecond; each of these alerts has an id of its own.
    const since = isEvent
      ? wall
      : Math.max(wall, (this.lastFired.get(keyOf(rule.id, finding.subject)) ?? -1) + 1);
    const alert: Alert = {
      ...finding,
      alert_id: idOf(rule.id, finding.subject, isEvent ? null : since),
      rule: rule.id,
      kind: rule.kind,
      severity: rule.severity,
      state: over ? 'resolved' : 'firing',
      since,
      updated_at: wall,
      acknowledged_by: null,
      acknowledged_at: null,
      resolved_at: over ? wall : null,
    };
    this.keep(alert);
    this.emit('fired', alert, wall);
    return alert;
  }

  /** @returns `null` when it is not open */
  resolve(
    alertId: string,
    { summary, details }: Pick<RuleFinding, 'summary' | 'details'>,
    { wall }: EvaluationTime,
  ): AlertEvent | null {
    const alert = this.open.get(alertId);
    if (!alert) return null;
    const resolved: Alert = {
      ...alert,
      summary,
      details,
      state: 'resolved',
      updated_at: wall,
      resolved_at: wall,
    };
    this.keep(resolved);
    return this.emit('resolved', resolved, wall);
  }

  /** An event is over once it is acknowledged. @returns `null` when it is not firing */
  acknowledge(alertId: string, by: string, { wall }: EvaluationTime): AlertEvent | null {
    const alert = this.open.get(alertId);
    if (alert?.state !== 'firing') return null;
    const isEvent = ALERT_KINDS[alert.kind].nature === 'event';
    const acknowledged: Alert = {
      ...alert,
      state: isEvent ? 'resolved' : 'acknowledged',
      updated_at: wall,
      acknowledged_by: by,
      acknowledged_at: wall,
      resolved_at: isEvent ? wall : null,
    };
    this.keep(acknowledged);
    return this.emit('acknowledged', acknowledged, wall);
  }

  private emit(type: AlertEventType, alert: Alert, at: Millis): AlertEvent {
    const event = { event_id: `${alert.alert_id}/${type}`, type, at, alert };
    this.events.push(event);
    return event;
  }

  private keep(alert: Alert): void {
    if (ALERT_KINDS[alert.kind].nature === 'level') {
      const key = keyOf(alert.rule, alert.subject);
      const last = this.lastFired.get(key) ?? -1;
      this.lastFired.delete(key);
      this.lastFired.set(key, Math.max(last, alert.since));
      if (this.lastFired.size > SUBJECTS_KEPT) this.lastFired.delete(this.lastFired.keys().next().value!);
    }
    if (alert.resolved_at === null) this.open.set(alert.alert_id, alert);
    else this.open.delete(alert.alert_id);
    if (ALERT_KINDS[alert.kind].nature !== 'event') return;
    this.subjects.add(`${alert.rule}|${alert.subject}`);
    if (this.subjects.size > SUBJECTS_KEPT) this.subjects.delete(this.subjects.values().next().value!);
  }
}

function keyOf(rule: string, subject: string): string {
  return `${rule}|${subject}`;
}

function idOf(rule: string, subject: string, since: Millis | null): string {
  return createHash('sha256')
    .update(`${rule}|${subject}|${since ?? ''}`)
    .digest('hex')
    .slice(0, 20);
}
