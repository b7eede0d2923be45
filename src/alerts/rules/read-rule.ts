import { SECTIONS, type SectionName } from 'lighter-broadcaster-protocol/account';
import { type AlertRule, type QuietHours } from 'lighter-broadcaster-protocol/alert';
import {
  ALERT_KINDS,
  type AlertKind,
  ALERT_SEVERITIES,
  type AlertSeverity,
} from 'lighter-broadcaster-protocol/alert-kinds';
import { compareDecimals } from 'lighter-broadcaster-protocol/decimal';

/** What is wrong with a rule, and where in it. */
export interface RuleFault {
  path: readonly string[];
  message: string;
}

type Fields = Readonly<Record<string, unknown>>;

const ID = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
const DECIMAL = /^-?\d{1,20}(\.\d{1,12})?$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const DAY_S = 86_400;
const LONGEST_S = 31 * DAY_S;
const MOST_NAMES = 1_000;
const LONGEST_NAME = 64;

/** Seconds that a condition lasts before it fires, where it would flap otherwise. */
const FOR_S: Partial<Record<AlertKind, number>> = {
  stale: 60,
  'connection-down': 60,
  'gap-open': 300,
  history: 60,
  'egress-banned': 30,
  'budget-exhausted': 60,
};
const COOLDOWN_S = { event: 10, level: 300 };

const KNOWN = [
  'id',
  'kind',
  'enabled',
  'severity',
  'source',
  'scope',
  'threshold',
  'clear',
  'for_s',
  'window_s',
  'section',
  'cooldown_s',
  'quiet_hours',
  'channels',
];

/**
 * Reads a rule of the API or of ALERTS_FILE. Fields that are left out get the default of the kind.
 * @returns the rule, or everything that is wrong with it
 */
export function readRule(value: unknown, source: AlertRule['source']): AlertRule | RuleFault[] {
  const reader = new RuleReader(value);
  const rule = reader.read(source);
  return reader.faults.length > 0 ? reader.faults : rule;
}

class RuleReader {
  readonly faults: RuleFault[] = [];
  private readonly fields: Fields;

  constructor(value: unknown) {
    this.fields = isFields(value) ? value : {};
    if (!isFields(value)) this.fault([], 'must be a rule with id and kind');
  }

  read(source: AlertRule['source']): AlertRule {
    this.refuseUnknown([], this.fields, KNOWN);
    const { id } = this.fields;
    if (typeof id !== 'string' || !ID.test(id))
      this.fault(['id'], 'must be up to 64 lower-case letters, digits and hyphens');
    const kind = this.kind();
    const { severity, nature } = ALERT_KINDS[kind];
    const threshold = this.decimal('threshold');
    const clear = this.decimal('clear');
    this.checkLevels(kind, threshold, clear);
    return {
      id: String(id),
      kind,
      enabled: this.flag('enabled', true),
      severity: this.severity() ?? severity,
      source,
      scope: this.scope(),
      threshold,
      clear,
      for_s: this.seconds('for_s') ?? FOR_S[kind] ?? 0,
      window_s: this.window(kind),
      section: this.section(kind),
      cooldown_s: this.seconds('cooldown_s') ?? COOLDOWN_S[nature],
      quiet_hours: this.quietHours(),
      channels: this.names(['channels'], this.fields.channels),
    };
  }

  private kind(): AlertKind {
    const { kind } = this.fields;
    if (typeof kind === 'string' && Object.hasOwn(ALERT_KINDS, kind)) return kind as AlertKind;
    this.fault(['kind'], `must be one of ${Object.keys(ALERT_KINDS).join(', ')}`);
    return 'fill';
  }

  private severity(): AlertSeverity | null {
    if (!this.has('severity')) return null;
    const known = ALERT_SEVERITIES.find((name) => name === this.fields.severity);
    if (!known) this.fault(['severity'], `must be one of ${ALERT_SEVERITIES.join(', ')}`);
    return known ?? null;
  }

  private section(kind: AlertKind): SectionName | null {
    if (!this.has('section')) return null;
    const known = SECTIONS.find((name) => name === this.fields.section);
    if (kind !== 'stale') this.fault(['section'], 'belongs to rules of kind stale');
    else if (!known) this.fault(['section'], `must be one of ${SECTIONS.join(', ')}`);
    return known ?? null;
  }

  private window(kind: AlertKind): number | null {
    if (kind === 'drawdown') return this.seconds('window_s', 60) ?? DAY_S;
    if (this.has('window_s')) this.fault(['window_s'], 'belongs to rules of kind drawdown');
    return null;
  }

  private checkLevels(kind: AlertKind, threshold: string | null, clear: string | null): void {
    const { unit, fires, nature } = ALERT_KINDS[kind];
    if (unit === null) {
      for (const name of ['threshold', 'clear'])
        if (this.has(name)) this.fault([name], `has no meaning for ${kind}`);
      return;
    }
    if (!this.has('threshold'))
      this.fault(['threshold'], `must be set for ${kind}, in ${unit === 'quote' ? 'quote units' : unit}`);
    if (threshold === null || clear === null) return;
    if (nature === 'event') return this.fault(['clear'], `has no meaning for ${kind}, which is an event`);
    const order = compareDecimals(clear, threshold);
    if (fires === 'below' ? order < 0 : order > 0)
      this.fault(['clear'], `must not be ${fires} the threshold, where the alert fires`);
  }

  private scope(): AlertRule['scope'] {
    const { scope } = this.fields;
    if (this.has('scope') && !isFields(scope)) this.fault(['scope'], 'must have accounts, groups or markets');
    const fields = isFields(scope) ? scope : {};
    this.refuseUnknown(['scope'], fields, ['accounts', 'groups', 'markets']);
    return {
      accounts: this.accounts(fields.accounts),
      groups: this.names(['scope', 'groups'], fields.groups),
      markets: this.names(['scope', 'markets'], fields.markets),
    };
  }

  private accounts(value: unknown): number[] | null {
    if (value === undefined || value === null) return null;
    const isList = Array.isArray(value) && value.length > 0 && value.length <= MOST_NAMES;
    if (isList && value.every((index) => Number.isSafeInteger(index) && (index as number) >= 0))
      return [...new Set(value as number[])];
    this.fault(['scope', 'accounts'], 'must be a list of account indexes, or left out for all');
    return null;
  }

  private names(path: readonly string[], value: unknown): string[] | null {
    if (value === undefined || value === null) return null;
    const isName = (name: unknown): boolean =>
      typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME;
    if (Array.isArray(value) && value.length <= MOST_NAMES && value.every(isName))
      return [...new Set(value as string[])];
    this.fault(path, 'must be a list of names, or left out for all');
    return null;
  }

  private quietHours(): QuietHours | null {
    if (!this.has('quiet_hours')) return null;
    const { quiet_hours: value } = this.fields;
    const fields = isFields(value) ? value : {};
    this.refuseUnknown(['quiet_hours'], fields, ['from', 'to', 'zone']);
    const { from, to, zone = null } = fields;
    for (const [name, time] of Object.entries({ from, to }))
      if (typeof time !== 'string' || !TIME.test(time))
        this.fault(['quiet_hours', name], 'must be a time of day in quotes, such as "22:00"');
    if (from === to) this.fault(['quiet_hours', 'to'], 'must differ from `from`');
    if (zone !== null && !isZone(zone))
      this.fault(['quiet_hours', 'zone'], 'must be a time zone such as Europe/Berlin');
    return { from, to, zone } as QuietHours;
  }

  private flag(name: string, byDefault: boolean): boolean {
    if (!this.has(name)) return byDefault;
    const value = this.fields[name];
    if (typeof value !== 'boolean') this.fault([name], 'must be true or false');
    return value === true;
  }

  private decimal(name: string): string | null {
    if (!this.has(name)) return null;
    const value = this.fields[name];
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && DECIMAL.test(text)) return text;
    this.fault([name], 'must be a decimal number');
    return null;
  }

  private seconds(name: string, least = 0): number | null {
    if (!this.has(name)) return null;
    const value = this.fields[name];
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= LONGEST_S)
      return value as number;
    this.fault([name], `must be a whole number of seconds from ${least} to ${LONGEST_S}`);
    return null;
  }

  private has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  private refuseUnknown(path: readonly string[], fields: Fields, known: readonly string[]): void {
    for (const name of Object.keys(fields))
      if (!known.includes(name)) this.fault([...path, name], `is not a field; known are ${known.join(', ')}`);
  }

  private fault(path: readonly string[], message: string): void {
    this.faults.push({ path, message });
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isZone(zone: unknown): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: String(zone) });
    return true;
  } catch {
    return false;
  }
}
