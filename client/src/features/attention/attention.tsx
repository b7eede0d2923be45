import { useMemo } from 'react';
import { Link } from 'react-router';
import { accountColumn } from '../../columns/column-factories';
import { timeOfDay } from '../../format/time.js';
import { OpenAlerts } from '../../lists/open-alerts.js';
import { useLive } from '../../live/use-live.js';
import { nameIn } from '../../portfolio/account-name.js';
import type { Exception } from '../../portfolio/exceptions.js';
import { useExceptions } from '../../portfolio/use-exceptions.js';
import { Age } from '../../ui/age.js';
import { Badge } from '../../ui/badge.js';
import { Notice } from '../../ui/notice.js';
import type { CardLayout } from '../../ui/table/card.js';
import type { Column } from '../../ui/table/column.js';
import { TablePanel } from '../../ui/table/table-panel.js';
import { None } from '../../ui/unknown.js';

interface Row extends Exception {
  name: string;
}

const SEVERITIES = { down: 'danger', warn: 'watch' };
const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'severity',
    header: 'Severity',
    width: 80,
    value: ({ severity }) => SEVERITIES[severity],
    cell: ({ severity }) => <Badge tone={severity}>{SEVERITIES[severity]}</Badge>,
  },
  accountColumn(({ index, name }) => (index === null ? null : { index, name }), {
    width: 160,
    none: 'service',
  }),
  {
    id: 'what',
    header: 'What',
    width: 420,
    value: ({ what }) => what,
    cell: ({ what, path }) => (
      <Link to={path} className="truncate hover:underline">
        {what}
      </Link>
    ),
  },
  {
    id: 'since',
    header: 'Since',
    width: 90,
    order: 'number',
    ascendingFirst: true,
    value: ({ since }) => since,
    cell: ({ since }) =>
      since === null ? <None label="now" /> : <span className="num">{timeOfDay(since)}</span>,
  },
  {
    id: 'age',
    header: 'For',
    width: 90,
    value: () => null,
    cell: ({ since }) => (since === null ? <None label="–" /> : <Age at={since} />),
  },
];
const FILTERS = [
  { name: 'severity', label: 'Severity', valueOf: ({ severity }: Row) => SEVERITIES[severity] },
];
const CARD: CardLayout = {
  first: ['severity', 'account'],
  firstEnd: ['age'],
  second: ['what'],
  secondEnd: ['since'],
};
const keyOf = ({ key }: Row): string => key;
const toneOf = ({ severity }: Row) => (severity === 'down' ? severity : null);

/** What is wrong now, and the alerts about it. What was wrong earlier is among the incidents and alerts. */
export default function Attention() {
  const accounts = useLive((state) => state.throttled);
  const exceptions = useExceptions();
  const rows = useMemo(
    () =>
      exceptions &&
      exceptions.map((exception): Row => ({
        ...exception,
        name: exception.index === null ? '' : nameIn(accounts, exception.index),
      })),
    [exceptions, accounts],
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <TablePanel
        id="attention"
        title="Attention"
        rows={rows}
        rowKey={keyOf}
        columns={COLUMNS}
        sort={null}
        filters={FILTERS}
        rowTone={toneOf}
        card={CARD}
        empty={
          <Notice title="Nothing needs attention">
            Accounts near liquidation, stale data, open gaps and lost connections appear here. Earlier ones
            are under{' '}
            <Link to="/incidents" className="text-accent underline">
              Incidents
            </Link>
            .
          </Notice>
        }
      />
      <OpenAlerts />
    </div>
  );
}
