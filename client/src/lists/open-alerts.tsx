import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { ALERT_KINDS, type AlertKind } from 'lighter-broadcaster-protocol/alert-kinds';
import Check from 'lucide:check';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { alerts as api } from '../api/alerts.js';
import { badgeColumn, timeColumn } from '../columns/column-factories';
import { useLive } from '../live/use-live.js';
import { AccountName } from '../ui/account-name.js';
import type { Tone } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Panel } from '../ui/panel.js';
import type { CardLayout } from '../ui/table/card.js';
import type { Column } from '../ui/table/column.js';
import { DataTable } from '../ui/table/data-table.js';
import type { Sort } from '../ui/table/table-head.js';
import { useAction } from '../ui/use-action.js';
import { None } from '../ui/unknown.js';

const TONES: Record<Alert['severity'], Tone> = { info: 'neutral', warning: 'warn', critical: 'down' };
/** The worst first. */
const RANKS: Record<Alert['severity'], number> = { critical: 0, warning: 1, info: 2 };
const STATES: Record<Alert['state'], Tone> = { firing: 'down', acknowledged: 'warn', resolved: 'neutral' };

/** A newer server may report kinds that this page does not know. */
function helpOf(kind: AlertKind): string {
  const entry = Object.hasOwn(ALERT_KINDS, kind) ? ALERT_KINDS[kind] : null;
  return entry ? `${entry.meaning} ${entry.what_to_do}` : '';
}

export const ALERT_COLUMNS: readonly Column<Alert>[] = [
  timeColumn('since', 'Since', ({ since }) => since),
  badgeColumn('severity', 'Severity', ({ severity }) => severity, {
    tone: ({ severity }) => TONES[severity],
  }),
  badgeColumn('state', 'State', ({ state }) => state, { tone: ({ state }) => STATES[state] }),
  {
    id: 'account',
    header: 'Account',
    width: 140,
    value: ({ account_name }) => account_name,
    cell: ({ account_index, account_name }) =>
      account_index === null ? <None /> : <AccountName index={account_index} name={account_name ?? ''} />,
  },
  {
    id: 'kind',
    header: 'Kind',
    width: 140,
    value: ({ kind }) => kind,
    cell: ({ kind }) => (
      <span className="truncate font-medium" title={helpOf(kind)}>
        {kind}
      </span>
    ),
  },
  {
    id: 'summary',
    header: 'Alert',
    width: 380,
    value: ({ summary }) => summary,
    cell: ({ summary, kind }) => (
      <span className="truncate" title={`${summary}\n${helpOf(kind)}`}>
        {summary}
      </span>
    ),
  },
  {
    id: 'acknowledged',
    header: 'Acknowledged',
    width: 130,
    value: ({ acknowledged_by }) => acknowledged_by,
    cell: (alert) => <Acknowledged alert={alert} />,
  },
];
export const ALERT_CARD: CardLayout = {
  first: ['severity', 'kind'],
  firstEnd: [],
  second: ['summary'],
  secondEnd: [],
  beside: ['acknowledged'],
};
export const alertKey = ({ alert_id }: Alert): string => alert_id;

/** Who takes care of an alert, or the button to do so. */
function Acknowledged({ alert: { alert_id, state, acknowledged_by } }: { alert: Alert }) {
  const act = useAction('Acknowledging', 'The alert is acknowledged.', () => api.acknowledge(alert_id));
  if (state !== 'firing') return acknowledged_by === null ? <None /> : <>{acknowledged_by}</>;
  return (
    <Button disabled={act.isPending} onClick={() => act.mutate()}>
      <Check size={13} /> <span className="max-sm:sr-only">Acknowledge</span>
    </Button>
  );
}

/** Alerts that are not over, where there are any, to be acknowledged; the others are a link away. */
export function OpenAlerts() {
  const alerts = useLive((state) => state.alerts);
  const open = useMemo(
    () =>
      (alerts ?? [])
        .filter(({ resolved_at }) => resolved_at === null)
        .toSorted((a, b) => RANKS[a.severity] - RANKS[b.severity] || b.since - a.since),
    [alerts],
  );
  const [sort, setSort] = useState<Sort | null>(null);
  if (open.length === 0) return null;
  return (
    <Panel
      title="Open alerts"
      count={open.length}
      className="max-h-80 min-h-40 shrink-0 max-sm:max-h-none"
      aside={
        <Link to="/alerts" className="text-accent text-xs hover:underline">
          All alerts, also earlier ones
        </Link>
      }
    >
      <DataTable
        label="Open alerts"
        rows={open}
        rowKey={alertKey}
        columns={ALERT_COLUMNS}
        sort={sort}
        onSort={setSort}
        card={ALERT_CARD}
        empty={null}
      />
    </Panel>
  );
}
