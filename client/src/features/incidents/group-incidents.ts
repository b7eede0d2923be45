import type { IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import type { Incident } from '../../live/model.js';

/** One incident, or the many that one outage caused. */
export interface IncidentRow extends Incident {
  /** How many are behind it; 1 for one alone. */
  count: number;
  /** Number of accounts concerned. */
  accounts: number;
  /** Time of the earliest one. */
  begin: number;
}

/** Kinds that each connection reports for itself when the exchange, or the path to it, is down. */
const LOST: ReadonlySet<IncidentKind> = new Set<IncidentKind>([
  ...(['no-answer', 'exchange-down', 'timeout', 'network', 'proxy-unreachable', 'proxy-timeout'] as const),
  ...(['stream-dropped', 'stream-silent', 'stream-unanswered', 'stream-closed', 'stream-path'] as const),
]);
/** Between two incidents of one outage there is at most this much time: the longest wait between two attempts. */
const NEIGHBORS_MS = 90_000;
const LEAST_ACCOUNTS = 3;

/** Incidents by outage, newest first: many accounts that lose the exchange at the same time are one row. */
export function groupIncidents(incidents: readonly Incident[]): IncidentRow[] {
  const oldestFirst = incidents.toSorted((a, b) => a.timestamp - b.timestamp);
  const rows: IncidentRow[] = [];
  let outage: Incident[] = [];
  const end = (): void => {
    const accounts = new Set(outage.flatMap(({ account_index }) => account_index ?? [])).size;
    if (accounts < LEAST_ACCOUNTS) rows.push(...outage.map(alone));
    else rows.push(together(outage, accounts));
    outage = [];
  };
  for (const incident of oldestFirst) {
    if (!LOST.has(incident.error_type)) {
      rows.push(alone(incident));
      continue;
    }
    if (outage.length > 0 && incident.timestamp - outage.at(-1)!.timestamp > NEIGHBORS_MS) end();
    outage.push(incident);
  }
  end();
  return rows.sort((a, b) => b.timestamp - a.timestamp);
}

function alone(incident: Incident): IncidentRow {
  return {
    ...incident,
    count: 1,
    accounts: incident.account_index === null ? 0 : 1,
    begin: incident.timestamp,
  };
}

function together(outage: readonly Incident[], accounts: number): IncidentRow {
  const [first, last] = [outage[0]!, outage.at(-1)!];
  const text = `${outage.length} connection failures of ${accounts} accounts, such as: ${first.message}`;
  return {
    ...first,
    timestamp: last.timestamp,
    begin: first.timestamp,
    account_index: null,
    account_name: null,
    error_type: 'exchange-down',
    error_code: null,
    message: `Exchange unreachable: ${text}`,
    count: outage.length,
    accounts,
  };
}
