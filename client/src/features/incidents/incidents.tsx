import { Trash2 } from 'lucide-react';
import { useMutation } from '@tanstack/react-query';
import { control } from '../../api/control.js';
import { dateTime } from '../../format/time.js';
import type { Incident } from '../../live/model.js';
import { useLive } from '../../live/use-live.js';
import { AccountName } from '../../ui/account-name.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { ConfirmButton } from '../../ui/confirm-button.js';
import { Notice } from '../../ui/notice.js';
import type { Column } from '../../ui/table/column.js';
import { TablePanel } from '../../ui/table/table-panel.js';
import { announce } from '../../ui/toasts.js';
import { None } from '../../ui/unknown.js';

const TONES: Record<Incident['severity'], Tone> = { info: 'neutral', warning: 'warn', error: 'down' };

const COLUMNS: readonly Column<Incident>[] = [
  {
    id: 'time',
    header: 'Time',
    width: 172,
    order: 'number',
    value: ({ timestamp }) => timestamp,
    cell: ({ timestamp }) => <span className="num text-muted">{dateTime(timestamp)}</span>,
  },
  {
    id: 'severity',
    header: 'Severity',
    width: 84,
    value: ({ severity }) => severity,
    cell: ({ severity }) => <Badge tone={TONES[severity]}>{severity}</Badge>,
  },
  {
    id: 'account',
    header: 'Account',
    width: 140,
    value: ({ account_name }) => account_name,
    cell: ({ account_index, account_name }) =>
      account_index === null ? <None /> : <AccountName index={account_index} name={account_name ?? ''} />,
  },
  { id: 'source', header: 'Source', width: 84, value: ({ source }) => source },
  {
    id: 'kind',
    header: 'Kind',
    width: 150,
    value: ({ error_type }) => error_type,
    cell: ({ error_type }) => <span className="truncate font-medium">{error_type}</span>,
  },
  {
    id: 'code',
    header: 'Code',
    width: 70,
    value: ({ error_code }) => error_code,
    cell: ({ error_code }) => <span className="num text-muted">{error_code ?? '–'}</span>,
  },
  {
    id: 'message',
    header: 'Message',
    width: 380,
    value: ({ message }) => message,
    cell: ({ message }) => (
      <span className="truncate" title={message}>
        {message}
      </span>
    ),
  },
];
const FILTERS = [
  { name: 'account', label: 'Account', valueOf: ({ account_name }: Incident) => account_name ?? 'none' },
  { name: 'source', label: 'Source', valueOf: ({ source }: Incident) => source },
  { name: 'kind', label: 'Kind', valueOf: ({ error_type }: Incident) => error_type },
];
const keyOf = ({ incident_id }: Incident): string => incident_id;

/** What went wrong lately, newest first, as it happens. */
export default function Incidents() {
  const incidents = useLive((state) => state.incidents);
  const clear = useMutation({
    mutationFn: control.clearIncidents,
    onSuccess: () => announce({ tone: 'up', text: 'The log of incidents is empty.' }),
    onError: (error) => announce({ tone: 'down', text: `Clearing failed: ${error.message}` }),
  });
  return (
    <TablePanel
      id="incidents"
      title="Incidents"
      rows={incidents}
      rowKey={keyOf}
      columns={COLUMNS}
      sort={{ id: 'time', desc: true }}
      filters={FILTERS}
      empty={
        <Notice title="Nothing went wrong">
          Refused proxies, lost streams, malformed frames and the like would be told here.
        </Notice>
      }
      aside={
        <ConfirmButton
          title="Clear all incidents?"
          text="They leave the log for everyone. What is in the server’s log files stays."
          action="Clear"
          disabled={clear.isPending || !incidents?.length}
          onConfirm={() => clear.mutate()}
        >
          <Trash2 size={13} aria-hidden /> Clear
        </ConfirmButton>
      }
    />
  );
}
