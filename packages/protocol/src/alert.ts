import type { Decimal, Millis, SectionName } from './account.js';
import type { AlertKind, AlertSeverity } from './alert-kinds.js';

/** `firing` and `acknowledged` alerts are open; a `resolved` one is over. */
export const ALERT_STATES = ['firing', 'acknowledged', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/**
 * Something a rule found. One rule has at most one open alert per subject. An alert of a level is resolved once the value
 * is back behind `clear`. An alert of an event is resolved at once if it is only for information, otherwise once it is acknowledged.
 */
export interface Alert {
  alert_id: string;
  /** Id of the rule that fired it. */
  rule: string;
  kind: AlertKind;
  severity: AlertSeverity;
  state: AlertState;
  /** `null` if the alert concerns no single account; only keys that see every account get it then. */
  account_index: number | null;
  /** What people call the account: its label, or its configured name. */
  account_name: string | null;
  market: string | null;
  /** Key of what the alert is about, within its rule: `281001`, `281001/BTC`, `egress/2`, … */
  subject: string;
  /** One line for people. Holds no secret. */
  summary: string;
  /** The figures behind the summary; money as decimal strings, times as epoch ms. */
  details: Record<string, string | number | null>;
  since: Millis;
  updated_at: Millis;
  /** Who acknowledged it: the name of a key, or of a frontend instance's caller `via` its key. `null` until then. */
  acknowledged_by: string | null;
  acknowledged_at: Millis | null;
  resolved_at: Millis | null;
  /** Number of events that it stands for; 1 for a level. */
  count: number;
}

/** Which accounts and markets a rule watches. `null` is all; several conditions all have to hold. */
export interface AlertScope {
  accounts: number[] | null;
  groups: string[] | null;
  /** Symbols of markets. */
  markets: string[] | null;
}

/** Time of day in which alerts of a rule are kept back. What is still firing at its end is delivered then. */
export interface QuietHours {
  /** `HH:MM`. */
  from: string;
  /** `HH:MM`; earlier than `from` when the span includes midnight. */
  to: string;
  /** IANA time zone; `null` is that of ALERT_TZ. */
  zone: string | null;
}

export interface AlertRule {
  /** Lower-case letters, digits and hyphens. */
  id: string;
  kind: AlertKind;
  enabled: boolean;
  severity: AlertSeverity;
  /** `default`: built in; `file`: from ALERTS_FILE, read-only elsewhere; `api`: stored. */
  source: 'default' | 'file' | 'api';
  scope: AlertScope;
  /** In the unit of the kind; `null` when the kind has none. */
  threshold: Decimal | null;
  /** Value that resolves the alert; `null` is the threshold itself. */
  clear: Decimal | null;
  /** Seconds for which the condition has to last before the alert fires. */
  for_s: number;
  /** Of a drawdown: seconds back to which its highest value is sought. */
  window_s: number | null;
  /** Of a `stale` rule: the section that it watches; `null` is the account as a whole. */
  section: SectionName | null;
  /** Seconds after an alert in which the same subject does not fire again. Events in between are summarized afterwards. */
  cooldown_s: number;
  quiet_hours: QuietHours | null;
  /** Names of channels; `null` is every configured channel. */
  channels: string[] | null;
}

export const ALERT_EVENT_TYPES = ['fired', 'updated', 'acknowledged', 'resolved', 'test'] as const;
export type AlertEventType = (typeof ALERT_EVENT_TYPES)[number];

/** A step in the life of an alert, which channels deliver. */
export interface AlertEvent {
  /** The same after a restart, so that a repeated hand-over is recognized. */
  event_id: string;
  type: AlertEventType;
  at: Millis;
  /** As it was after this step. */
  alert: Alert;
}
