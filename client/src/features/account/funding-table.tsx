import { sum } from '../../format/decimal.js';
import { dateTime } from '../../format/time.js';
import type { AccountState, Funding } from '../../live/model.js';
import { Notice } from '../../ui/notice.js';
import { Num } from '../../ui/num.js';
import { Quantity } from '../../ui/quantity.js';
import { Side } from '../../ui/side.js';
import type { Column } from '../../ui/table/column.js';
import { TablePanel } from '../../ui/table/table-panel.js';

const COLUMNS: readonly Column<Funding>[] = [
  {
    id: 'time',
    header: 'Time',
    width: 172,
    order: 'number',
    value: ({ timestamp }) => timestamp,
    cell: ({ timestamp }) => <span className="num text-muted">{dateTime(timestamp)}</span>,
  },
  { id: 'market', header: 'Market', width: 90, value: ({ symbol }) => symbol },
  {
    id: 'side',
    header: 'Side',
    width: 80,
    value: (row) => row.position_side,
    cell: (row) => <Side side={row.position_side} />,
  },
  {
    id: 'change',
    header: 'Received',
    hint: 'Negative was paid',
    align: 'right',
    width: 120,
    order: 'decimal',
    value: ({ change }) => change,
    cell: ({ change }) => <Num value={change} signed flash={false} />,
    total: (rows) => <Num value={sum(rows.map(({ change }) => change))} signed flash={false} />,
  },
  {
    id: 'rate',
    header: 'Rate',
    align: 'right',
    width: 110,
    order: 'decimal',
    value: ({ rate }) => rate,
    cell: ({ rate }) => <Quantity value={rate} />,
  },
  {
    id: 'size',
    header: 'Position',
    align: 'right',
    width: 110,
    order: 'decimal',
    value: (row) => row.position_size,
    cell: (row) => <Quantity value={row.position_size} />,
  },
];

/** The funding payments that are known of this account. */
export function FundingTable({ account }: { account: AccountState }) {
  if (account.funding === null)
    return (
      <Notice title="Funding unknown">The exchange has told no funding payment of this account yet.</Notice>
    );
  return (
    <TablePanel
      id="account-funding"
      title="Funding payments"
      rows={account.funding}
      rowKey={({ funding_id }) => funding_id}
      columns={COLUMNS}
      sort={{ id: 'time', desc: true }}
      empty={<Notice title="No funding payments yet">They are paid every hour on open positions.</Notice>}
    />
  );
}
