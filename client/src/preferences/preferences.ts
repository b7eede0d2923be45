import { NUMBER_FORMATS, type NumberFormatName } from '../format/number-format.js';

/** What this browser remembers for its user. */
export interface Preferences {
  theme: 'system' | 'dark' | 'light';
  palette: 'green-red' | 'blue-orange';
  density: 'compact' | 'normal' | 'relaxed';
  numberFormat: NumberFormatName;
  /** Money in two decimals or with every digit; the exact value is always in its title. */
  decimals: 'two' | 'all';
  timeZone: 'local' | 'utc';
  /** Whether amounts are blurred. */
  privacy: 'off' | 'on';
  /** Addresses of views with their filters, by name. */
  savedViews: Record<string, string>;
  /** Names by account index of earlier releases, until they are saved on the server or discarded. */
  accountNames: Record<string, string>;
  /** Ids of columns by table: those hidden, and the order of all. */
  hiddenColumns: Record<string, string[]>;
  columnOrders: Record<string, string[]>;
  /** Widths in pixels by table and column, where the user chose one. */
  columnWidths: Record<string, Record<string, number>>;
  alerts: AlertPreferences;
}

/** How this page shows alerts. */
export interface AlertPreferences {
  sound: boolean;
  notification: boolean;
}

export const DEFAULTS: Preferences = {
  theme: 'system',
  palette: 'green-red',
  density: 'normal',
  numberFormat: 'comma',
  decimals: 'two',
  timeZone: 'local',
  privacy: 'off',
  savedViews: {},
  accountNames: {},
  hiddenColumns: {},
  columnOrders: {},
  columnWidths: {},
  alerts: {
    sound: false,
    notification: false,
  },
};

const CHOICES = {
  theme: ['system', 'dark', 'light'],
  palette: ['green-red', 'blue-orange'],
  density: ['compact', 'normal', 'relaxed'],
  numberFormat: Object.keys(NUMBER_FORMATS),
  decimals: ['two', 'all'],
  timeZone: ['local', 'utc'],
  privacy: ['off', 'on'],
} as const;

/** Stored values as far as valid; defaults otherwise. */
export function readPreferences(text: string | null): Preferences {
  const kept = parse(text);
  const result: Preferences = { ...DEFAULTS, alerts: { ...DEFAULTS.alerts } };
  for (const [name, choices] of Object.entries(CHOICES))
    if ((choices as readonly unknown[]).includes(kept[name])) Object.assign(result, { [name]: kept[name] });
  if (isRecord(kept.accountNames)) result.accountNames = onlyStrings(kept.accountNames);
  if (isRecord(kept.savedViews)) result.savedViews = onlyPaths(kept.savedViews);
  if (isRecord(kept.hiddenColumns)) result.hiddenColumns = onlyLists(kept.hiddenColumns);
  if (isRecord(kept.columnOrders)) result.columnOrders = onlyLists(kept.columnOrders);
  if (isRecord(kept.columnWidths)) result.columnWidths = onlyWidths(kept.columnWidths);
  if (isRecord(kept.alerts)) Object.assign(result.alerts, onlyAlerts(kept.alerts));
  return result;
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function onlyStrings(record: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Only addresses within this page. */
function onlyPaths(record: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(onlyStrings(record)).filter(([, path]) => /^\/(?!\/)/.test(path)));
}

function onlyLists(record: Record<string, unknown>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string[]] => Array.isArray(entry[1])),
  );
}

function onlyWidths(record: Record<string, unknown>): Record<string, Record<string, number>> {
  const tables = Object.entries(record).filter((entry): entry is [string, Record<string, unknown>] =>
    isRecord(entry[1]),
  );
  return Object.fromEntries(
    tables.map(([table, widths]) => [
      table,
      Object.fromEntries(
        Object.entries(widths).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
      ),
    ]),
  );
}

function onlyAlerts(record: Record<string, unknown>): Partial<AlertPreferences> {
  return Object.fromEntries(
    Object.entries(record).filter(([name, value]) => name in DEFAULTS.alerts && typeof value === 'boolean'),
  );
}
