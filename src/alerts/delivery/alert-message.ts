import type { Alert, AlertEvent } from 'lighter-broadcaster-protocol/alert';
import { ALERT_KINDS, type AlertKind, type AlertSeverity } from 'lighter-broadcaster-protocol/alert-kinds';
import type { Millis } from 'lighter-broadcaster-protocol/account';

/** What people should think at the first glance. */
export type MessageTone = AlertSeverity | 'resolved' | 'acknowledged' | 'test';

/** A message to a person, which each channel puts into its own form. */
export interface AlertMessage {
  /** The same at every attempt. Far sides that know idempotency keys take it once. */
  readonly id: string;
  readonly tone: MessageTone;
  /** One line. */
  readonly title: string;
  readonly lines: readonly string[];
  /** Where to read on; `null` without PUBLIC_URL. */
  readonly url: string | null;
  readonly at: Millis;
  /** The events that it is about, in order. */
  readonly events: readonly AlertEvent[];
}

export interface MessageContext {
  /** IANA time zone of the recipient. */
  readonly zone: string;
  /** `PUBLIC_URL`. */
  readonly publicUrl: string | null;
}

export const TONE_SIGNS: Record<MessageTone, string> = {
  critical: '🔴',
  warning: '🟠',
  info: '🔵',
  resolved: '🟢',
  acknowledged: '👤',
  test: '🔔',
};

const MAX_GROUPS = 6;
const MAX_EXAMPLES = 5;
const MAX_DETAILS = 8;

/** Several events of a kind: `37 fills`. */
const PLURALS: Record<AlertKind, string> = {
  fill: 'fills',
  'order-refused': 'refused orders',
  'position-opened': 'positions opened',
  'position-closed': 'positions closed',
  'position-flipped': 'positions flipped',
  liquidation: 'liquidations',
  'liquidation-distance': 'alerts about liquidation distance',
  'margin-usage': 'alerts about margin usage',
  'equity-below': 'alerts about equity',
  drawdown: 'alerts about drawdown',
  'pnl-day-below': 'alerts about the PnL of the day',
  'pnl-day-above': 'alerts about the PnL of the day',
  'funding-paid': 'funding payments',
  stale: 'alerts about stale data',
  'connection-down': 'alerts about connections',
  'gap-open': 'alerts about open gaps',
  'gap-incomplete': 'incomplete gaps',
  'token-expires': 'alerts about expiring tokens',
  history: 'alerts about the history',
  'egress-banned': 'alerts about blocked egresses',
  'budget-exhausted': 'alerts about request budgets',
};

/** @param events at least one, in order */
export function composeMessage(
  id: string,
  events: readonly AlertEvent[],
  context: MessageContext,
): AlertMessage {
  const [first] = events;
  if (first === undefined) throw new Error('A message needs an event.');
  const common = { id, at: first.at, events, tone: toneOf(events), url: urlOf(events, context) };
  if (events.length === 1) return { ...common, ...aboutOne(first, context) };
  const groups = groupsOf(events);
  if (groups.length === 1) return { ...common, ...aboutGroup(events, context) };
  const shown = groups.slice(0, MAX_GROUPS).map((group) => `• ${headline(group, context)}`);
  const rest = groups.slice(MAX_GROUPS).flat();
  if (rest.length > 0) shown.push(`• and ${rest.length} more`);
  return { ...common, title: `${events.length} alerts ${spanOf(events, context)}`, lines: shown };
}

/** Events that one line can describe, by order of their first: the same step of the same kind on the same account. */
function groupsOf(events: readonly AlertEvent[]): AlertEvent[][] {
  const groups = new Map<string, AlertEvent[]>();
  for (const event of events) {
    const { kind, account_index } = event.alert;
    const key = JSON.stringify([event.type === 'updated' ? 'fired' : event.type, kind, account_index]);
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()];
}

function headline(group: readonly AlertEvent[], context: MessageContext): string {
  const [first] = group;
  return group.length === 1 ? titleOf(first!) : aboutGroup(group, context).title;
}

function aboutOne(event: AlertEvent, context: MessageContext): Pick<AlertMessage, 'title' | 'lines'> {
  const { alert, type } = event;
  const time = (at: Millis): string => timeIn(context.zone, at);
  const lines: string[] = [];
  if (alert.account_name !== null && !alert.summary.includes(alert.account_name))
    lines.push(`Account: ${alert.account_name}`);
  if (type === 'resolved')
    lines.push(
      `Lasted ${duration((alert.resolved_at ?? event.at) - alert.since)}, since ${time(alert.since)}`,
    );
  else if (type !== 'test') lines.push(`Since ${time(alert.since)}`);
  if (alert.severity !== 'info' && type !== 'resolved' && type !== 'acknowledged') {
    lines.unshift(...detailLines(alert, context));
    const { what_to_do } = ALERT_KINDS[alert.kind];
    if (type !== 'test') lines.push(what_to_do);
  }
  return { title: titleOf(event), lines };
}

function aboutGroup(
  events: readonly AlertEvent[],
  context: MessageContext,
): Pick<AlertMessage, 'title' | 'lines'> {
  const { alert, type } = events[0]!;
  const count = events.reduce((sum, event) => sum + Math.max(1, event.alert.count), 0);
  const on = alert.account_name === null ? '' : ` on ${alert.account_name}`;
  const resolved = type === 'resolved' ? ' resolved' : type === 'acknowledged' ? ' acknowledged' : '';
  const lines = events.slice(0, MAX_EXAMPLES).map((event) => `• ${event.alert.summary}`);
  if (events.length > MAX_EXAMPLES) lines.push(`• and ${events.length - MAX_EXAMPLES} more`);
  lines.push(`Since ${timeIn(context.zone, events[0]!.at)}`);
  return { title: `${count} ${PLURALS[alert.kind]}${resolved} ${spanOf(events, context)}${on}`, lines };
}

function titleOf({ type, alert }: AlertEvent): string {
  switch (type) {
    case 'resolved':
      return `Resolved: ${alert.summary}`;
    case 'acknowledged':
      return `Acknowledged by ${alert.acknowledged_by ?? 'someone'}: ${alert.summary}`;
    case 'test':
      return `Test: ${alert.summary}`;
    case 'fired':
    case 'updated':
      return alert.summary;
  }
}

/** Of several events the gravest counts; good news only if there is no other. */
function toneOf(events: readonly AlertEvent[]): MessageTone {
  const tones = events.map(({ type, alert }): MessageTone =>
    type === 'fired' || type === 'updated' ? alert.severity : type,
  );
  const order: readonly MessageTone[] = ['critical', 'warning', 'info', 'acknowledged', 'resolved', 'test'];
  return order.find((tone) => tones.includes(tone)) ?? 'info';
}

function urlOf(events: readonly AlertEvent[], { publicUrl }: MessageContext): string | null {
  if (publicUrl === null) return null;
  const accounts = new Set(events.map(({ alert }) => alert.account_index));
  const [only] = accounts;
  return accounts.size === 1 && only !== null ? `${publicUrl}/accounts/${only}` : `${publicUrl}/`;
}

function detailLines({ details, summary }: Alert, { zone }: MessageContext): string[] {
  return Object.entries(details)
    .filter(([, value]) => value !== null && value !== '' && !summary.includes(String(value)))
    .slice(0, MAX_DETAILS)
    .map(([name, value]) => {
      const isTime = typeof value === 'number' && /(?:_at|since|until|time)$/.test(name);
      const shown = isTime ? timeIn(zone, value) : String(value);
      const label = name.replaceAll('_', ' ');
      return `${label[0]!.toUpperCase()}${label.slice(1)}: ${shown}`;
    });
}

function spanOf(events: readonly AlertEvent[], { zone }: MessageContext): string {
  const times = events.map(({ at }) => at);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const hours = (to - from) / 3_600_000;
  return hours < 1 ? `in ${duration(to - from)}` : `since ${timeIn(zone, from)}`;
}

/** `12 s`, `4 min`, `2 h 5 min`, `3 d 4 h`. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `28 Nov, 14:05:12 CET`. */
function timeIn(zone: string, at: Millis): string {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
    });
    formats.set(zone, format);
  }
  return format.format(at);
}

/** At most `length` UTF-16 units, cut at a character and marked. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The whole message as plain text. */
export function plainText({ title, lines, url }: AlertMessage): string {
  return [title, ...lines, ...(url === null ? [] : [url])].join('\n');
}
