/** Position in the list of alerts, newest first: those after it are older. */
export interface AlertPosition {
  since: number;
  alert_id: string;
}

export function newestFirst(a: AlertPosition, b: AlertPosition): number {
  return b.since - a.since || (a.alert_id < b.alert_id ? 1 : -1);
}

export function isAfter(alert: AlertPosition, { since, alert_id }: AlertPosition): boolean {
  return alert.since < since || (alert.since === since && alert.alert_id < alert_id);
}

/** A position as text, for cursors. */
export function encodePosition({ since, alert_id }: AlertPosition): string {
  return `${since}.${alert_id}`;
}

/** `null` unless the text was made by `encodePosition`. */
export function decodePosition(text: unknown): AlertPosition | null {
  const match = typeof text === 'string' && /^(\d{1,15})\.([0-9a-f]{20})?$/.exec(text);
  return match ? { since: Number(match[1]), alert_id: match[2] ?? '' } : null;
}
