import { INCIDENT_KINDS, type IncidentKind } from 'lighter-broadcaster-protocol/incident-kinds';
import Trash2 from 'lucide:trash-2';
import { useMemo } from 'react';
import { control } from '../../api/control.js';
import { badgeColumn, idColumn, timeColumn } from '../../columns/column-factories';
import { useMayControl } from '../../api/use-session.js';
import { dateTime, timeOfDay } from '../../format/time.js';
import type { Incident } from '../../live/model.js';
import { useLive } from '../../live/use-live.js';
import { configuredName } from '../../portfolio/account-name.js';
import { AccountName } from '../../ui/account-name.js';
import type { Tone } from '../../ui/badge.js';
import { ConfirmButton } from '../../ui/confirm-button.js';
import { Notice } from '../../ui/notice.js';
import type { CardLayout } from '../../ui/table/card.js';
import type { Column } from '../../ui/table/column.js';
import { TablePanel } from '../../ui/table/table-panel.js';
import { useAction } from '../../ui/use-action.js';
import { None } from '../../ui/unknown.js';
import { groupIncidents, type IncidentRow } from './group-incidents.js';

const TONES: Record<Incident['severity'], Tone> = { info: 'neutral', warning: 'warn', error: 'down' };

/** A newer server may report kinds that this page does not know. */
function helpOf(kind: IncidentKind): string {
  const entry = Object.hasOwn(INCIDENT_KINDS, kind) ? INCIDENT_KINDS[kind] : null;
  return entry ? `${entry.meaning} ${entry.what_to_do}` : '';
}

const COLUMNS: readonly Column<IncidentRow>[] = [
  {
    ...timeColumn('time', 'Time', ({ timestamp }: IncidentRow) => timestamp),
    cell: ({ begin, timestamp }) => (
      <span className="num text-muted">
        {dateTime(begin)}
        {begin !== timestamp && ` – ${timeOfDay(timestamp)}`}
      </span>
    ),
  },
  badgeColumn('severity', 'Severity', ({ severity }) => severity, {
    tone: ({ severity }) => TONES[severity],
  }),
  {
    id: 'account',
    header: 'Account',
    width: 140,
    value: ({ account_name }) => account_name,
    cell: ({ account_index, account_name, accounts }) =>
      account_index === null ? (
        accounts > 1 ? (
          <span>{accounts} accounts</span>
        ) : (
          <None />
        )
      ) : (
        <AccountName index={account_index} name={account_name ?? ''} />
      ),
  },
  { id: 'source', header: 'Source', width: 84, value: ({ source }) => source },
  {
    id: 'kind',
    header: 'Kind',
    width: 150,
    value: ({ error_type }) => error_type,
    cell: ({ error_type }) => (
      <span className="truncate font-medium" title={helpOf(error_type)}>
        {error_type}
      </span>
    ),
  },
  idColumn('code', 'Code', ({ error_code }) => error_code, { width: 70 }),
  {
    id: 'message',
    header: 'Message',
    width: 380,
    value: ({ message }) => message,
    cell: ({ message, error_type }) => (
      <span className="truncate" title={`${message}\n${helpOf(error_type)}`}>
        {message}
      </span>
    ),
  },
];
const CARD: CardLayout = {
  first: ['severity', 'kind'],
  firstEnd: ['time'],
  second: ['message'],
  secondEnd: ['account'],
};
const FILTERS = [
  {
    name: 'account',
    label: 'Account',
    valueOf: ({ account_name }: IncidentRow) => account_name ?? 'none',
    labelOf: ({ account_name }: IncidentRow) => configuredName(account_name ?? 'none'),
  },
  { name: 'source', label: 'Source', valueOf: ({ source }: IncidentRow) => source },
  { name: 'kind', label: 'Kind', valueOf: ({ error_type }: IncidentRow) => error_type },
];
const keyOf = ({ incident_id }: IncidentRow): string => incident_id;

/** Recent incidents, newest first, live. */
export default function Incidents() {
  const incidents = useLive((state) => state.incidents);
  const rows = useMemo(() => incidents && groupIncidents(incidents), [incidents]);
  const mayControl = useMayControl();
  const clear = useAction('Clearing', 'The incident log is empty.', control.clearIncidents);
  return (
    <TablePanel
      id="incidents"
      title="Incidents"
      rows={rows}
      rowKey={keyOf}
      columns={COLUMNS}
      card={CARD}
      sort={{ id: 'time', desc: true }}
      filters={FILTERS}
      empty={
        <Notice title="No incidents">
          Refused proxies, lost connections, malformed frames and the like are listed here.
        </Notice>
      }
      aside={
        mayControl && (
          <ConfirmButton
            title="Clear all incidents?"
            text="They disappear for everyone. The server’s log files keep them."
            action="Clear"
            disabled={clear.isPending || !incidents?.length}
            onConfirm={() => clear.mutate()}
          >
            <Trash2 size={13} /> <span className="max-sm:sr-only">Clear</span>
          </ConfirmButton>
        )
      }
    />
  );
}
