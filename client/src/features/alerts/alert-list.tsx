import type { Alert } from 'lighter-broadcaster-protocol/alert';
import { ALERT_KINDS, type AlertKind } from 'lighter-broadcaster-protocol/alert-kinds';
import Check from 'lucide:check';
import { alerts as api } from '../../api/alerts.js';
import { badgeColumn, timeColumn } from '../../columns/column-factories';
import { useLive } from '../../live/use-live.js';
import { AccountName } from '../../ui/account-name.js';
import type { Tone } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import type { Column } from '../../ui/table/column.js';
import { TablePanel } from '../../ui/table/table-panel.js';
import { useAction } from '../../ui/use-action.js';
import { None } from '../../ui/unknown.js';

const TONES: Record<Alert['severity'], Tone> = { info: 'neutral', warning: 'warn', critical: 'down' };
const STATES: Record<Alert['state'], Tone> = { firing: 'down', acknowledged: 'warn', resolved: 'neutral' };

/** A newer server may report kinds that this page does not know. */
function helpOf(kind: AlertKind): string {
  const entry = Object.hasOwn(ALERT_KINDS, kind) ? ALERT_KINDS[kind] : null;
  return entry ? `${entry.meaning} ${entry.what_to_do}` : '';
}

const COLUMNS: readonly Column<Alert>[] = [
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
const FILTERS = [
  { name: 'state', label: 'State', valueOf: ({ state }: Alert) => state },
  { name: 'account', label: 'Account', valueOf: ({ account_name }: Alert) => account_name ?? 'none' },
  { name: 'kind', label: 'Kind', valueOf: ({ kind }: Alert) => kind },
];
const keyOf = ({ alert_id }: Alert): string => alert_id;

/** Who takes care of an alert, or the button to do so. */
function Acknowledged({ alert: { alert_id, state, acknowledged_by } }: { alert: Alert }) {
  const act = useAction('Acknowledging', 'The alert is acknowledged.', () => api.acknowledge(alert_id));
  if (state !== 'firing') return acknowledged_by === null ? <None /> : <>{acknowledged_by}</>;
  return (
    <Button disabled={act.isPending} onClick={() => act.mutate()}>
      <Check size={13} /> Acknowledge
    </Button>
  );
}

/** Open and recent alerts, live. */
export default function AlertList() {
  const alerts = useLive((state) => state.alerts);
  return (
    <TablePanel
      id="alerts"
      title="Alerts"
      rows={alerts}
      rowKey={keyOf}
      columns={COLUMNS}
      sort={{ id: 'since', desc: true }}
      filters={FILTERS}
      empty={
        <Notice title="No alerts">What a rule finds is listed here. The settings have the rules.</Notice>
      }
    />
  );
}
